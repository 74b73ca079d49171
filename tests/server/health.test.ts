import { afterAll, beforeAll, expect, test } from 'vitest'
import { newWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => {
  world = await newWorld()
})
afterAll(() => world.close())

test('an installation says that it is alive, and that its database answers', async () => {
  expect((await world.app.inject('/health')).json()).toEqual({ ok: true })
  expect((await world.app.inject('/ready')).json()).toEqual({ ready: true })
})

test('what does not exist is a 404 that says so', async () => {
  const answer = await world.app.inject('/api/nothing')
  expect([answer.statusCode, answer.json()]).toEqual([404, { error: 'not-found' }])
})
