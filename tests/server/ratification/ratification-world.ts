import type { Db } from '#db/connect.ts'
import { schemaVersion, type TextNode } from '#domain/charter.ts'
import { newId } from '#server/ids.ts'
import { insertFirstState } from '#server/live/queries.ts'
import { stateOf } from '#server/yjs-content.ts'
import { charter } from '../../domain/ratification/text.ts'
import { castBy, type Person, pollsWorld, type PollsWorld } from '../polls/polls-world.ts'

export type RatificationWorld = Awaited<ReturnType<typeof ratificationWorld>>

/** A charter of three articles, which everyone reads. */
export async function addCharter(db: Db, bodyId: string, createdBy: string): Promise<string> {
  const id = newId()
  const facts = { id, bodyId, kind: 'charter', title: 'Charte de la Drôme', audience: 'everyone', schemaVersion, createdBy } as const
  await db.insertInto('document').values(facts).execute()
  await insertFirstState(db, id, schemaVersion, stateOf(charter.content!))
  return id
}

/** The world of polls, where the group has a charter of three articles (tests/domain/ratification/text.ts). */
export async function ratificationWorld() {
  const world = await pollsWorld()
  const documentId = await addCharter(world.db, 'group', world.awa.id)
  return { ...world, documentId }
}

export const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/** Frozen by Awa; amendable for an hour unless said otherwise. Good is the third grade of five, from the worst (0). */
export async function freeze(world: RatificationWorld, amendableUntil: string | null = inAnHour()): Promise<string> {
  const answer = await world.awa.knock('POST', `/api/documents/${world.documentId}/frozen`, { amendableUntil, threshold: 3 })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}

export const amendWith = (who: Person, frozen: string, change: object) =>
  who.knock('POST', `/api/frozen-texts/${frozen}/amendments`, { reason: 'C’est plus clair.', ...change })

/** The window is over, as if its instant had been this one. */
export const closeWindow = (world: PollsWorld, frozen: string) =>
  world.db.updateTable('frozenText').set({ amendableUntil: new Date() }).where('id', '=', frozen).execute()

export async function putToVote(world: RatificationWorld, frozen: string, change: object = {}): Promise<string> {
  const form = { question: 'Adopter la charte ?', level: 'open', closesAt: inAnHour(), ...change }
  const answer = await world.awa.knock('POST', `/api/frozen-texts/${frozen}/poll`, form)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}

/** Awa, Bilal and Chloé give the same grades, the poll closes and is counted. */
export async function voteAndClose(world: RatificationWorld, pollId: string, grades: number[]) {
  const { choices } = (await world.awa.knock('GET', `/api/polls/${pollId}`)).json<{ choices: { id: string }[] }>()
  const poll = { id: pollId, url: `/api/polls/${pollId}`, choices: choices.map(({ id }) => id) }
  for (const who of [world.awa, world.bilal, world.chloe]) {
    const answer = await castBy(who, poll, grades)
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  await world.db.updateTable('poll').set({ closesAt: new Date() }).where('id', '=', pollId).execute()
  await world.passerBy('GET', `/api/polls/${pollId}/result`)
}

/** The draft as if its editors had brought it there. */
export const writeDraft = (world: RatificationWorld, content: TextNode) =>
  world.db
    .updateTable('docState')
    .set({ bytes: Buffer.from(stateOf(content.content!)) })
    .where('docId', '=', world.documentId)
    .execute()
