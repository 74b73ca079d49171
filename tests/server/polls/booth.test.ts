import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readManifest } from '#domain/sealing/manifest.ts'
import { addPoll, fromNow, pollsWorld, type PollsWorld, type TestPoll } from './polls-world.ts'
import { newVoters } from './sealed-voters.ts'

const boothOf = (words: string) => {
  const page = Buffer.from(`<!doctype html><style>p{color:red}</style><p>${words}</p><script>alert(1)</script>`)
  return { page, hash: createHash('sha256').update(page).digest() }
}
const first = boothOf('un isoloir')

let world: PollsWorld
let poll: TestPoll
beforeAll(async () => {
  world = await pollsWorld()
  await newVoters(world, 3)
})
beforeEach(async () => {
  world.sealing.booth = first
  poll = await addPoll(world.db, { level: 'secret' })
})
afterAll(() => world.close())

const enter = (id: string, headers: Record<string, string> = {}) =>
  world.app.inject({ method: 'GET', url: `/scrutins/${id}/isoloir`, headers })

test('whoever comes first freezes the poll, and is given the page whose hash its manifest names', async () => {
  const { statusCode, rawPayload, headers } = await enter(poll.id)
  expect([statusCode, rawPayload.equals(first.page), headers['content-type']]).toEqual([200, true, 'text/html; charset=utf-8'])
  const manifest = readManifest((await world.passerBy('GET', `${poll.url}/manifest`)).rawPayload)
  expect(Buffer.from(manifest.booth)).toEqual(first.hash)
  expect(gunzipSync((await enter(poll.id, { 'accept-encoding': 'gzip' })).rawPayload)).toEqual(first.page)
})

test('its policy lets in its own script and style, a worker, this server, and nothing else', async () => {
  const { headers } = await enter(poll.id)
  const hash = (text: string) => createHash('sha256').update(text).digest('base64')
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; script-src 'sha256-${hash('alert(1)')}'; style-src 'sha256-${hash('p{color:red}')}'; worker-src blob:; ` +
      "connect-src 'self'; img-src data:; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  )
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'x-frame-options': 'DENY' })
})

test('a browser keeps it only after asking', async () => {
  const { headers } = await enter(poll.id)
  expect(headers['cache-control']).toBe('private, no-cache')
  const again = await enter(poll.id, { 'if-none-match': String(headers.etag) })
  expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0])
})

test('an upgrade changes the booth of the polls that open after it, never that of a poll that is open', async () => {
  await enter(poll.id)
  world.sealing.booth = boothOf('un autre isoloir')
  expect((await enter(poll.id)).rawPayload).toEqual(first.page)
  const later = await addPoll(world.db, { level: 'secret' })
  expect((await enter(later.id)).payload).toContain('un autre isoloir')
})

test('anyone saves it as a file, the same bytes', async () => {
  await enter(poll.id)
  const { statusCode, rawPayload, headers } = await world.passerBy('GET', `${poll.url}/booth`)
  expect([statusCode, rawPayload.equals(first.page)]).toEqual([200, true])
  expect(headers['content-disposition']).toBe(`attachment; filename="isoloir-${poll.id}.html"`)
})

test('there is none before the opening, after the closing, nor for a show of hands: the page of the poll answers', async () => {
  const polls = [
    await addPoll(world.db, { level: 'secret', opensAt: fromNow(60_000) }),
    await addPoll(world.db, { level: 'secret', opensAt: fromNow(-60_000), closesAt: fromNow(-1000) }),
    await addPoll(world.db),
  ]
  for (const { id } of polls) {
    const { statusCode, headers } = await enter(id)
    expect([statusCode, headers.location]).toEqual([302, `/scrutins/${id}`])
  }
  expect((await world.passerBy('GET', `${polls[2]!.url}/booth`)).statusCode).toBe(404)
})
