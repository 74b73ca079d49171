import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, expect, inject, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { migrate, migrationNames } from '#db/migrate.ts'
import { command, inDatabase } from '#db/scratch.ts'
import { schemaText } from '#db/write-schema.ts'
import { dropDatabase } from '../../world.ts'

const made: string[] = []
afterAll(() => Promise.all(made.map((database) => dropDatabase({ database }))))

async function emptyDatabase() {
  const name = `new_${made.length}_${Date.now()}`
  made.push(name)
  await command(inject('cluster'), `create database ${name}`)
  return inDatabase(inject('cluster'), name)
}

test('eight processes that start at once bring the database up once, and none of them stumbles', async () => {
  const where = await emptyDatabase()
  const processes = Array.from({ length: 8 }, () => connect(where, { max: 1 }))
  await Promise.all(processes.map((db) => migrate(db)))
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(processes[0]!)
  expect(rows.map(({ name }) => name)).toEqual(await migrationNames())
  await Promise.all(processes.map((db) => db.destroy()))
})

test('db/schema.ts says what the migrations make', async () => {
  const where = await emptyDatabase()
  const db = connect(where, { max: 1 })
  await migrate(db)
  expect(readFileSync('db/schema.ts', 'utf8')).toBe(await schemaText(db as never))
  await db.destroy()
})

test('a database that answers nothing stops the start with its own words', async () => {
  const db = connect({ host: '/nowhere', database: 'none', user: 'preau' }, { max: 1 })
  await expect(migrate(db)).rejects.toThrow(/ENOENT|nowhere/)
  await db.destroy()
})
