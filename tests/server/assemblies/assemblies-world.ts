import { type AssemblyRules, modelRules, type Variant } from '#domain/assembly-rules.ts'
import { postman } from '#server/mailings/postman.ts'
import { fromNow, person, type Person, pollsWorld, type PollsWorld, wait } from '../polls/polls-world.ts'

export type AssembliesWorld = PollsWorld

export const hour = 3_600_000
export const day = 24 * hour

export const agenda = [
  { title: 'Le rapport d’activité', text: 'Awa le présente.', resolution: null },
  { title: 'Les comptes', text: '', resolution: 'L’assemblée approuve les comptes de l’année.' },
  { title: 'Le local', text: '', resolution: 'L’assemblée décide de louer un local à Valence.' },
]

export const draft = (change: object = {}) => ({
  ...{ kind: 'ordinary', title: 'Assemblée de décembre', place: 'Salle des fêtes, Crest', link: '' },
  ...{ startsAt: fromNow(30 * day).toISOString(), agenda },
  ...change,
})

/** Both kinds under the same figures, with those of the model where nothing else is said. */
export const rulesWith = (variant: Partial<Variant>, remote = false): AssemblyRules => ({
  ...modelRules,
  remote,
  ordinary: { ...modelRules.ordinary, ...variant },
  extraordinary: { ...modelRules.extraordinary, ...variant },
})

async function idFrom(answer: Awaited<ReturnType<Person['knock']>>) {
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}

export const adopt = (world: AssembliesWorld, rules: AssemblyRules, ownWords = '') =>
  world.awa.knock('POST', '/api/bodies/drome/assembly-rules', { rules, ownWords })

export const prepare = async (world: AssembliesWorld, change: object = {}) =>
  idFrom(await world.awa.knock('POST', '/api/bodies/drome/assemblies', draft(change)))

/** Prepared and convened by Awa under these rules. */
export async function convened(world: AssembliesWorld, rules = rulesWith({ noticeDays: 0 }), change: object = {}) {
  await adopt(world, rules)
  const id = await prepare(world, change)
  const answer = await world.awa.knock('POST', `/api/assemblies/${id}/convening`)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return id
}

/** As if its hour had come. */
export const itIsTime = (world: Pick<AssembliesWorld, 'db'>, id: string) =>
  world.db.updateTable('assembly').set({ startsAt: new Date() }).where('id', '=', id).execute()

export const tick = (by: Person, id: string, who: Person, here = 'room') =>
  by.knock('PUT', `/api/assemblies/${id}/attendance/${who.id}`, { here })

/** Its hour has come; Awa chairs, Bilal keeps the minutes, both in the room; opened. */
export async function opened(world: AssembliesWorld, rules?: AssemblyRules, before: (id: string) => Promise<unknown> = async () => {}) {
  const id = await convened(world, rules)
  await before(id)
  await itIsTime(world, id)
  await tick(world.awa, id, world.awa)
  await tick(world.awa, id, world.bilal)
  await world.awa.knock('PUT', `/api/assemblies/${id}/officers`, { chair: world.awa.id, secretary: world.bilal.id })
  const answer = await world.awa.knock('POST', `/api/assemblies/${id}/opening`)
  if (answer.statusCode !== 204) throw new Error(answer.body)
  return id
}

/** Everything that is to leave has left, as the process that carries the mail does it. */
export async function mailHasLeft(world: AssembliesWorld) {
  const waiting = () => world.db.selectFrom('delivery').innerJoin('mailing', 'mailing.id', 'mailingId').select('memberId').where('stoppedAt', 'is', null).where('sentAt', 'is', null).where('failedAt', 'is', null).where('skipped', 'is', null).execute() // prettier-ignore
  const stop = postman(world, { error: (facts) => console.error(facts) }, 10)
  for (const start = Date.now(); (await waiting()).length > 0 && Date.now() - start < 10_000;) await wait(10)
  await stop()
}

export type Told = {
  stage: string
  agenda: { id: string; resolution: string | null; vote: { id: string; phase: string; result: { voters: number; byProxy: number; counts: number[]; grade: number; adopted: boolean } | null } | null }[] // prettier-ignore
  quorum: { room: number; remote: number; represented: number; needed: number; missing: number; blank: number }
  me: { given: { id: string } | null; held: { id: string; giver: string; accepted: boolean }[]; here: string | null }
}
export const see = async (who: Person, id: string) => (await who.knock('GET', `/api/assemblies/${id}`)).json<Told>()

/** Puts a point to the vote: its poll. */
export async function putToVote(world: AssembliesWorld, id: string, point = 1) {
  const { agenda } = await see(world.awa, id)
  const answer = await world.awa.knock('POST', `/api/assemblies/${id}/items/${agenda[point]!.id}/poll`)
  const poll = await idFrom(answer)
  const { choices } = (await world.awa.knock('GET', `/api/polls/${poll}`)).json<{ choices: { id: string }[] }>()
  return { id: poll, url: `/api/polls/${poll}`, item: agenda[point]!.id, choices: choices.map((choice) => choice.id) }
}

export type Vote = Awaited<ReturnType<typeof putToVote>>

export const ballot = (vote: Vote, grade: number, counter = 1) => ({
  ...{ id: crypto.randomUUID() as string, counter },
  grades: [{ choice: vote.choices[0]!, grade }],
})

export const closeVote = (by: Person, id: string, vote: Vote) => by.knock('POST', `/api/assemblies/${id}/items/${vote.item}/closing`)

/** A proxy given and, unless it is blank, accepted; its id. */
export async function givenProxy(id: string, giver: Person, holder: Person | null) {
  const proxy = await idFrom(await giver.knock('POST', `/api/assemblies/${id}/proxies`, { holder: holder?.id ?? null }))
  if (holder) await holder.knock('PUT', `/api/proxies/${proxy}/answer`, { accepts: true })
  return proxy
}

/** More members of the group, since long ago. */
export const more = (world: AssembliesWorld, ...names: string[]) =>
  Promise.all(names.map((name) => person(world, name, { movement: 'member', group: 'member' })))

export { pollsWorld as assembliesWorld }
