import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { connect } from '#db/connect.ts'
import { Client } from '../../live/client.ts'
import { comeIn, keepTyping, missingOf, stayIn } from '../../live/typing.ts'
import { databaseUrl } from '../../server-process.ts'
import { startTwoServers } from '../../two-processes.ts'
import { cloneTemplate, dropDatabase } from '../../world.ts'
import { cast, eventually, newText, saidIn, storedText } from './live-world.ts'

let where: Awaited<ReturnType<typeof cloneTemplate>>
let db: ReturnType<typeof connect>
let people: Awaited<ReturnType<typeof cast>>
let both: Awaited<ReturnType<typeof startTwoServers>>
beforeAll(async () => {
  where = await cloneTemplate()
  db = connect(where)
  people = await cast(db)
  both = await startTwoServers({ DATABASE_URL: databaseUrl(where) })
}, 300_000)
afterAll(async () => {
  await both?.stop()
  await db.destroy()
  await dropDatabase(where)
})

type Room = { text: string; clients: Client[] }

async function openRoom(): Promise<Room> {
  const text = await newText(db, people.awa)
  const clients = [people.awa, people.bilal, people.chloe].map((who) => newClient(text, who.cookie))
  await Promise.all(clients.map((client) => client.join()))
  return { text, clients }
}
const newClient = (docId: string, cookie: string) => new Client({ port: both.port, docId, cookie, origin: both.origin })

/** How many processes hold texts now. */
async function owners() {
  const { rows } = await sql<{ pid: number }>`select distinct pid from pg_locks join pg_database d on d.oid = database
    where locktype = 'advisory' and objsubid = 1 and datname = ${where.database}`.execute(db)
  return rows.length
}

const isWhole = ({ clients }: Room) => clients.every(({ synced, closeCode }) => synced && closeCode === null)

let clock = 0
/** Each says something new of themselves, and everybody else hears it. */
async function seeOneAnother({ clients }: Room) {
  clock++
  const said = clients.map((_, n) => `${clock}.${n}`)
  for (const [n, client] of clients.entries()) client.present({ said: said[n] }, clock)
  const hears = (client: Client) => {
    const heard = JSON.stringify(client.states())
    return clients.every((other, n) => other === client || heard.includes(said[n]!))
  }
  await eventually(() => clients.every(hears))
}

test('processes that are so busy that they answer nothing for three seconds keep their people, and are asked at once afterwards', async () => {
  const room = await openRoom()
  for (const { process } of both.servers) process.kill('SIGSTOP')
  await new Promise((resolve) => setTimeout(resolve, 3000))
  for (const { process } of both.servers) process.kill('SIGCONT')
  expect((await fetch(`${both.origin}/api/installation`)).status).toBe(200)
  expect(room.clients.map(({ closeCode }) => closeCode)).toEqual([null, null, null])
  await seeOneAnother(room)
  await Promise.all(room.clients.map((client) => client.leave()))
})

test('two processes share the texts; one is killed and comes back: nobody loses a letter or the others from sight', async () => {
  const rooms = [await openRoom()]
  while ((await owners()) < 2 && rooms.length < 30) rooms.push(await openRoom())
  expect(await owners()).toBe(2)
  const all = rooms.flatMap(({ clients }) => clients)
  const stopTyping = all.map((client) => keepTyping(client))
  await eventually(() => all.every(({ storedClock }) => storedClock > 20))

  await both.servers[0].kill()
  const hit = ({ clients }: Room) => clients.every(({ closeCode }) => closeCode !== null)
  await eventually(() => rooms.some(hit))
  const moved = rooms.filter(hit)
  for (const { text, clients } of moved) {
    const known = Y.decodeStateVector(Y.encodeStateVector(await storedText(db, text)))
    expect(clients.map((client) => missingOf(client, known))).toEqual([0, 0, 0])
  }
  const stays = all.map(stayIn)
  await eventually(() => moved.every(isWhole))
  // The texts of the other process were not disturbed.
  const untouched = rooms.filter((room) => !moved.includes(room)).flatMap(({ clients }) => clients)
  expect(untouched.map(({ closeCode }) => closeCode)).toEqual(untouched.map(() => null))
  for (const room of moved) await seeOneAnother(room)
  expect(await owners()).toBe(1)

  await both.restart(0)
  // The balancer believes it the second time it is well, half a second later.
  await new Promise((resolve) => setTimeout(resolve, 2000))
  // Someone comes, and is led to the process that is back: the text follows.
  const [room] = moved as [Room]
  const newcomer = newClient(room.text, people.awa.cookie)
  await eventually(() => comeIn(newcomer))
  await eventually(async () => (await owners()) === 2)
  room.clients.push(newcomer)
  await eventually(() => isWhole(room))
  await seeOneAnother(room)

  await Promise.all(stopTyping.map((end) => end()))
  await Promise.all(all.map((client) => client.allStored()))
  await Promise.all(stays.map((end) => end()))
  for (const { text, clients } of rooms) {
    await eventually(() => new Set(clients.map(({ doc }) => saidIn(doc))).size === 1)
    expect(saidIn(await storedText(db, text))).toBe(saidIn(clients[0]!.doc))
  }
  await Promise.all([...all, newcomer].map((client) => client.leave()))
}, 240_000)
