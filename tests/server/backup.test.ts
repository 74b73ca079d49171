import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { tablesInOrder, writeBackup } from '#db/backup.ts'
import { connect, openPostgres, type Where } from '#db/connect.ts'
import { migrationNames } from '#db/migrate.ts'
import { restoreBackup } from '#db/restore.ts'
import { command, inDatabase } from '#db/scratch.ts'
import { seedDemo } from '#server/demo/seed.ts'
import { cloneTemplate, dropDatabase } from '../world.ts'

let folder: string
let full: Where & { database: string }
const others: { database: string }[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preau-backup-'))
  full = await cloneTemplate()
  const db = connect(full)
  await seedDemo(db)
  await db
    .insertInto('signIn')
    .values({ id: 'under-way', email: 'a@preau.test', codeHash: Buffer.from('a'), linkHash: Buffer.from('b'), expiresAt: new Date() })
    .execute()
  await db
    .insertInto('session')
    .values(await session(db))
    .execute()
  await db.destroy()
})

afterEach(async () => {
  for (const database of others.splice(0)) await dropDatabase(database)
})

afterAll(async () => {
  await dropDatabase(full)
  await rm(folder, { recursive: true })
})

async function session(db: ReturnType<typeof connect>) {
  const { id } = await db.selectFrom('member').select('id').executeTakeFirstOrThrow()
  return { id: 'session', memberId: id, tokenHash: Buffer.from([0, 10, 92, 255]), device: 'a\tb\\c\nd', expiresAt: new Date() }
}

async function another() {
  const where = await cloneTemplate()
  others.push(where)
  return where
}

/** Every row of every table, as text. */
async function everything(where: Where) {
  const ask = openPostgres(where, 1)
  const tables = (await tablesInOrder(ask)).filter((table) => table !== 'sign_in')
  const rows = await Promise.all(
    tables.map(async (table) => [table, (await ask.unsafe(`select t::text as row from ${table} t order by 1`)).map(({ row }) => row)]),
  )
  await ask.end()
  return Object.fromEntries(rows)
}

test('what is restored is what was backed up, row for row, and the installation goes on', async () => {
  const file = join(folder, 'evening.gz')
  const { tables } = await writeBackup(full, file)
  expect(tables).toBeGreaterThan(10)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const where = await another()
  const { rows } = await restoreBackup(where, file)
  expect(rows).toBeGreaterThan(200)
  expect(await everything(where)).toEqual(await everything(full))
  const db = connect(where)
  const { bodyId } = await db.selectFrom('journal').select('bodyId').executeTakeFirstOrThrow()
  await db.insertInto('journal').values({ bodyId, what: 'after-the-restore', detail: {} }).execute()
  await db.destroy()
})

test('a new database is brought to the migrations of the backup, then to the newest', async () => {
  const file = join(folder, 'new.gz')
  await writeBackup(full, file)
  const name = `restored_${Date.now()}`
  others.push({ database: name })
  await command(inject('cluster'), `create database ${name}`)
  const where = inDatabase(inject('cluster'), name)
  await restoreBackup(where, file)
  expect(await everything(where)).toEqual(await everything(full))
  const db = connect(where)
  const { rows } = await db
    .getExecutor()
    .executeQuery({ sql: 'select name from kysely_migration', parameters: [], query: {} as never, queryId: {} as never })
  expect(rows).toHaveLength((await migrationNames()).length)
  await db.destroy()
})

test('a backup taken while people join holds one instant: nobody without their membership', async () => {
  const where = await another()
  const db = connect(where)
  await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: 'Les Mains levées', slug: 'mains-levees' }).execute()
  let joined = 0
  let joining = true
  const people = (async () => {
    for (; joining; joined++)
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('member')
          .values({ id: `m${joined}`, firstName: 'Alix', email: `m${joined}@preau.test` })
          .execute()
        await trx
          .insertInto('membership')
          .values({ bodyId: 'movement', memberId: `m${joined}` })
          .execute()
      })
  })()
  for (const turn of [1, 2, 3]) {
    while (joined < turn * 20) await new Promise((resolve) => setTimeout(resolve, 5))
    const file = join(folder, `busy${turn}.gz`)
    await writeBackup(where, file)
    const target = await another()
    await restoreBackup(target, file)
    const { member, membership } = await everything(target)
    expect(member.length).toBeGreaterThanOrEqual(turn * 20)
    expect(membership).toHaveLength(member.length)
  }
  joining = false
  await people
  await db.destroy()
})

test('sign-ins under way stay out of the file', async () => {
  const file = join(folder, 'secrets.gz')
  await writeBackup(full, file)
  const text = gunzipSync(await readFile(file)).toString()
  expect(text).not.toContain('under-way')
  expect(text).toContain('copy member (')
})

test('an installation that holds something is not restored over', async () => {
  const file = join(folder, 'over.gz')
  await writeBackup(full, file)
  const before = await everything(full)
  await expect(restoreBackup(full, file)).rejects.toThrow('not empty')
  expect(await everything(full)).toEqual(before)
})

test('a file cut short, damaged or foreign changes nothing and says so', async () => {
  const file = join(folder, 'whole.gz')
  await writeBackup(full, file)
  const whole = await readFile(file)
  const text = gunzipSync(whole).toString()
  const where = await another()
  const empty = await everything(where)
  const tried: [string, Buffer, RegExp][] = [
    ['cut in its compression', whole.subarray(0, whole.length / 2), /cut short|does not read/],
    ['cut in its text', gzipSync(text.slice(0, text.length * 0.7)), /cut short/],
    ['without its end', gzipSync(text.replace('-- end of backup\n', '')), /cut short/],
    ['with a table of its own', gzipSync(text.replace('copy body (', 'copy pg_authid (')), /damaged/],
    ['something else', gzipSync('hello'), /not a backup/],
    ['not compressed', Buffer.from(text), /does not read|not a backup/],
    ['from a newer version', gzipSync(text.replace('"migrations":[', '"migrations":["9999_later",')), /migrations/],
  ]
  for (const [name, bytes, says] of tried) {
    const bad = join(folder, 'bad.gz')
    await writeFile(bad, bytes)
    await expect(restoreBackup(where, bad), name).rejects.toThrow(says)
    expect(await everything(where), name).toEqual(empty)
  }
  await expect(restoreBackup(where, join(folder, 'absent.gz'))).rejects.toThrow()
})

test('a backup that fails leaves no file behind', async () => {
  const before = await readdir(folder)
  await expect(writeBackup({ ...full, database: 'nowhere' } as Where, join(folder, 'none.gz'))).rejects.toThrow()
  expect(await readdir(folder)).toEqual(before)
})

test('a table of any size is copied to its end, and the connection goes on', async () => {
  const sql = openPostgres(inject('cluster'), 1)
  for (let rows = 1; rows <= 60; rows++) {
    let bytes = 0
    const copy = `copy (select repeat('x', 3999) from generate_series(1, ${rows})) to stdout`
    for await (const chunk of await sql.unsafe(copy).readable()) {
      bytes += chunk.length
      await new Promise((resolve) => setTimeout(resolve))
    }
    expect(bytes).toBe(rows * 4000)
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  }
  await sql.end()
})
