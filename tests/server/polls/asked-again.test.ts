import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addPoll, fromNow, person, pollsWorld, type PollsWorld } from './polls-world.ts'
import { newVoters } from './sealed-voters.ts'

// Two polls that ask the same of nearly the same people: what one subtraction would tell takes a reason, and the reason is read.

let world: PollsWorld
beforeAll(async () => {
  world = await pollsWorld()
  await newVoters(world, 5)
})
afterAll(() => world.close())

let question: string
let asked = 0
beforeEach(() => void (question = `Question numéro ${++asked} ?`))

const reason = 'Les candidatures ont changé'
const draft = (over: object = {}) => ({
  question,
  choices: [{ label: 'Pour' }, { label: 'Contre' }],
  scale: ['Bien', 'Passable', 'À rejeter'],
  missingGrades: 'required',
  changes: 'until-closing',
  level: 'secret',
  opensAt: fromNow(0).toISOString(),
  closesAt: fromNow(3_600_000).toISOString(),
  ...over,
})
const propose = async (over: object = {}, slug = 'drome') =>
  (await world.awa.knock('POST', `/api/bodies/${slug}/polls`, draft(over))).json<{ id: string; reason?: string; detail?: object }>()
const again = async (id: string) => (await world.passerBy('GET', `/api/polls/${id}/assurance`)).json().again
const journal = (pollId: string) =>
  world.db.selectFrom('journal').select(['actorId', 'detail']).where('pollId', '=', pollId).where('what', '=', 'poll-asked-again').execute()

describe('the same question', () => {
  test('is not asked again in secret of the same people without a reason; the other poll is named', async () => {
    const first = await propose()
    const refused = await propose({ question: question.toUpperCase() })
    expect(refused).toMatchObject({ reason: 'asked-already', detail: { poll: first.id, question } })
    expect((await propose({ reason: '  ' })).reason).toBe('asked-already')
  })

  test('is with one, which is in the journal and on the guarantees of both', async () => {
    const first = await propose()
    const second = await propose({ reason })
    expect(await journal(second.id)).toEqual([{ actorId: world.awa.id, detail: { of: first.id, apart: 0, reason } }])
    expect(await again(second.id)).toEqual([{ poll: first.id, question, reason }])
    expect(await again(first.id)).toEqual([{ poll: second.id, question, reason }])
  })

  test.each([
    ['open', 'secret'],
    ['secret', 'open'],
  ])('needs one where only one of the two is secret: first %s, then %s', async (one, other) => {
    await propose({ level: one })
    expect((await propose({ level: other })).reason).toBe('asked-already')
  })

  test.each([
    ['by show of hands, twice', { level: 'open' }, { level: 'open' }],
    ['when it is another', {}, { question: 'Une tout autre question ?' }],
  ])('needs none %s', async (_, first, second) => {
    const { id } = await propose(first)
    const next = await propose(second)
    expect([await again(id), await again(next.id)]).toEqual([[], []])
  })

  test('a reason that was not needed is kept nowhere', async () => {
    const { id } = await propose({ reason })
    expect(await journal(id)).toEqual([])
  })

  test('the same three choices ask the same, whatever the question', async () => {
    const choices = ['Nour', 'Soraya', 'Karim'].map((label) => ({ label: `${label} ${asked}` }))
    await propose({ choices })
    expect((await propose({ question: 'Qui donc ?', choices: choices.toReversed() })).reason).toBe('asked-already')
  })
})

describe('who is asked', () => {
  test('four people who came since are near, a fifth makes it far', async () => {
    const poll = await addPoll(world.db, { level: 'secret' })
    question = 'Quel premier chantier ?'
    await world.passerBy('GET', poll.url)
    await newVoters(world, 4)
    expect((await propose()).reason).toBe('asked-already')
    await newVoters(world, 1)
    expect((await propose()).reason).toBeUndefined()
  })

  test('a circle of nearly everyone in the group is near; one of a few is far', async () => {
    await propose()
    const everyone = await world.db.selectFrom('membership').select(['memberId', 'standing']).where('bodyId', '=', 'group').execute()
    const inside = async (slug: string, members: typeof everyone) => {
      await world.db
        .insertInto('body')
        .values({ id: slug, kind: 'subgroup', parentId: 'group', parentKind: 'group', name: slug, slug })
        .execute()
      const joinedAt = fromNow(-60_000)
      await world.db
        .insertInto('membership')
        .values(members.map((one) => ({ bodyId: slug, joinedAt, ...one })))
        .execute()
    }
    await inside('presque-tout', everyone.slice(0, -3))
    await inside('quelques', everyone.slice(0, 6))
    expect((await propose({}, 'presque-tout')).reason).toBe('asked-already')
    expect((await propose({}, 'quelques')).reason).toBeUndefined()
  })

  test('what was cancelled, or never opened for want of ballots, tells nothing', async () => {
    const { id } = await propose()
    await world.awa.knock('POST', `/api/polls/${id}/cancellation`, { reason: 'Erreur' })
    const unopened = await propose()
    expect(unopened.reason).toBeUndefined()
    await world.db.insertInto('result').values({ pollId: unopened.id, rollSize: 12, voters: 3, counts: null }).execute()
    expect((await propose()).reason).toBeUndefined()
  })
})

test('who has no right to open a poll is told that first, and nothing of the others', async () => {
  await propose()
  const dora = await person(world, 'Dora', { movement: 'member', group: 'member' })
  expect((await dora.knock('POST', '/api/bodies/drome/polls', draft())).json().reason).toBe('not-a-coordinator')
})
