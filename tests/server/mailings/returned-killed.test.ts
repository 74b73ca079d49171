import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { newId } from '#server/ids.ts'
import { addMailing } from '#server/mailings/queries.ts'
import { databaseUrl, startServer } from '../../server-process.ts'
import { cloneTemplate, dropDatabase } from '../../world.ts'
import { cast } from '../live/live-world.ts'
import { smtpSink } from '../smtp-sink.ts'
import { addPollOn, addRoll } from '../voting-links/roll-world.ts'
import { absenceOf, bounceOf } from './bounces.ts'
import { type Box, openBox } from './imap-box.ts'

let where: Awaited<ReturnType<typeof cloneTemplate>>
let db: ReturnType<typeof connect>
let box: Box
beforeAll(async () => {
  ;[where, box] = await Promise.all([cloneTemplate(), openBox()])
  db = connect(where)
  await cast(db)
})
afterAll(async () => {
  await db.destroy()
  await dropDatabase(where)
  await box.close()
})

const people = 200

test(`${people} messages that come back over an encrypted connection are counted once each, their reader killed in the middle, then two at once`, async () => {
  const sink = await smtpSink()
  const roll = await addRoll(
    db,
    Array.from({ length: people }, (_, at) => ({ email: `p${at}@place${at % 40}.org` })),
  )
  const poll = await addPollOn(db, roll)
  const { memberId: madeBy } = await db.selectFrom('membership').select('memberId').limit(1).executeTakeFirstOrThrow()
  await addMailing(db, { id: newId(), electorateId: roll.id, pollId: poll.id, kind: 'opening', pace: 60_000, madeBy })
  const env = { DATABASE_URL: databaseUrl(where), SMTP_URL: sink.url, RETURNED_MAIL: box.tlsUrl, NODE_EXTRA_CA_CERTS: box.authority }
  const first = await startServer(env)
  const count = async (what: 'sentAt' | 'failedAt') => Number((await db.selectFrom('delivery').select(({ fn }) => fn.countAll().as('n')).where(what, 'is not', null).executeTakeFirstOrThrow()).n) // prettier-ignore
  await until(async () => (await count('sentAt')) === people)
  for (const [at, message] of sink.received.entries()) {
    box.deliver(bounceOf(message))
    if (at % 10 === 0) box.deliver(absenceOf(message))
  }
  // A reading that a busy machine cut short is begun again.
  const turns = setInterval(() => void nextTurn(), 1000)
  await until(async () => (await count('failedAt')) > 0, 1)
  await first.kill()
  const before = await count('failedAt')
  const left = box.names().length
  console.log(`killed when ${before} of ${people} were counted and ${left} of ${people + people / 10} messages were left`)
  expect(before).toBeLessThan(people)

  const both = await Promise.all([startServer(env), startServer(env)])
  await until(async () => box.names().length === people / 10).finally(() => clearInterval(turns))
  for (const server of both) await server.stop()
  await sink.close()
  expect(await count('failedAt')).toBe(people)
  const told = await db.selectFrom('journal').select('detail').where('what', '=', 'mailing-returned').execute()
  expect(told.reduce((sum, { detail }) => sum + (detail as { returned: number }).returned, 0)).toBe(people)
  for (const text of box.left()) expect(text).toContain('Subject: Absence')
  expect([first, ...both].map(({ output }) => output()).join('')).not.toMatch(/@place|retours@|secret/)
}, 240_000)

/** Two minutes go by. */
const nextTurn = () => db.updateTable('returnedMail').set({ turnAt: new Date(0) }).execute() // prettier-ignore

async function until(holds: () => Promise<boolean>, every = 100) {
  for (const start = Date.now(); !(await holds()); await new Promise((resolve) => setTimeout(resolve, every)))
    if (Date.now() - start > 90_000) throw new Error(`too long: ${holds}`)
}
