import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { Client } from '../../live/client.ts'
import { databaseUrl, startServer, type ServerProcess } from '../../server-process.ts'
import { cloneTemplate, dropDatabase } from '../../world.ts'
import { addCharter } from '../ratification/ratification-world.ts'
import { cast, eventually } from './live-world.ts'

// Two processes on one database: one has the text open, the other hears whoever freezes it.

let where: Awaited<ReturnType<typeof cloneTemplate>>
let db: ReturnType<typeof connect>
let people: Awaited<ReturnType<typeof cast>>
let one: ServerProcess
let other: ServerProcess
beforeAll(async () => {
  where = await cloneTemplate()
  db = connect(where)
  people = await cast(db)
  const start = () => startServer({ DATABASE_URL: databaseUrl(where) })
  ;[one, other] = await Promise.all([start(), start()])
}, 120_000)
afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()])
  await db.destroy()
  await dropDatabase(where)
})

async function ask(path: string, body: object) {
  const headers = { cookie: people.awa.cookie, origin: other.origin, 'content-type': 'application/json' }
  const answer = await fetch(`${other.origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.status).toBeLessThan(300)
  return answer
}

test('who writes is told that the text was frozen, put to the vote and given up, whichever process did it', async () => {
  const text = await addCharter(db, 'group', people.awa.id)
  const writers = [people.bilal, people.dan].map(({ cookie }) => new Client({ port: one.port, docId: text, cookie, origin: one.origin }))
  await Promise.all(writers.map((writer) => writer.join()))
  const told = () =>
    writers.map(({ heard }) => heard.filter(({ kind, ...said }) => kind === 'beside' && 'value' in said && said.value === 2).length)
  // A few rounds in which nothing changes: nobody is told anything.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(told()).toEqual([0, 0])

  const first = (await (await ask(`/api/documents/${text}/frozen`, { amendableUntil: null, threshold: 3 })).json()) as { id: string }
  await eventually(() => told().every((times) => times === 1))
  await ask(`/api/frozen-texts/${first.id}/abandonment`, { reason: 'Trop tôt.' })
  await eventually(() => told().every((times) => times === 2))

  const again = (await (await ask(`/api/documents/${text}/frozen`, { amendableUntil: null, threshold: 3 })).json()) as { id: string }
  await eventually(() => told().every((times) => times === 3))
  const closesAt = new Date(Date.now() + 3_600_000).toISOString()
  await ask(`/api/frozen-texts/${again.id}/poll`, { question: 'Adopter la charte ?', level: 'open', closesAt })
  await eventually(() => told().every((times) => times === 4))

  await Promise.all(writers.map((writer) => writer.leave()))
}, 60_000)
