import type { Standing } from '#domain/membership.ts'
import type { Db } from '#db/connect.ts'
import { hashToken, newId, newToken } from '#server/ids.ts'
import { insertPoll } from '#server/polls/queries.ts'
import { newWorld, type World } from '../../world.ts'

export type Person = { id: string; firstName: string; cookie: string; knock: Knock }
type Answer = Awaited<ReturnType<World['app']['inject']>>
export type Knock = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) => Promise<Answer>
export type PollsWorld = Awaited<ReturnType<typeof pollsWorld>>

const longAgo = new Date('2026-01-01T00:00:00Z')
export const fromNow = (ms: number) => new Date(Date.now() + ms)
export const five = ['À rejeter', 'Insuffisant', 'Passable', 'Bien', 'Très bien']

/** A movement and a group in it: Awa coordinates the group, Bilal and Chloé are members of it, Dan only of the movement. */
export async function pollsWorld(env: Record<string, string> = {}) {
  const world = await newWorld(env)
  const { db } = world
  await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: 'Les Mains levées', slug: 'mains-levees' }).execute()
  await db
    .insertInto('body')
    .values({ id: 'group', kind: 'group', parentId: 'movement', parentKind: 'movement', name: 'Drôme', slug: 'drome' })
    .execute()
  const passerBy: Knock = async (method, url, payload) => world.app.inject({ method, url, ...(payload && { payload }) })
  const awa = await person(world, 'Awa', { movement: 'member', group: 'coordinator' })
  const bilal = await person(world, 'Bilal', { movement: 'member', group: 'member' })
  const chloe = await person(world, 'Chloé', { movement: 'member', group: 'member' })
  const dan = await person(world, 'Dan', { movement: 'member' })
  return { ...world, passerBy, awa, bilal, chloe, dan }
}

export async function person(world: Pick<World, 'db' | 'app'>, firstName: string, stays: Record<string, Standing> = {}): Promise<Person> {
  const { id, cookie } = await signedIn(world.db, firstName, stays)
  const knock: Knock = async (method, url, payload) => world.app.inject({ method, url, headers: { cookie }, ...(payload && { payload }) })
  return { id, firstName, cookie, knock }
}

/** A member, where they are since long ago, and the cookie of a session of theirs. */
export async function signedIn(db: Db, firstName: string, stays: Record<string, Standing> = {}) {
  const id = newId()
  const token = newToken()
  await db
    .insertInto('member')
    .values({ id, firstName, email: `${id}@preau.test` })
    .execute()
  for (const [bodyId, standing] of Object.entries(stays))
    await db.insertInto('membership').values({ bodyId, memberId: id, standing, joinedAt: longAgo }).execute()
  await db
    .insertInto('session')
    .values({ id: newId(), memberId: id, tokenHash: hashToken(token), device: 'test', expiresAt: fromNow(3_600_000) })
    .execute()
  return { id, cookie: `preau=${token}` }
}

export type PollFacts = {
  level?: 'open' | 'secret' | 'sealed'
  openedAt?: Date
  bodyId?: string
  opensAt?: Date
  closesAt?: Date
  changes?: 'until-closing' | 'never'
  missingGrades?: 'required' | 'worst'
  choices?: string[]
  scale?: string[]
}

/** A poll written straight into the database, so that its instants can be as short as a test needs. */
export async function addPoll(db: Db, facts: PollFacts = {}) {
  const {
    bodyId = 'group',
    opensAt = fromNow(-60_000),
    closesAt = fromNow(3_600_000),
    choices = ['Navette', 'Cantine', 'Maternité'],
    scale = five,
    level = 'open',
    ...rules
  } = facts
  const id = newId()
  const { memberId } = await db.selectFrom('membership').select('memberId').limit(1).executeTakeFirstOrThrow()
  const labels = choices.map((label) => ({ label, description: '' }))
  await insertPoll(db, {
    id,
    bodyId,
    level,
    question: 'Quel premier chantier ?',
    scale,
    opensAt,
    closesAt,
    createdBy: memberId,
    choices: labels,
    ...rules,
  })
  const ids = await db.selectFrom('choice').select('id').where('pollId', '=', id).orderBy('position').execute()
  return { id, choices: ids.map((choice) => choice.id), url: `/api/polls/${id}` }
}

export type TestPoll = Awaited<ReturnType<typeof addPoll>>

/** A ballot as it is posted: the grades in the order of the choices. */
export const ballotFor = (poll: Pick<TestPoll, 'choices'>, grades: (number | null)[], counter = 1, id: string = crypto.randomUUID()) => ({
  id,
  counter,
  grades: grades.map((grade, position) => ({ choice: poll.choices[position]!, grade })),
})

export const castBy = (person: Person, poll: TestPoll, grades: (number | null)[], counter = 1, id?: string) =>
  person.knock('POST', `${poll.url}/ballots`, ballotFor(poll, grades, counter, id))

/** Every ballot of a poll as rows: what must not move when something is refused. */
export const ballotRows = (db: Db, pollId: string) =>
  db.selectFrom('ballot').selectAll().where('pollId', '=', pollId).orderBy('memberId').execute()

export const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
