import { afterAll, beforeAll, expect, test } from 'vitest'
import { addBody, foundedWorld, type FoundedWorld, readMail, someone } from './people-world.ts'
import { addPoll, ballotFor, ballotRows, fromNow } from './polls/polls-world.ts'

// An assembly in a room: the invitation is on the screen, everyone is on the same wifi, hence behind one internet address.

const people = 130
let world: FoundedWorld
let invitation: string
let bodyId: string
beforeAll(async () => {
  world = await foundedWorld()
  const { slug, id } = await addBody(world, 'Assemblee')
  bodyId = id
  const host = await someone(world, 'Hôte', { [slug]: 'coordinator' })
  invitation = (await host.ask('POST', `/api/bodies/${slug}/invitation`)).json().token
})
afterAll(() => world.close())

const remoteAddress = '203.0.113.1'
const ask = (method: 'GET' | 'POST', url: string, cookie = '', payload?: object) =>
  world.app.inject({ method, url, remoteAddress, headers: { cookie }, ...(payload && { payload }) })

test('a hundred and thirty people in one room join, sign in, read and vote within minutes, and none is held back', async () => {
  const cookies: string[] = []
  for (let turn = 0; turn < people; turn++) {
    const email = `p${turn}@preau.test`
    expect((await ask('GET', `/api/invitations/${invitation}`)).statusCode).toBe(200)
    const asked = await ask('POST', `/api/invitations/${invitation}/join`, '', { firstName: `P${turn}`, email })
    expect(asked.statusCode).toBe(200)
    const { code } = readMail(world.mail.sent.at(-1)!)
    const entered = await ask('POST', `/api/sign-ins/${asked.json().signInId}/code`, '', { code })
    expect(entered.statusCode).toBe(200)
    cookies.push(`preau=${entered.cookies[0]!.value}`)
  }
  const poll = await addPoll(world.db, { bodyId, opensAt: fromNow(-10) })
  await Promise.all(
    cookies.map(async (cookie) => {
      for (const url of ['/api/me', poll.url, '/api/me', poll.url]) expect((await ask('GET', url, cookie)).statusCode).toBe(200)
      expect((await ask('POST', `${poll.url}/ballots`, cookie, ballotFor(poll, [4, 2, 1]))).statusCode).toBe(200)
    }),
  )
  expect((await ballotRows(world.db, poll.id)).length).toBe(people)
}, 120_000)
