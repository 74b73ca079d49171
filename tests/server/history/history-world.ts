import * as Y from 'yjs'
import { fragmentName, schemaVersion } from '#domain/charter.ts'
import { newId } from '#server/ids.ts'
import { insertFirstState } from '#server/live/queries.ts'
import { stateOf } from '#server/yjs-content.ts'
import { charter as threeArticles } from '../../domain/ratification/text.ts'
import { liveWorld, type LiveWorld, type Someone } from '../live/live-world.ts'
import type { Client } from '../../live/client.ts'

export type HistoryWorld = Awaited<ReturnType<typeof historyWorld>>
export type Told = {
  seq: number
  fromSeq: number
  edits: number
  people: number
  authors: string[]
  name: string | null
  madeBy: string | null
  takenFrom: { seq: number; name: string | null } | null
}

/** The live world, with texts of three articles, as drafts of a charter (tests/domain/ratification/text.ts) and what people do with their history. */
export async function historyWorld() {
  const world = await liveWorld()
  const knock = (who: Someone | null, method: 'GET' | 'POST', url: string, payload?: object) =>
    world.app.inject({ method, url, headers: { ...(who && { cookie: who.cookie }) }, ...(payload && { payload }) })
  async function charter() {
    const id = newId()
    const facts = {
      id,
      bodyId: 'group',
      kind: 'note',
      title: 'Charte',
      audience: 'everyone',
      schemaVersion,
      createdBy: world.awa.id,
    } as const
    await world.db.insertInto('document').values(facts).execute()
    await insertFirstState(world.db, id, schemaVersion, stateOf(threeArticles.content!))
    return id
  }
  const list = async (id: string, who: Someone | null = world.awa, query = '') =>
    (await knock(who, 'GET', `/api/documents/${id}/history${query}`)).json<{
      versions: Told[]
      last: number
      older: number | null
      may: object
    }>()
  const version = async (id: string, seq: number, who: Someone | null = world.awa) =>
    (await knock(who, 'GET', `/api/documents/${id}/history/${seq}`)).json()
  const name = (id: string, seq: number, name: string, who: Someone | null = world.awa) =>
    knock(who, 'POST', `/api/documents/${id}/history/${seq}/name`, { name })
  const takeUp = (id: string, seq: number, who: Someone | null = world.awa) =>
    knock(who, 'POST', `/api/documents/${id}/history/${seq}/taking-up`)
  const lastSeq = async (id: string) => (await list(id)).last
  return { ...world, knock, charter, list, version, name, takeUp, lastSeq }
}

/** The words of the paragraph of an article, by its place in the text: 1 is the first article, after the heading. */
export const lineOf = ({ doc }: Client, at: number) =>
  ((doc.getXmlFragment(fragmentName).get(at) as Y.XmlElement).get(1) as Y.XmlElement).get(0) as Y.XmlText

/** Types in an article and waits until it is stored. */
export async function typeIn(client: Client, at: number, words: string) {
  for (const letter of words) lineOf(client, at).insert(lineOf(client, at).length, letter)
  await client.allStored()
}

/** Rows of the log as if they had been written so many minutes before. */
export async function agedBy(world: Pick<LiveWorld, 'db'>, id: string, minutes: number) {
  const { rows } = { rows: await world.db.selectFrom('docUpdate').select(['seq', 'at']).where('docId', '=', id).execute() }
  for (const { seq, at } of rows)
    await world.db
      .updateTable('docUpdate')
      .set({ at: new Date(at.getTime() - minutes * 60_000) })
      .where('docId', '=', id)
      .where('seq', '=', seq)
      .execute()
}
