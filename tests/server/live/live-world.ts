import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import * as Y from 'yjs'
import type { Db } from '#db/connect.ts'
import { schemaVersion } from '#domain/charter.ts'
import { newId } from '#server/ids.ts'
import { insertFirstState, loadText } from '#server/live/queries.ts'
import { Client, type Way } from '../../live/client.ts'
import { newWorld } from '../../world.ts'
import { signedIn } from '../polls/polls-world.ts'

export type LiveWorld = Awaited<ReturnType<typeof liveWorld>>
export type Someone = { id: string; cookie: string }

/** A movement and its group Drôme: Awa coordinates the group, Bilal and Chloé are in it, Dan is in the movement only, Eve nowhere. */
export async function cast(db: Db) {
  await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: 'Les Mains levées', slug: 'mains-levees' }).execute()
  const group = { id: 'group', kind: 'group', parentId: 'movement', parentKind: 'movement', name: 'Drôme', slug: 'drome' } as const
  await db.insertInto('body').values(group).execute()
  return {
    awa: await signedIn(db, 'Awa', { movement: 'member', group: 'coordinator' }),
    bilal: await signedIn(db, 'Bilal', { movement: 'member', group: 'member' }),
    chloe: await signedIn(db, 'Chloé', { movement: 'member', group: 'member' }),
    dan: await signedIn(db, 'Dan', { movement: 'member' }),
    eve: await signedIn(db, 'Eve'),
  }
}

type Facts = { audience?: 'body' | 'movement' | 'everyone'; writers?: 'members' | 'coordinators' }

/** A text of the group, with nothing in it. */
export async function newText(db: Db, owner: Someone, facts: Facts = {}): Promise<string> {
  const id = newId()
  const document = { id, bodyId: 'group', kind: 'note', title: 'Ordre du jour', schemaVersion, createdBy: owner.id, ...facts } as const
  await db.insertInto('document').values(document).execute()
  await insertFirstState(db, id, schemaVersion)
  return id
}

/** The real app on a real port. */
export async function liveWorld() {
  const world = await newWorld()
  const people = await cast(world.db)
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = world.app.server.address() as AddressInfo
  const clients: Client[] = []
  const client = (docId: string, who?: Someone, way: Partial<Way> = {}) => {
    const made = new Client({ port, docId, cookie: who?.cookie, ...way })
    clients.push(made)
    return made
  }
  const join = (docId: string, who: Someone, way: Partial<Way> = {}) => client(docId, who, way).join()
  const leaveAll = async () => {
    for (const { socket } of clients.splice(0)) socket?.terminate()
  }
  const text = (facts?: Facts) => newText(world.db, people.awa, facts)
  return { ...world, ...people, port, client, join, text, leaveAll }
}

/** What a text says in the database, and nowhere else. */
export async function storedText(db: Db, docId: string): Promise<Y.Doc> {
  const stored = (await loadText(db, docId))!
  const doc = new Y.Doc()
  for (const update of [stored.state, ...stored.rows.map(({ bytes }) => bytes)]) Y.applyUpdate(doc, update)
  return doc
}

export const saidIn = (doc: Y.Doc) => doc.getText('text').toString()

/** Is this text open in a server? Its lock tells. */
export async function isOpen(db: Db, docId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`select exists (select from pg_locks where locktype = 'advisory'
    and ((classid::bigint << 32) | objid::bigint) = hashtextextended(${docId}, 44)) as open`.execute(db)
  return rows[0]!.open
}

/** Waits until it is true, for a minute: how fast it is, a bench says. Answers after how many milliseconds. */
export async function eventually(met: () => boolean | Promise<boolean>): Promise<number> {
  const start = performance.now()
  while (!(await met())) {
    if (performance.now() - start > 60_000) throw new Error('not so after a minute')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return performance.now() - start
}
