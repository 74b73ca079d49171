import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { databaseUrl, startServer } from '../../server-process.ts'
import { cloneTemplate, dropDatabase } from '../../world.ts'
import { type Acknowledged, castUntilTheEnd, everyAcknowledgedBallotIsThere } from './crowd.ts'
import { eventually } from '../live/live-world.ts'
import { addPoll, signedIn, wait } from './polls-world.ts'

const kills = 50
const voters = 24

let where: Awaited<ReturnType<typeof cloneTemplate>>
let db: ReturnType<typeof connect>
beforeAll(async () => {
  where = await cloneTemplate()
  db = connect(where)
})
afterAll(async () => {
  await db.destroy()
  await dropDatabase(where)
})

test(
  `the server is killed ${kills} times while people vote: every ballot it acknowledged is there, once`,
  { timeout: 360_000 },
  async () => {
    await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: 'Les Mains levées', slug: 'mains-levees' }).execute()
    const crowd = await Promise.all(Array.from({ length: voters }, (_, n) => signedIn(db, `Personne ${n}`, { movement: 'member' })))
    let acknowledged = 0
    let cutShort = 0
    for (let kill = 0; kill < kills; kill++) {
      const server = await startServer({ DATABASE_URL: databaseUrl(where) })
      const poll = await addPoll(db, { bodyId: 'movement' })
      const seen: Acknowledged = new Map()
      const casting = crowd.map((voter) => castUntilTheEnd(server, poll, voter, seen))
      await eventually(() => seen.size > 0, 30_000)
      await wait(Math.random() * 150)
      await server.kill()
      cutShort += (await Promise.all(casting)).filter(Boolean).length
      acknowledged += [...seen.values()].reduce((sum, { counter }) => sum + counter, 0)
      await everyAcknowledgedBallotIsThere(db, poll, seen)
    }
    console.log(`${kills} kills, ${acknowledged} ballots acknowledged, ${cutShort} casts cut short`)
    expect(acknowledged).toBeGreaterThan(kills * 10)
    expect(cutShort).toBeGreaterThan(kills)
  },
)
