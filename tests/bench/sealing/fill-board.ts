// Fills a board as cheaply as is honest: real leaves in a real log, whose ciphertexts are those of a few real ballots over and over, each
// under the credential of another person. Only their proofs are of someone else, and those are looked at before a receipt, never at a count.
import { randomBytes } from 'node:crypto'
import { openPoll } from '../../../domain/sealing/open-poll.ts'
import { sealBallot } from '../../../domain/sealing/seal.ts'
import { credentialOf } from '../../../domain/sealing/credential.ts'
import { aloneWithPoll } from '../../../server/polls/lock.ts'
import { appendLeaves } from '../../../server/polls/sealed/board.ts'
import { loadSodiumGroup } from '../../../server/sealing/sodium.ts'
import type { Movement } from '../movement.ts'
import { gradesOf } from './grades.ts'

const several = 500

/** After the version and the counter (docs/sealed-ballots.md). */
const credentialAt = 5

/** `from` and `to`: how many have cast, people being in the order of their names. */
export async function fillBoard({ db }: Movement, { pollId, from, to }: { pollId: string; from: number; to: number }) {
  const board = await db.selectFrom('board').select('manifest').where('pollId', '=', pollId).executeTakeFirstOrThrow()
  const poll = openPoll(await loadSodiumGroup(), board.manifest)
  const anyone = credentialOf(poll.group, pollId, randomBytes(32))
  const models = Array.from({ length: 100 }, (_, n) => {
    const grades = gradesOf(n, poll.choices, poll.grades)
    return sealBallot(poll, { credential: anyone, counter: 1, grades, random: randomBytes(64) }).bytes
  })
  for (let at = from; at < to; at += several) {
    const people = Array.from({ length: Math.min(several, to - at) }, (_, n) => `m${at + n + 1}`)
    const holders = await db.selectFrom('credential').select('k').where('pollId', '=', pollId).where('memberId', 'in', people).execute()
    const leaves = holders.map(({ k }, n) => {
      const ballot = models[n % models.length]!.slice()
      ballot.set(k, credentialAt)
      return { kind: 'ballot', weight: 1, ballot } as const
    })
    await aloneWithPoll(db, pollId, async (trx, now) => {
      const first = await appendLeaves(trx, poll, leaves, now)
      const rows = holders.map(({ k }, n) => ({ pollId, k, counter: 1, position: first + n }))
      await trx.insertInto('sealedBallot').values(rows).execute()
    })
  }
}
