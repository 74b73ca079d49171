import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isHeadOf, readHead } from '#domain/sealing/head.ts'
import { ballotEntry } from '#domain/sealing/leaf.ts'
import { leafNode } from '#domain/sealing/merkle-log.ts'
import { isConsistent, isIncluded } from '#domain/sealing/merkle-proof.ts'
import { isReceiptOf } from '#domain/sealing/receipt.ts'
import { trackerOf } from '#domain/sealing/tracker.ts'
import { fromHex } from '#domain/sealing/bytes.ts'
import { resultOnceClosed } from '#server/polls/counting.ts'
import { freezeRoll } from '#server/polls/roll.ts'
import { resultOf } from './over.ts'
import { addPoll, castBy, fromNow, type Person, pollsWorld, type PollsWorld } from './polls-world.ts'
import { castSealed, newVoters, post, readPoll, receiptOf, sealFor } from './sealed-voters.ts'

let world: PollsWorld
let voters: Person[]
beforeAll(async () => {
  world = await pollsWorld()
  voters = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 4))]
})
afterAll(() => world.close())

let poll: Awaited<ReturnType<typeof addPoll>>
beforeEach(async () => void (poll = await addPoll(world.db, { level: 'secret' })))

const close = (id: string) =>
  world.db
    .updateTable('poll')
    .set({ closesAt: fromNow(-1000) })
    .where('id', '=', id)
    .execute()
const leaves = (id: string) => world.db.selectFrom('leaf').select('kind').where('pollId', '=', id).orderBy('position').execute()
const ballots = async (id: string) => (await leaves(id)).filter(({ kind }) => kind === 'ballot').length

describe('a secret poll', () => {
  test('is counted without one ballot being read: the sum is what people gave, the last ballot of each', async () => {
    const given = voters.map((_, at) => [at % 5, (2 * at) % 5, (3 * at + 1) % 5])
    for (const [at, voter] of voters.entries())
      expect((await castSealed(world, voter, poll.url, [0, 0, 0])).statusCode, String(at)).toBe(200)
    for (const [at, voter] of voters.entries()) expect((await castSealed(world, voter, poll.url, given[at]!)).statusCode).toBe(200)
    await close(poll.id)
    const result = (await resultOf(world, poll)).json()
    expect([result.voters, result.rollSize, result.level]).toEqual([7, 7, 'secret'])
    for (const [choice, id] of poll.choices.entries()) {
      const counts = [0, 1, 2, 3, 4].map((grade) => given.filter((grades) => grades[choice] === grade).length)
      expect(result.choices.find((one: { id: string }) => one.id === id).counts).toEqual(counts)
    }
    const kinds = (await leaves(poll.id)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind !== 'ballot')).toEqual(['open', 'close', 'aggregate', 'partial', 'result'])
    expect(kinds.length).toBe(14 + 5)
  })

  test('is added up once, however many come for its result together', async () => {
    for (const voter of voters) await castSealed(world, voter, poll.url, [1, 2, 3])
    await close(poll.id)
    let added = 0
    const { group } = world.sealing
    const sealing = {
      ...world.sealing,
      group: { ...group, add: (...points: Parameters<typeof group.add>) => (added++, group.add(...points)) },
    }
    const results = await Promise.all(Array.from({ length: 6 }, () => resultOnceClosed({ db: world.db, sealing }, poll.id)))
    expect(results.map((result) => result?.voters)).toEqual(Array(6).fill(7))
    // Three choices, four counters each, two points a counter.
    expect(added).toBeLessThan(2 * 7 * 3 * 4 * 2)
  })

  test('gives a signed receipt, and the board proves that the ballot is on it', async () => {
    const answer = await castSealed(world, voters[0]!, poll.url, [4, 3, 2])
    const opened = await readPoll(world, poll.url)
    const receipt = receiptOf(answer)
    expect(isReceiptOf(opened.manifest.boardKey, opened.ctx, receipt)).toBe(true)
    expect(receiptOf(await voters[0]!.knock('GET', `${poll.url}/receipt`))).toEqual(receipt)
    const before = (await world.passerBy('GET', `${poll.url}/board`)).json()
    const tracker = trackerOf(receipt.leafHash)
    const waiting = (await world.passerBy('GET', `${poll.url}/board/ballots/${tracker}`)).json()
    expect([waiting.replaced, waiting.proof]).toEqual([false, null])
    await close(poll.id)
    await resultOf(world, poll)
    const found = (await world.passerBy('GET', `${poll.url}/board/ballots/${tracker.toLowerCase()}`)).json()
    const head = readHead(Buffer.from(found.proof.head, 'base64'))
    expect(isHeadOf(opened.manifest.boardKey, opened.ctx, head)).toBe(true)
    const node = leafNode(ballotEntry(Uint8Array.of(0, 0, 0, 1), receipt.leafHash))
    expect(isIncluded(node, found.position, head.size, found.proof.path.map(fromHex), head.root)).toBe(true)
    const first = readHead(Buffer.from(before.heads.at(-1).head, 'base64'))
    const { path } = (await world.passerBy('GET', `${poll.url}/board/consistency?from=${first.size}&to=${head.size}`)).json()
    expect(isConsistent(first, head, path.map(fromHex))).toBe(true)
  })

  test('tells nobody anything before its closing, and opens nothing below five ballots', async () => {
    for (const voter of voters.slice(0, 4)) await castSealed(world, voter, poll.url, [4, 4, 4])
    expect((await world.passerBy('GET', `${poll.url}/result`)).json().reason).toBe('not-closed')
    await close(poll.id)
    const answer = await resultOf(world, poll)
    expect([answer.statusCode, answer.json().reason]).toEqual([409, 'too-few-ballots'])
    expect((await leaves(poll.id)).map(({ kind }) => kind)).not.toContain('partial')
    const stored = await world.db.selectFrom('result').selectAll().where('pollId', '=', poll.id).executeTakeFirstOrThrow()
    expect([stored.voters, stored.counts]).toEqual([4, null])
  })

  test('does not open among four people, and says why', async () => {
    const few = await smallGroup()
    const small = await addPoll(world.db, { level: 'secret', bodyId: few.body })
    const told = (await few.people[0]!.knock('GET', small.url)).json()
    expect([told.phase, told.cancelReason]).toEqual(['cancelled', 'too-few-voters'])
    const draft = { question: 'Qui ?', choices: [{ label: 'A' }, { label: 'B' }], scale: ['Bien', 'Passable', 'À rejeter'] }
    const rules = { missingGrades: 'required', changes: 'never', opensAt: fromNow(0), closesAt: fromNow(3_600_000) }
    const refused = await few.people[0]!.knock('POST', `/api/bodies/petit/polls`, { ...draft, ...rules, level: 'secret' })
    expect([refused.statusCode, refused.json().reason]).toEqual([409, 'too-few-voters'])
  })

  async function smallGroup() {
    const group = { id: 'petit', kind: 'group', parentId: 'movement', parentKind: 'movement', name: 'Petit', slug: 'petit' } as const
    await world.db
      .insertInto('body')
      .values(group)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const stays = world.db.insertInto('membership')
    const joinedAt = new Date('2026-01-01T00:00:00Z')
    const rows = [world.awa, ...voters.slice(3, 6)].map(({ id }, at) => ({
      bodyId: 'petit',
      memberId: id,
      standing: at === 0 ? ('coordinator' as const) : ('member' as const),
      joinedAt,
    }))
    await stays.values(rows).execute()
    return { body: 'petit', people: [world.awa] }
  }
})

describe('a ballot that is refused leaves no trace', () => {
  test('another’s credential, a wrong signature, a proof that does not hold, bytes that are no ballot', async () => {
    const [awa, bilal] = voters as [Person, Person]
    const good = await sealFor(world, awa, poll.url, [1, 2, 3])
    const changed = (at: number) => Uint8Array.from(good, (byte, index) => (index === at ? byte ^ 1 : byte))
    const refused = async (who: Person, bytes: Uint8Array) => {
      const answer = await post(world, who, poll.url, bytes)
      return [answer.statusCode, answer.json().reason]
    }
    expect(await refused(bilal, good)).toEqual([409, 'not-your-credential'])
    expect(await refused(awa, changed(200))).toEqual([409, 'not-signed'])
    expect(await refused(awa, good.subarray(1))).toEqual([409, 'malformed-ballot'])
    expect(await refused(world.dan, good)).toEqual([409, 'not-on-the-roll'])
    expect(await refused(awa, await sealFor(world, awa, poll.url, [1, 2, 3], 2))).toEqual([409, 'changed-elsewhere'])
    expect(await ballots(poll.id)).toBe(0)
  })

  test('an open ballot has no place in a secret poll, nor a secret one in an open poll', async () => {
    expect((await castBy(world.awa, poll, [1, 2, 3])).statusCode).toBe(404)
    const open = await addPoll(world.db)
    expect((await post(world, world.awa, open.url, new Uint8Array(100))).statusCode).toBe(404)
    expect((await world.awa.knock('GET', `${open.url}/credential`)).statusCode).toBe(404)
    expect(await ballots(poll.id)).toBe(0)
  })

  test('a retry gives the same receipt; two ballots at once with one counter are one', async () => {
    const awa = voters[0]!
    const [one, other] = [await sealFor(world, awa, poll.url, [1, 1, 1]), await sealFor(world, awa, poll.url, [2, 2, 2])]
    const first = await post(world, awa, poll.url, one)
    expect((await post(world, awa, poll.url, one)).json()).toEqual(first.json())
    expect((await post(world, awa, poll.url, other)).json().reason).toBe('changed-elsewhere')
    expect(await ballots(poll.id)).toBe(1)
  })

  test('after the closing, and in a poll that does not allow changes', async () => {
    const awa = voters[0]!
    const late = await sealFor(world, awa, poll.url, [1, 1, 1])
    await close(poll.id)
    expect((await post(world, awa, poll.url, late)).json().reason).toBe('closed')
    const once = await addPoll(world.db, { level: 'secret', changes: 'never' })
    expect((await castSealed(world, awa, once.url, [1, 2, 3])).statusCode).toBe(200)
    expect((await awa.knock('GET', `${once.url}/credential`)).json().reason).toBe('already-voted')
  })
})

test('a ballot without script is sealed for one person one at a time: nobody has the server seal without end', async () => {
  const voter = voters[0]!
  const lines = poll.choices.map((choice) => ({ choice, grade: 2 }))
  await voter.knock('GET', `${poll.url}/credential`)
  const { group } = world.sealing
  const { multiplyBase } = group
  // The sum of another poll may be opened by this process meanwhile: only what the first ballot of this voter took is counted.
  const scalars: bigint[] = []
  Object.assign(group, { multiplyBase: (scalar: bigint) => (scalars.push(scalar), multiplyBase(scalar)) })
  const cast = (counter: number) => voter.knock('POST', `${poll.url}/assisted-ballots`, { counter, grades: lines })
  expect((await cast(1)).statusCode).toBe(200)
  const ofTheFirst = new Set(scalars.splice(0))
  const answers = await Promise.all(Array.from({ length: 20 }, () => cast(2)))
  Object.assign(group, { multiplyBase })
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
  const sealed = scalars.filter((scalar) => ofTheFirst.has(scalar)).length
  expect(sealed).toBeGreaterThan(0)
  expect(sealed).toBeLessThan(3)
})

test('without a script, the server seals the ballot in memory; it counts like any other', async () => {
  const lines = (grades: number[]) => grades.map((grade, at) => ({ choice: poll.choices[at]!, grade }))
  for (const voter of voters.slice(0, 5)) {
    await voter.knock('GET', `${poll.url}`)
    const answer = await voter.knock('POST', `${poll.url}/assisted-ballots`, { counter: 1, grades: lines([4, 0, 2]) })
    expect(answer.statusCode).toBe(200)
  }
  const missing = await voters[5]!.knock('POST', `${poll.url}/assisted-ballots`, { counter: 1, grades: lines([4, 0]) })
  expect([missing.statusCode, missing.json().fields[0].problem]).toEqual([400, 'missing'])
  await close(poll.id)
  const result = (await resultOf(world, poll)).json()
  expect(result.choices.map(({ counts }: { counts: number[] }) => counts)).toEqual([
    [0, 0, 0, 0, 5],
    [0, 0, 5, 0, 0],
    [5, 0, 0, 0, 0],
  ])
})

test('a group of twenty-two thousand opens a secret poll, however many values one statement takes', { timeout: 120_000 }, async () => {
  const { db, sealing } = world
  await db
    .insertInto('body')
    .values({ id: 'many', kind: 'group', parentId: 'movement', parentKind: 'movement', name: 'Beaucoup', slug: 'beaucoup' })
    .execute()
  const many = sql`generate_series(1, 22000) as n`
  await sql`insert into member (id, first_name, email) select 'many' || n, 'P', 'many' || n || '@preau.test' from ${many}`.execute(db)
  await sql`insert into membership (body_id, member_id, joined_at) select 'many', 'many' || n, now() - interval '1 year' from ${many}`.execute(
    db,
  )
  const large = await addPoll(db, { level: 'secret', bodyId: 'many' })
  await freezeRoll({ db, sealing }, large.id)
  expect((await readPoll(world, large.url)).manifest.roll.size).toBe(22_000)
})
