import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWaitingRoom } from '#server/waiting/room.ts'
import { newWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => void (world = await newWorld()))
afterAll(() => world.close())

test('the page that waits is made once for each language and each paper, whatever a browser says its paper is', async () => {
  const app = Fastify()
  await app.register(cookie)
  const room = openWaitingRoom(app, world.db, 0)
  const made: (string | undefined)[] = []
  app.get('/attente', ({ cookies }) => `${made.push(cookies['preau-theme'])}`)
  app.get('/*', (request, reply) => (room.mustWait(request) ? room.askToWait(request, reply) : 'here'))
  for (const theme of ['light', 'dark', ...Array.from({ length: 50 }, (_, n) => `paper${n}`)]) {
    const answer = await app.inject({ url: '/connexion', headers: { cookie: `preau-theme=${theme}` } })
    expect(answer.statusCode).toBe(503)
  }
  expect(made).toEqual(['light', 'dark', undefined])
  await app.close()
})
