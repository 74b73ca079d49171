import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { connect } from '#db/connect.ts'
import { Client } from '../../live/client.ts'
import { keepTyping, missingOf } from '../../live/typing.ts'
import { databaseUrl, startServer } from '../../server-process.ts'
import { cloneTemplate, dropDatabase } from '../../world.ts'
import { cast, eventually, newText, saidIn, storedText } from './live-world.ts'

let where: Awaited<ReturnType<typeof cloneTemplate>>
let db: ReturnType<typeof connect>
let people: Awaited<ReturnType<typeof cast>>
beforeAll(async () => {
  where = await cloneTemplate()
  db = connect(where, { max: 3 })
  people = await cast(db)
})
afterAll(async () => {
  await db.destroy()
  await dropDatabase(where)
})

const times = 50

/**
 * The kill comes at another moment each time: in the middle of a commit, of a compaction (every 500 updates), of a join. While one
 * server is being killed the next one starts already: starting is what takes the time.
 */
test(`a server killed ${times} times while three people type loses nothing that it had told as stored`, async () => {
  const id = await newText(db, people.awa)
  const cache = mkdtempSync(join(tmpdir(), 'preau-kill-'))
  const start = () => startServer({ DATABASE_URL: databaseUrl(where), ORIGIN: 'http://localhost', NODE_COMPILE_CACHE: cache })
  await (await start()).stop()
  const clients = [people.awa, people.bilal, people.chloe].map(
    ({ cookie }) => new Client({ port: 0, docId: id, cookie, origin: 'http://localhost' }),
  )
  const stop = clients.map(keepTyping)
  let told = 0
  let next = start()
  for (let n = 0; n < times; n++) {
    const server = await next
    next = start()
    await Promise.all(clients.map((client) => comeBack(client, server.port)))
    const before = clients.map(({ storedClock }) => storedClock)
    await eventually(() => clients.every(({ storedClock }, i) => storedClock > before[i]!), 20_000)
    await new Promise((resolve) => setTimeout(resolve, 20 + ((n * 37) % 150)))
    await server.kill()
    await Promise.all(clients.map((client) => client.closed()))
    const known = Y.decodeStateVector(Y.encodeStateVector(await storedText(db, id)))
    expect(clients.map((client) => missingOf(client, known))).toEqual([0, 0, 0])
    told = clients.reduce((sum, { storedClock }) => sum + storedClock, 0)
  }
  const words = (await Promise.all(stop.map((end) => end()))).reduce((sum, n) => sum + n)
  const last = await next
  await Promise.all(clients.map((client) => comeBack(client, last.port)))
  await Promise.all(clients.map((client) => client.allStored()))
  await eventually(() => new Set(clients.map(({ doc }) => saidIn(doc))).size === 1)
  await last.stop()
  expect(saidIn(await storedText(db, id))).toBe(saidIn(clients[0]!.doc))
  rmSync(cache, { recursive: true })
  console.log(`killed ${times} times: ${words} words typed, ${told} letters told as stored before the last kill, none lost`)
}, 480_000)

/** The lock of a killed server is given back when PostgreSQL sees its connection end: until then a join is told to try later. */
async function comeBack(client: Client, port: number) {
  await eventually(() => client.join(port).then(Boolean, () => false), 20_000)
}
