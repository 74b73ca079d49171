import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { mailingLimits } from '#domain/mailing.ts'
import { newId } from '#server/ids.ts'
import { addMailing } from '#server/mailings/queries.ts'
import { databaseUrl, startServer } from '../../server-process.ts'
import { cloneTemplate, dropDatabase } from '../../world.ts'
import { cast } from '../live/live-world.ts'
import { smtpSink } from '../smtp-sink.ts'
import { addPollOn, addRoll } from '../voting-links/roll-world.ts'

let where: Awaited<ReturnType<typeof cloneTemplate>>
let db: ReturnType<typeof connect>
beforeAll(async () => {
  where = await cloneTemplate()
  db = connect(where)
  await cast(db)
})
afterAll(async () => {
  await db.destroy()
  await dropDatabase(where)
})

const kills = 3
const people = 1500

test(`an opening to ${people} people, whose process is killed ${kills} times, skips nobody and repeats only what was in hand`, async () => {
  const sink = await smtpSink()
  const roll = await addRoll(db, Array.from({ length: people }, (_, at) => ({ email: `p${at}@place${at % 40}.org` }))) // prettier-ignore
  const poll = await addPollOn(db, roll)
  const { memberId: madeBy } = await db.selectFrom('membership').select('memberId').limit(1).executeTakeFirstOrThrow()
  const id = newId()
  expect(await addMailing(db, { id, electorateId: roll.id, pollId: poll.id, kind: 'opening', pace: 60_000, madeBy })).toBe(people)
  const env = { DATABASE_URL: databaseUrl(where), SMTP_URL: sink.url }
  for (let kill = 1; kill <= kills; kill++) {
    const server = await startServer(env)
    const before = sink.received.length
    for (const start = Date.now(); sink.received.length < before + 300 && Date.now() - start < 30_000;) await pause(5)
    await server.kill()
    // What it had in hand would be taken again in ten minutes: they go by.
    const forgotten = mailingLimits.forgottenMinutes * 60_000 + 1000
    await db.updateTable('delivery').set({ takenAt: new Date(Date.now() - forgotten) }).where('takenAt', 'is not', null).where('sentAt', 'is', null).execute() // prettier-ignore
  }
  const server = await startServer(env)
  const left = async () => (await db.selectFrom('delivery').select(({ fn }) => fn.countAll<number>().as('n')).where('sentAt', 'is', null).executeTakeFirstOrThrow()).n // prettier-ignore
  for (const start = Date.now(); (await left()) > 0 && Date.now() - start < 60_000;) await pause(100)
  await server.stop()
  await sink.close()
  const ids = sink.received.map(({ headers }) => headers['message-id'])
  const repeated = ids.length - new Set(ids).size
  console.log(`killed ${kills} times: ${ids.length} messages for ${people} people, ${repeated} of them twice under the id of the first`)
  expect(new Set(sink.received.map(({ to }) => to[0])).size).toBe(people)
  expect(new Set(ids).size).toBe(people)
  expect(repeated).toBeLessThanOrEqual(kills * mailingLimits.hands)
}, 240_000)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
