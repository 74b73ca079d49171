import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { countsOf } from '#domain/sealing/open-aggregate.ts'
import { verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { addShortSecretPoll, closeAndCount, voteIn, resultOf } from './over.ts'
import { addPoll, fromNow, type Person, pollsWorld, type PollsWorld, type TestPoll } from './polls-world.ts'
import { newVoters } from './sealed-voters.ts'

// What anyone takes away from a secret poll, and what happens when the database it comes from was touched.

let world: PollsWorld
let voters: Person[]
let poll: TestPoll
let small: TestPoll
beforeAll(async () => {
  world = await pollsWorld()
  voters = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 3))]
  const polls = [await addShortSecretPoll(world), await addShortSecretPoll(world)] as const
  ;[poll, small] = polls
  await voteIn(world, poll, voters.slice(0, 1), [[0, 0, 0]])
  await voteIn(world, poll, voters, given)
  await voteIn(world, small, voters.slice(0, 1), [[0, 0, 0]])
  await voteIn(world, small, voters.slice(0, 4), given)
  for (const one of polls) await closeAndCount(world, one)
}, 240_000)
afterAll(() => world.close())

const given = [
  [4, 3, 0],
  [4, 0, 1],
  [3, 3, 0],
  [4, 2, 0],
  [0, 1, 4],
  [2, 2, 2],
]

const take = async ({ url }: TestPoll) => {
  const answer = await world.passerBy('GET', `${url}/dossier`)
  expect(answer.statusCode).toBe(200)
  return answer.rawPayload
}

async function* inPieces(file: Uint8Array) {
  for (let at = 0; at < file.length; at += 10_007) yield file.subarray(at, at + 10_007)
}
const verified = async (poll: TestPoll) => {
  const file = await take(poll)
  return verifyDossier(nobleGroup, () => inPieces(file))
}

const leavesOf = ({ id }: TestPoll) => world.db.selectFrom('leaf').where('pollId', '=', id)

describe('the dossier of a counted secret poll', () => {
  test('verifies with nothing but itself, and gives the result that was published', async () => {
    const verdict = await verified(poll)
    if (verdict.fault) throw new Error(verdict.fault.detail)
    const { board } = verdict
    expect([board.aggregate.ballots, board.phase]).toEqual([6, 'counted'])
    const { counts } = countsOf(board.poll, board.result!)
    const result = (await resultOf(world, poll)).json()
    for (const [at, id] of poll.choices.entries())
      expect(counts[at]).toEqual(result.choices.find((choice: { id: string }) => choice.id === id).counts)
  })

  test('is there for a poll of too few ballots too, up to its close', async () => {
    expect(await verified(small)).toMatchObject({ fault: null, board: { phase: 'closed', leaves: 7 } })
  })

  test('is not there before the closing, nor for a poll that was cancelled or is by show of hands', async () => {
    const running = await addPoll(world.db, { level: 'secret' })
    const reason = async () => (await world.passerBy('GET', `${running.url}/dossier`)).json().reason
    expect(await reason()).toBe('not-closed')
    await world.awa.knock('POST', `${running.url}/cancellation`, { reason: 'Erreur' })
    expect(await reason()).toBe('cancelled')
    const open = await addPoll(world.db, { closesAt: fromNow(-1000) })
    expect((await world.passerBy('GET', `${open.url}/dossier`)).statusCode).toBe(404)
  })

  test('begins with the roll that the board gives, in order', async () => {
    const roll = (await world.passerBy('GET', `${poll.url}/board/roll`)).rawPayload
    expect(roll.length).toBe(36 * 6)
    const lines = Array.from({ length: 6 }, (_, at) => roll.subarray(36 * at, 36 * at + 32).toString('hex'))
    expect(lines).toEqual(lines.toSorted())
  })
})

describe('when the database was touched, the verifier names the first faulty leaf', () => {
  const bytesAt = async (position: number) =>
    (await leavesOf(poll).select('bytes').where('position', '=', position).executeTakeFirstOrThrow()).bytes
  const put = (position: number, bytes: Buffer) =>
    world.db.updateTable('leaf').set({ bytes }).where('pollId', '=', poll.id).where('position', '=', position).execute()

  test.each([
    ['in the ciphertexts of a ballot', 3, 200],
    ['in its proof', 4, -100],
    ['in its signature', 5, -1],
    ['in the sum', 9, 40],
    ['in the opening of the sum', 10, 100],
    ['in the result', 11, -1],
  ])('one bit turned %s', async (_, position, at) => {
    await take(poll)
    const bytes = await bytesAt(position)
    const turned = Buffer.from(bytes)
    turned[at < 0 ? bytes.length + at : at]! ^= 1
    await put(position, turned)
    expect((await verified(poll)).fault).toMatchObject({ leaf: position })
    await put(position, bytes)
    expect((await verified(poll)).fault).toBe(null)
  })

  test('two leaves that changed places', async () => {
    const [first, second] = [await bytesAt(1), await bytesAt(2)]
    await put(1, second)
    await put(2, first)
    // The second ballot of a voter comes before the first.
    expect((await verified(poll)).fault).toMatchObject({ leaf: 1, kind: 'ballot', reason: 'wrong-counter' })
    await put(1, first)
    await put(2, second)
  })

  test('a leaf that was dropped', async () => {
    await world.db.deleteFrom('sealedBallot').where('pollId', '=', poll.id).where('position', '=', 6).execute()
    await world.db.deleteFrom('leaf').where('pollId', '=', poll.id).where('position', '=', 6).execute()
    // The ballots that are left hold; a head that was signed says that one is missing.
    const { fault } = await verified(poll)
    expect(fault).toMatchObject({ kind: 'head' })
  })
})
