import { schemaVersion } from '#domain/charter.ts'
import { newId } from '#server/ids.ts'
import { insertFirstState } from '#server/live/queries.ts'
import { type Person, pollsWorld } from '../polls/polls-world.ts'

export type DiscussionWorld = Awaited<ReturnType<typeof discussionWorld>>
export type Thread = {
  id: string
  article: string
  quote: string
  anchor: { begins: string; ends: string } | null
  resolvedBy: string | null
  agree: string[]
  object: string[]
  agreeCount: number
  objectCount: number
  mine: string | null
  remarks: {
    id: string
    author: string
    stance: string
    stands: boolean
    words: string
    names: string[]
    mine: boolean
    removed: boolean
    moderated: boolean
    mayModerate: boolean
  }[]
  mayResolve: boolean
}
export type Told = { threads: Thread[]; open: number; resolved: number; pages: number; maySpeak: boolean }

/** The world of polls, where everyone reads a note of the group that its coordination alone writes. */
export async function discussionWorld() {
  const world = await pollsWorld()
  const documentId = newId()
  const facts = {
    id: documentId,
    bodyId: 'group',
    kind: 'note',
    title: 'Nos rencontres',
    audience: 'everyone',
    writers: 'coordinators',
  } as const
  await world.db
    .insertInto('document')
    .values({ ...facts, schemaVersion, createdBy: world.awa.id })
    .execute()
  await insertFirstState(world.db, documentId, schemaVersion)
  const threads = `/api/documents/${documentId}/threads`

  const told = async (who: Person | null, state: 'open' | 'resolved' = 'open', page = 1) =>
    (await (who?.knock ?? world.passerBy)('GET', `${threads}?state=${state}&page=${page}`)).json<Told>()
  const begin = (who: Person, words: string, more: object = {}) =>
    who.knock('POST', threads, { article: 'rencontres-1', stance: 'remark', words, ...more })
  /** A thread opened by Bilal. */
  const thread = async (words = 'Une fois par mois, c’est peu.', more: object = {}) =>
    (await begin(world.bilal, words, more)).json<{ id: string }>().id
  const speak = (who: Person, thread: string, words: string, stance = 'remark') =>
    who.knock('POST', `/api/threads/${thread}/remarks`, { stance, words })
  const resolve = (who: Person, thread: string, resolved = true) => who.knock('PUT', `/api/threads/${thread}/resolution`, { resolved })
  return { ...world, documentId, threads, told, begin, thread, speak, resolve }
}

export const refusal = (answer: { statusCode: number; json: () => { reason?: string } }) => [answer.statusCode, answer.json().reason]
