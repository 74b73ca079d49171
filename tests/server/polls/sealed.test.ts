import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { pieces } from '#domain/sealing/bytes.ts'
import { drawCode } from '#domain/sealing/code.ts'
import { type DossierRecord, writeDossier } from '#domain/sealing/dossier.ts'
import { readHead } from '#domain/sealing/head.ts'
import { writeLeaf } from '#domain/sealing/leaf.ts'
import { verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { addRoll } from '../voting-links/roll-world.ts'
import { frozenNear, letClose } from './over.ts'
import { fromNow, type Person } from './polls-world.ts'
import { newVoters, post } from './sealed-voters.ts'
import { type SealedPoll, sealedWorld } from './sealed-world.ts'
import {
  castWithCode,
  close,
  counterOf,
  done,
  draft,
  giveCodes,
  holdCeremony,
  partialOf,
  refused,
  send,
  sumSeenBy,
  told,
  type TrusteeDevice,
  trustSeenBy,
} from './trustees.ts'

const { world, phaseOf, announced, opened } = sealedWorld()
let poll: SealedPoll
beforeEach(async () => void (poll = await announced()))

describe('the whole life of a sealed poll', () => {
  test('announced, its key made, its codes given, voted, closed, opened by two trustees of three: the result is the plain histogram', async () => {
    await holdCeremony(poll.devices)
    // The closing that the manifest holds is the real one: a close that came before would be found by whoever verifies.
    const { closesAt, frozen } = await frozenNear(world, poll.id, () => giveCodes(world, world.registrar, poll))
    expect(await phaseOf(poll.url)).toBe('open')
    const { codes } = frozen
    const given = world.voters.map((_, at) => [at % 5, (2 * at) % 5, (3 * at + 1) % 5])
    for (const [at, voter] of world.voters.entries()) {
      if (at < 2) expect(told(await castWithCode(world, voter, poll, codes[at]!, [0, 0, 0]))[0]).toBe(200)
      expect(told(await castWithCode(world, voter, poll, codes[at]!, given[at]!))[0]).toBe(200)
    }
    await letClose(world, { id: poll.id, closesAt })
    expect(told(await world.passerBy('GET', `${poll.url}/result`))).toEqual(refused('being-counted'))
    const [first, , third] = poll.devices as [TrusteeDevice, TrusteeDevice, TrusteeDevice]
    expect(told(await (await partialOf(world, poll, first)).give())).toEqual(done)
    expect(told(await world.passerBy('GET', `${poll.url}/result`))).toEqual(refused('being-counted'))
    expect(told(await (await partialOf(world, poll, third)).give())).toEqual(done)
    const result = (await world.passerBy('GET', `${poll.url}/result`)).json()
    expect([result.voters, result.rollSize, result.level]).toEqual([8, 8, 'sealed'])
    const { choices } = (await world.passerBy('GET', poll.url)).json() as { choices: { id: string }[] }
    for (const [choice, { id }] of choices.entries()) {
      const counts = [0, 1, 2, 3, 4].map((grade) => given.filter((grades) => grades[choice] === grade).length)
      expect(result.choices.find((one: { id: string }) => one.id === id).counts).toEqual(counts)
    }
    const late = await partialOf(world, poll, poll.devices[1]!)
    expect([told(late.seen), told(await late.give())]).toEqual([refused('counted'), refused('counted')])
    expect((await verified()).fault).toBe(null)
  }, 120_000)

  /** The board and the roll as anyone takes them, held to every rule. */
  async function verified() {
    const manifest = (await world.passerBy('GET', `${poll.url}/manifest`)).rawPayload
    const roll = pieces((await world.passerBy('GET', `${poll.url}/credentials`)).rawPayload, 32)
    const { leaves } = (await world.passerBy('GET', `${poll.url}/board/leaves`)).json() as { leaves: { bytes: string }[] }
    const { heads } = (await world.passerBy('GET', `${poll.url}/board`)).json() as { heads: { head: string }[] }
    const records: DossierRecord[] = [
      { type: 'manifest', bytes: manifest },
      ...roll.map((credential) => ({ type: 'roll', entry: { credential, weight: 1 } }) as const),
      ...leaves.map(({ bytes }) => ({ type: 'leaf', bytes: Buffer.from(bytes, 'base64') }) as const),
      { type: 'head', head: readHead(Buffer.from(heads[0]!.head, 'base64')) },
    ]
    return verifyDossier(nobleGroup, () => writeDossier(records))
  }

  test('k − 1 trustees open nothing, and nobody gives a part before having found the sum', async () => {
    const { codes } = await opened(poll)
    for (const [at, voter] of world.voters.slice(0, 5).entries()) await castWithCode(world, voter, poll, codes[at]!, [4, 3, 2])
    const early = await world.awa.knock('POST', `${poll.url}/opening/sums`, { hash: '0'.repeat(64) })
    expect(told(early)).toEqual(refused('not-summed'))
    await close(world, poll)
    await world.passerBy('GET', `${poll.url}/result`)
    const [first, second] = poll.devices as [TrusteeDevice, TrusteeDevice]
    expect(told(await send(world, first.who, `${poll.url}/opening/partials`, new Uint8Array(10)))).toEqual(refused('sum-not-seen'))
    expect(told(await world.awa.knock('POST', `${poll.url}/opening/sums`, { hash: '0'.repeat(64) }))).toEqual(refused('another-sum'))
    const { partial, give } = await partialOf(world, poll, first)
    expect(told(await send(world, first.who, `${poll.url}/opening/partials`, new Uint8Array(10)))).toEqual(refused('malformed-part'))
    const bent = { ...partial, proof: partial.proof.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) }
    expect(told(await send(world, first.who, `${poll.url}/opening/partials`, writeLeaf(bent)))).toEqual(refused('wrong-partial'))
    await sumSeenBy(world, poll, second.who)
    expect(told(await send(world, second.who, `${poll.url}/opening/partials`, writeLeaf(partial)))).toEqual(refused('wrong-partial'))
    expect(told(await give())).toEqual(done)
    expect(told(await give())).toEqual(refused('already-said'))
    expect(told(await send(world, world.registrar, `${poll.url}/opening/partials`, writeLeaf(partial)))).toEqual(refused('not-a-trustee'))
    expect(told(await world.passerBy('GET', `${poll.url}/result`))).toEqual(refused('being-counted'))
    expect((await trustSeenBy(world.awa, poll.url)).opening).toEqual({ summed: true, tooFew: false, seen: [1, 2], partials: [1] })
  })

  test('opens nothing below five ballots, and says so', async () => {
    const { codes } = await opened(poll)
    for (const [at, voter] of world.voters.slice(0, 4).entries()) await castWithCode(world, voter, poll, codes[at]!, [4, 3, 2])
    await close(world, poll)
    expect(told(await world.passerBy('GET', `${poll.url}/result`))).toEqual(refused('too-few-ballots'))
    const { opening } = await trustSeenBy(world.awa, poll.url)
    expect([opening.summed, opening.tooFew]).toEqual([false, true])
  })
})

describe('a sealed poll that is announced', () => {
  test.each([
    ['nobody to keep the key', [], 0, 4, 'no-trustees'],
    ['more needed than there are', [0, 1], 3, 4, 'needed-out-of-range'],
    ['the same person twice', [0, 1, 1], 2, 4, 'repeated-trustee'],
    ['a registrar who keeps the key too', [0, 1, 2], 2, 1, 'registrar-is-trustee'],
  ])('refuses %s', async (_, people, needed, last, reason) => {
    const trust = { needed, trustees: people.map((at) => world.voters[at]!.id), registrar: world.voters[last]!.id }
    const answer = await world.awa.knock('POST', '/api/bodies/drome/polls', { ...draft(), level: 'sealed', trust })
    expect(told(answer)).toEqual(refused(reason))
  })

  test('refuses someone who is not of the body, and ten trustees', async () => {
    const ask = (people: Person[]) =>
      world.awa.knock('POST', '/api/bodies/drome/polls', {
        ...draft(),
        level: 'sealed',
        trust: { needed: 1, trustees: people.map(({ id }) => id), registrar: world.registrar.id },
      })
    expect(told(await ask([world.dan]))).toEqual(refused('not-a-member'))
    expect(told(await ask(Array.from({ length: 10 }, () => world.awa)))).toEqual(refused('too-many-trustees'))
    expect(told(await world.bilal.knock('POST', '/api/bodies/drome/polls', { ...draft(), level: 'sealed' }))).toEqual(
      refused('not-a-coordinator'),
    )
  })

  test('refuses those who are not on the roll that was drawn up for it', async () => {
    const roll = await addRoll(
      world.db,
      Array.from({ length: 12 }, (_, at) => ({ email: `off${at}@roll.test` })),
    )
    const trust = { needed: 1, trustees: [world.awa.id], registrar: world.registrar.id }
    const asked = { ...draft(), level: 'sealed', trust, electorate: roll.id, question: 'Autre chose ?' }
    expect(told(await world.awa.knock('POST', '/api/bodies/drome/polls', asked))).toEqual(refused('off-the-roll'))
  })

  test('has its roll from then on: who joins later is not on it', async () => {
    const [late] = await newVoters(world, 1)
    expect((await late!.knock('GET', poll.url)).json().me.onTheRoll).toBe(false)
    expect((await trustSeenBy(world.awa, poll.url)).codes.rollSize).toBe(8)
    await world.db.deleteFrom('membership').where('memberId', '=', late!.id).execute()
  })

  test('is not open while something is missing, says what, and takes no ballot', async () => {
    expect(await phaseOf(poll.url)).toBe('not-ready')
    expect((await trustSeenBy(world.awa, poll.url)).missing).toEqual(['codes', 'ceremony'])
    expect(told(await post(world, world.awa, poll.url, new Uint8Array(100)))).toEqual(refused('not-ready'))
    expect(told(await counterOf(world.awa, poll, drawCode(randomBytes(16))))).toEqual(refused('not-ready'))
    await giveCodes(world, world.registrar, poll)
    expect((await trustSeenBy(world.awa, poll.url)).missing).toEqual(['ceremony'])
    const later = await world.awa.knock('POST', `${poll.url}/extension`, { closesAt: fromNow(7_200_000), reason: 'La cérémonie tarde' })
    expect(later.statusCode).toBe(204)
    await holdCeremony(poll.devices)
    expect(await phaseOf(poll.url)).toBe('open')
    expect((await trustSeenBy(world.awa, poll.url)).missing).toEqual([])
  })

  test('does not open before its instant, even when everything is ready', async () => {
    poll = await announced({ opensAt: fromNow(1_800_000), closesAt: fromNow(3_600_000) })
    await holdCeremony(poll.devices)
    await giveCodes(world, world.registrar, poll)
    expect(await phaseOf(poll.url)).toBe('upcoming')
    expect(told(await post(world, world.awa, poll.url, new Uint8Array(100)))).toEqual(refused('not-yet-open'))
    expect((await world.passerBy('GET', `${poll.url}/credentials`)).statusCode).toBe(404)
  })

  test('that never was ready is cancelled at its closing, and says why', async () => {
    await world.db
      .updateTable('poll')
      .set({ opensAt: fromNow(-60_000), closesAt: fromNow(-1000) })
      .where('id', '=', poll.id)
      .execute()
    const seen = (await world.awa.knock('GET', poll.url)).json()
    expect([seen.phase, seen.cancelReason]).toEqual(['cancelled', 'never-ready'])
    expect(told(await poll.devices[0]!.announce())).toEqual(refused('cancelled'))
  })
})
