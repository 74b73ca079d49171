import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import { cloneTemplate, dropDatabase } from '../world.ts'
import { eventually } from './live/live-world.ts'
import { type Acknowledged, castUntilTheEnd, everyAcknowledgedBallotIsThere } from './polls/crowd.ts'
import { addPoll, signedIn } from './polls/polls-world.ts'

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'preau-stopping-'))
  chmodSync(folder, 0o755)
  return folder
}

test('a server told to stop answers what is under way, loses no ballot and ends without a complaint', async () => {
  const where = await cloneTemplate()
  const db = connect(where)
  await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: 'Les Mains levées', slug: 'mains-levees' }).execute()
  const crowd = await Promise.all(Array.from({ length: 20 }, (_, n) => signedIn(db, `Personne ${n}`, { movement: 'member' })))
  const server = await startServer({ DATABASE_URL: databaseUrl(where) })
  const poll = await addPoll(db, { bodyId: 'movement' })
  const seen: Acknowledged = new Map()
  const casting = crowd.map((voter) => castUntilTheEnd(server, poll, voter, seen))
  await eventually(() => seen.size === crowd.length)
  await server.stop()
  await Promise.all(casting)
  expect(server.process.exitCode, server.output()).toBe(0)
  await everyAcknowledgedBallotIsThere(db, poll, seen)
  await db.destroy()
  await dropDatabase(where)
})

test('an installation with a database of its own takes it down with it, and finds everything at the next start', async () => {
  const folder = newFolder()
  const first = await startServer({ DATA_DIR: folder })
  await expect.poll(first.output).toMatch(/\/installation\/[\w-]{20,}/)
  await first.stop()
  expect(first.process.exitCode, first.output()).toBe(0)
  expect(existsSync(join(folder, 'postgres/cluster/postmaster.pid'))).toBe(false)
  const again = await startServer({ DATA_DIR: folder })
  expect(await (await fetch(`http://127.0.0.1:${again.port}/api/installation`)).json()).toMatchObject({ movement: null })
  await again.stop()
  rmSync(folder, { recursive: true })
})

test('a port that is taken is said in one line, and the database is not left running', async () => {
  const folder = newFolder()
  const first = await startServer({ DATA_DIR: folder })
  const second = spawn(process.execPath, ['server/main.ts'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: `${folder}/other`, PORT: String(first.port) },
  })
  let said = ''
  second.stderr.on('data', (text) => (said += text))
  const [code] = await once(second, 'exit')
  expect(code).toBe(1)
  expect(said.trim()).toMatch(/^.*EADDRINUSE.*$/)
  expect(existsSync(join(folder, 'other/postgres/cluster/postmaster.pid'))).toBe(false)
  await first.stop()
  rmSync(folder, { recursive: true })
})
