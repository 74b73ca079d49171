import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { fragmentName } from '#domain/charter.ts'
import { eventually, liveWorld, isOpen, saidIn, storedText, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => void (world = await liveWorld()))
afterEach(() => world.leaveAll())
afterAll(() => world.close())

const rows = (table: 'docUpdate' | 'docHistory', id: string) =>
  world.db.selectFrom(table).select('seq').where('docId', '=', id).orderBy('seq').execute()
const stateOf = (id: string) => world.db.selectFrom('docState').selectAll().where('docId', '=', id).executeTakeFirstOrThrow()

describe('a text', () => {
  test('is opened with its first reader and given back a moment after its last one; its log is then one state and its history', async () => {
    const id = await world.text()
    expect(await isOpen(world.db, id)).toBe(false)
    const [awa, bilal] = [await world.join(id, world.awa), await world.join(id, world.bilal)]
    expect(await isOpen(world.db, id)).toBe(true)
    for (let i = 0; i < 20; i++) {
      awa.type(`${i} `)
      await awa.allStored()
    }
    await awa.leave()
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(await isOpen(world.db, id)).toBe(true)
    await bilal.leave()
    await eventually(async () => !(await isOpen(world.db, id)))
    expect(await rows('docUpdate', id)).toEqual([])
    expect((await rows('docHistory', id)).map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect((await stateOf(id)).uptoSeq).toBe(20)
    expect(saidIn(await storedText(world.db, id))).toBe(saidIn(awa.doc))
  })

  test('that nobody wrote in is given back as it was', async () => {
    const id = await world.text()
    const before = await stateOf(id)
    const dan = await world.join(id, world.dan)
    await dan.leave()
    await eventually(async () => !(await isOpen(world.db, id)))
    expect(await stateOf(id)).toEqual(before)
  })

  test('stays open for someone who reloads their page, twice', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    awa.type('un')
    for (const word of [' deux', ' trois']) {
      await awa.leave()
      awa.type(word)
      await awa.join()
      await awa.allStored()
    }
    expect((await stateOf(id)).uptoSeq).toBe(0)
    expect(saidIn(await storedText(world.db, id))).toBe('un deux trois')
  })

  test('that is being given back lets the next one in when it is done: nothing is lost, nothing is said twice', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    awa.type('avant ')
    await awa.allStored()
    const late = await world.db.transaction().execute(async (trx) => {
      await sql`select from doc_state where doc_id = ${id} for update`.execute(trx)
      await awa.leave()
      await eventually(async () => {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()`.execute(world.db)
        return rows[0]!.n > 0
      })
      const coming = [world.client(id, world.bilal), world.client(id, world.chloe)]
      for (const client of coming) await client.open()
      for (const client of coming) client.type(`${coming.indexOf(client)} `, 0)
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(coming.map(({ heard }) => heard)).toEqual([[], []])
      return coming
    })
    for (const client of late) await client.until(() => client.synced, 'the text')
    await Promise.all(late.map((client) => client.allStored()))
    expect(await isOpen(world.db, id)).toBe(true)
    const said = saidIn(await storedText(world.db, id))
    expect([...said.split(' ')].filter(Boolean).sort()).toEqual(['0', '1', 'avant'])
    await eventually(() => late.every(({ doc }) => saidIn(doc) === said))
  })

  test('that another process has is not opened twice: who comes is asked to try later', async () => {
    const id = await world.text()
    await world.db.connection().execute(async (elsewhere) => {
      await sql`select pg_advisory_lock(hashtextextended(${id}, 44))`.execute(elsewhere)
      const awa = await world.client(id, world.awa).open()
      expect(await awa.closed()).toBe(1013)
      await sql`select pg_advisory_unlock(hashtextextended(${id}, 44))`.execute(elsewhere)
    })
    await world.join(id, world.awa)
  })

  test('that is long open is compacted while people write', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    for (let i = 0; i < 600; i++) {
      awa.type('a')
      if (i % 20 === 0) await awa.allStored()
    }
    await awa.allStored()
    await eventually(async () => (await stateOf(id)).uptoSeq >= 500)
    awa.type('fin')
    await awa.allStored()
    expect(saidIn(await storedText(world.db, id))).toBe(`${'a'.repeat(600)}fin`)
    expect((await rows('docUpdate', id)).length).toBeLessThan(120)
    const bilal = await world.join(id, world.bilal)
    expect(bilal.text.length).toBe(603)
  })

  test('whose lock broke is locked again, and when another process was faster its connections are cut', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    awa.type('ici ')
    await awa.allStored()
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`.execute(world.db)
    await eventually(async () => isOpen(world.db, id))
    awa.type('encore')
    await awa.allStored()
    expect([awa.closeCode, saidIn(await storedText(world.db, id))]).toEqual([null, 'ici encore'])

    await world.db.transaction().execute(async (elsewhere) => {
      await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`.execute(elsewhere)
      await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 44))`.execute(elsewhere)
      expect(await awa.closed(3000)).toBe(1013)
    })
  })
})

test('the first state has one author, the server: two who open an empty text at once do not fill it twice', async () => {
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/bodies/drome/documents',
    payload: { kind: 'note', title: 'Vide' },
    headers: { cookie: world.awa.cookie },
  })
  const { id } = answer.json() as { id: string }
  const both = await Promise.all([world.join(id, world.awa), world.join(id, world.bilal)])
  for (const { doc } of both) expect(doc.getXmlFragment(fragmentName).toArray().map(String)).toEqual(['<paragraph></paragraph>'])
  expect(Y.encodeStateVector(both[0]!.doc)).toEqual(Y.encodeStateVector(both[1]!.doc))
})
