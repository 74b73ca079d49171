import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { statementSize } from '#domain/sealing/ballot-bytes.ts'
import { concat } from '#domain/sealing/bytes.ts'
import { controlCode, exportOf } from '#domain/sealing/control-code.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { trackerOf, trackerWords } from '#domain/sealing/tracker.ts'
import { sha256 } from '#domain/sealing/transcript.ts'
import { addPoll, fromNow, type PollFacts, signedIn, type TestPoll } from '../server/polls/polls-world.ts'
import type { Someone } from '../server/live/live-world.ts'
import { phone, startJourney } from './visit.ts'

export const seven = ['Une navette', 'La cantine', 'Une caisse', 'La maternité', 'Des listes', 'Une fête', 'Un journal']

/** The installation of a journey, where the group has eight members; Dora, Élie and Fatou are on no page but here. */
export async function secretWorld() {
  const keys = await mkdtemp(join(tmpdir(), 'preau-keys-'))
  const journey = await startJourney({ KEYS_DIR: keys })
  const { db, origin, awa, bilal, chloe } = journey
  const join_ = (name: string) => signedIn(db, name, { movement: 'member', group: 'member' })
  const [dora, elie, fatou] = [await join_('Dora'), await join_('Élie'), await join_('Fatou')]

  /** What another device of theirs does: asks for the code, seals, gives the bytes. */
  async function castByApi(who: Someone, poll: TestPoll, grades: number[]) {
    const headers = { cookie: who.cookie }
    await fetch(origin + poll.url, { headers })
    const given = (await (await fetch(`${origin}${poll.url}/credential`, { headers })).json()) as { code: string; counter: number }
    const opened = openPoll(nobleGroup, new Uint8Array(await (await fetch(`${origin}${poll.url}/manifest`)).arrayBuffer()))
    const credential = credentialOf(nobleGroup, poll.id, Buffer.from(given.code, 'base64'))
    const { bytes } = sealBallot(opened, { credential, counter: given.counter, grades, random: randomBytes(64) })
    const octets = { ...headers, 'content-type': 'application/octet-stream' }
    const answer = await fetch(`${origin}${poll.url}/sealed-ballots`, { method: 'POST', headers: octets, body: Buffer.from(bytes) })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  }

  /** A control whose four words hold one twice, as one ballot in 340 does: its proof is of no ballot, which a control cannot see. */
  async function controlWithARepeatedWord(poll: TestPoll) {
    const opened = openPoll(nobleGroup, new Uint8Array(await (await fetch(`${origin}${poll.url}/manifest`)).arrayBuffer()))
    const [credential, encryptionSeed] = [nobleGroup.encode(nobleGroup.base), randomBytes(32)]
    const grades = poll.choices.map(() => 2)
    const facts = { credential, counter: 1, encryptionSeed, proofHash: new Uint8Array(32), grades }
    const statement = exportOf(opened, { kind: 'control', ...facts }).subarray(0, statementSize(opened))
    for (;;) {
      const proofHash = new Uint8Array(randomBytes(32))
      const leafHash = sha256(concat(sha256(statement), proofHash))
      if (new Set(trackerWords(leafHash)).size === 4) continue
      return { code: Buffer.from(controlCode({ ...facts, proofHash })).toString('base64url'), tracker: trackerOf(leafHash) }
    }
  }

  return {
    ...journey,
    controlWithARepeatedWord,
    six: { awa, bilal, chloe, dora, elie, fatou },
    poll: (facts: PollFacts = {}) => addPoll(db, { level: 'secret', ...facts }),
    castByApi,
    /** Someone in the booth of a poll, on a phone. */
    async booth(who: Someone, poll: TestPoll, options: object = {}) {
      const visitor = await journey.visit(who, { ...phone, ...options })
      const page = await visitor.open(`/scrutins/${poll.id}/isoloir`)
      return { ...visitor, page }
    },
    close: (poll: TestPoll) =>
      db
        .updateTable('poll')
        .set({ closesAt: fromNow(-1000) })
        .where('id', '=', poll.id)
        .execute(),
    ballotsOf: async (poll: TestPoll) => {
      const rows = await db.selectFrom('leaf').select('kind').where('pollId', '=', poll.id).where('kind', '=', 'ballot').execute()
      return rows.length
    },
    resultOf: async (poll: TestPoll) => {
      const result = (await (await fetch(`${origin}${poll.url}/result`)).json()) as { choices: { id: string; counts: number[] }[] }
      return poll.choices.map((id) => result.choices.find((choice) => choice.id === id)!.counts)
    },
    async end() {
      await journey.end()
      await rm(keys, { recursive: true })
    },
  }
}
