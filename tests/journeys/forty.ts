import { modelRules } from '#domain/assembly-rules.ts'
import { signedIn } from '../server/polls/polls-world.ts'
import { startJourney } from './visit.ts'

export type Forty = Awaited<ReturnType<typeof startForty>>
type Cookie = { cookie: string }

/** The rules of the model, with a second convening that keeps a quorum of half of the members, so that people must come. */
export const halfAgain = {
  ...modelRules,
  ordinary: { ...modelRules.ordinary, noticeDays: 15, second: { noticeDays: 7, quorum: { part: 1, of: 2 } } },
}

/** The installation of a journey, whose group has forty members: Awa, who coordinates, Bilal and Chloé of the cast, and 37 more. */
export async function startForty() {
  const journey = await startJourney()
  const { db, awa, bilal, chloe } = journey
  const names = Array.from({ length: 37 }, (_, at) => `Membre ${String(at + 1).padStart(2, '0')}`)
  const member = async (firstName: string) => ({ firstName, ...(await signedIn(db, firstName, { movement: 'member', group: 'member' })) })
  const more = await Promise.all(names.map(member))
  const forty = [{ firstName: 'Awa', ...awa }, { firstName: 'Bilal', ...bilal }, { firstName: 'Chloé', ...chloe }, ...more]

  /** Knocks at the API as someone, who is answered. */
  async function ask<Told = null>(who: Cookie, method: string, path: string, body?: object): Promise<Told> {
    const answer = await journey.knock(who, method, path, body)
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? null : await answer.json()) as Told
  }
  const arrive = (id: string, people: readonly { id: string }[]) =>
    Promise.all(people.map((who) => ask(awa, 'PUT', `/api/assemblies/${id}/attendance/${who.id}`, { here: 'room' })))
  /** Awa takes the chair, Bilal the minutes, and she opens. */
  async function open(id: string) {
    await ask(awa, 'PUT', `/api/assemblies/${id}/officers`, { chair: awa.id, secretary: bilal.id })
    await ask(awa, 'POST', `/api/assemblies/${id}/opening`)
  }
  return { ...journey, forty, ask, arrive, open }
}
