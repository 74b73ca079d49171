import { expect } from 'vitest'
import { ballotFor, fromNow, person, type Person, pollsWorld } from '../polls/polls-world.ts'

export type ConsultationsWorld = Awaited<ReturnType<typeof consultationsWorld>>

/**
 * The movement, which Nadia coordinates, and three groups: Drôme (Awa coordinates; Bilal, Chloé), Mâcon (Mado coordinates; Malo; and Bilal, who is
 * in both) and Chalon (Chan coordinates, alone). Dan is of the movement only.
 */
export async function consultationsWorld() {
  const world = await pollsWorld()
  const { db } = world
  for (const [id, name] of [
    ['macon', 'Mâcon'],
    ['chalon', 'Chalon'],
  ] as const)
    await db.insertInto('body').values({ id, kind: 'group', parentId: 'movement', parentKind: 'movement', name, slug: id }).execute()
  const nadia = await person(world, 'Nadia', { movement: 'coordinator' })
  const mado = await person(world, 'Mado', { movement: 'member', macon: 'coordinator' })
  const malo = await person(world, 'Malo', { movement: 'member', macon: 'member' })
  const chan = await person(world, 'Chan', { movement: 'member', chalon: 'coordinator' })
  await db
    .insertInto('membership')
    .values({ bodyId: 'macon', memberId: world.bilal.id, joinedAt: new Date('2026-01-02') })
    .execute()
  return { ...world, nadia, mado, malo, chan }
}

export const form = (more: object = {}) => ({
  title: 'Nos priorités 2027',
  question: 'Par quoi commencer ?',
  description: 'Ce que le mouvement portera d’abord.',
  choices: [{ label: 'Navette', source: 'Rencontre nationale de juin' }, { label: 'Cantine' }],
  scale: ['Très bien', 'Bien', 'Passable', 'Insuffisant', 'À rejeter'],
  missingGrades: 'required',
  level: 'open',
  groups: ['drome', 'macon', 'chalon'],
  closesAt: fromNow(20 * 86_400_000).toISOString(),
  ...more,
})

export async function send({ nadia }: Pick<ConsultationsWorld, 'nadia'>, more: object = {}) {
  const answer = await nadia.knock('POST', '/api/bodies/mains-levees/consultations', form(more))
  expect(answer.body).toMatch(/^\{"id"/)
  const { id } = answer.json<{ id: string }>()
  return { id, url: `/api/consultations/${id}` }
}
export type Sent = Awaited<ReturnType<typeof send>>

type WithDb = Pick<ConsultationsWorld, 'db'>
/** The end of the time to propose, moved behind the back of the rule that nothing asked changes. */
export const endProposals = (world: WithDb, { id }: Pick<Sent, 'id'>) => moveInstant(world, id, 'proposals_until', fromNow(-1000))
/** The deadline, brought to now. */
export const endConsultation = (world: WithDb, { id }: Pick<Sent, 'id'>) => moveInstant(world, id, 'closes_at', fromNow(-1))

async function moveInstant({ db }: WithDb, id: string, column: 'proposals_until' | 'closes_at', to: Date) {
  const ask = (text: string, parameters: unknown[] = []) => db.executeQuery({ sql: text, parameters, query: {}, queryId: {} } as never)
  await ask('alter table consultation disable trigger consultation_stays')
  await ask(`update consultation set ${column} = $1 where id = $2`, [to, id])
  await ask('alter table consultation enable trigger consultation_stays')
}

export const inTwoHours = () => ({ closesAt: fromNow(7_200_000).toISOString() })

export async function openPoll(coordinator: Person, sent: Sent, slug: string) {
  const answer = await coordinator.knock('POST', `${sent.url}/groups/${slug}/poll`, inTwoHours())
  expect([answer.statusCode, answer.json().reason]).toEqual([200, undefined])
  const { id } = answer.json<{ id: string }>()
  const { choices } = (await coordinator.knock('GET', `/api/polls/${id}`)).json<{ choices: { id: string }[] }>()
  return { id, url: `/api/polls/${id}`, choices: choices.map((choice) => choice.id) }
}
type Opened = Awaited<ReturnType<typeof openPoll>>

/** Casts, and gives back what was answered: a status, and the reason when it was refused. */
export async function cast(voter: Person, poll: Opened, grades: number[]) {
  const answer = await voter.knock('POST', `${poll.url}/ballots`, ballotFor(poll, grades))
  return answer.statusCode === 200 ? 200 : answer.json<{ reason: string }>().reason
}

export const closePoll = ({ db }: ConsultationsWorld, { id }: Opened) =>
  db
    .updateTable('poll')
    .set({ closesAt: fromNow(-1) })
    .where('id', '=', id)
    .execute()

export const readAs = async (reader: { knock: Person['knock'] }, { url }: Sent) => (await reader.knock('GET', url)).json()
