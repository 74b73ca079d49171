import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { connect } from '#db/connect.ts'
import { Client } from '../live/client.ts'
import { keepTyping, missingOf } from '../live/typing.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import { cloneTemplate, dropDatabase } from '../world.ts'
import { cast, eventually, newText, saidIn, storedText } from './live/live-world.ts'
import { type Acknowledged, castUntilTheEnd, everyAcknowledgedBallotIsThere } from './polls/crowd.ts'
import { addPoll, signedIn } from './polls/polls-world.ts'

let where: Awaited<ReturnType<typeof cloneTemplate>>
let db: ReturnType<typeof connect>
let people: Awaited<ReturnType<typeof cast>>
beforeAll(async () => {
  where = await cloneTemplate()
  db = connect(where)
  people = await cast(db)
})
afterAll(async () => {
  await db.destroy()
  await dropDatabase(where)
})

const kills = 50
const voters = 24

/**
 * The kill comes at another moment each time: in the middle of a commit, of a compaction (every 500 updates), of a join, of a batch of
 * ballots. While one server is being killed the next one starts already: starting is what takes the time.
 */
test(`killed ${kills} times while three people type and ${voters} vote, the server loses nothing that it had told as stored`, async () => {
  const text = await newText(db, people.awa)
  const crowd = await Promise.all(Array.from({ length: voters }, (_, n) => signedIn(db, `Personne ${n}`, { movement: 'member' })))
  const start = () => startServer({ DATABASE_URL: databaseUrl(where), ORIGIN: 'http://localhost' })
  // What V8 compiled is kept by a server that ends in order: the others, which never do, read it.
  await (await start()).stop()
  const clients = [people.awa, people.bilal, people.chloe].map(
    ({ cookie }) => new Client({ port: 0, docId: text, cookie, origin: 'http://localhost' }),
  )
  const stopTyping = clients.map((client) => keepTyping(client, 30))
  let [letters, ballots, cutShort] = [0, 0, 0]
  let next = start()
  for (let kill = 0; kill < kills; kill++) {
    const server = await next
    next = start()
    const poll = await addPoll(db, { bodyId: 'movement' })
    const seen: Acknowledged = new Map()
    const casting = crowd.map((voter) => castUntilTheEnd(server, poll, voter, seen))
    await Promise.all(clients.map((client) => comeBack(client, server.port)))
    const before = clients.map(({ storedClock }) => storedClock)
    await eventually(() => seen.size > 0 && clients.every(({ storedClock }, i) => storedClock > before[i]!))
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150))
    await server.kill()
    await Promise.all(clients.map((client) => client.closed()))
    const known = Y.decodeStateVector(Y.encodeStateVector(await storedText(db, text)))
    expect(clients.map((client) => missingOf(client, known))).toEqual([0, 0, 0])
    letters = clients.reduce((sum, { storedClock }) => sum + storedClock, 0)
    cutShort += (await Promise.all(casting)).filter(Boolean).length
    ballots += [...seen.values()].reduce((sum, { counter }) => sum + counter, 0)
    await everyAcknowledgedBallotIsThere(db, poll, seen)
  }
  const words = (await Promise.all(stopTyping.map((end) => end()))).reduce((sum, n) => sum + n)
  const last = await next
  await Promise.all(clients.map((client) => comeBack(client, last.port)))
  await Promise.all(clients.map((client) => client.allStored()))
  await eventually(() => new Set(clients.map(({ doc }) => saidIn(doc))).size === 1)
  await last.stop()
  expect(saidIn(await storedText(db, text))).toBe(saidIn(clients[0]!.doc))
  expect(ballots).toBeGreaterThan(kills * 10)
  expect(cutShort).toBeGreaterThan(kills)
  console.log(`killed ${kills} times: ${words} words typed, ${letters} letters told as stored before the last kill, none lost`)
  console.log(`${ballots} ballots acknowledged, none lost; ${cutShort} casts cut short`)
}, 900_000)

/** The lock of a killed server is given back when PostgreSQL sees its connection end: until then a join is told to try later. */
async function comeBack(client: Client, port: number) {
  await eventually(() => client.join(port).then(Boolean, () => false))
}
