import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { neighbourhood } from '#server/address.ts'
import { newWorld, type World } from '../world.ts'

describe('a neighbourhood', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (ip, place) => expect(neighbourhood(ip)).toBe(place))
})

describe('who is counted', () => {
  let bare: World
  let behind: World
  beforeAll(async () => {
    bare = await newWorld()
    behind = await newWorld({ TRUSTED_PROXIES: '1' })
  })
  afterAll(() => Promise.all([bare.close(), behind.close()]))

  /** A hundred and twenty-one sign-ins, each told to come from elsewhere; the status of the last. */
  async function flood(world: World, from: (turn: number) => { remoteAddress: string; forwarded?: string }) {
    let status = 0
    for (let turn = 0; turn < 121; turn++) {
      const { remoteAddress, forwarded } = from(turn)
      const headers = forwarded ? { 'x-forwarded-for': forwarded } : {}
      const answer = await world.app.inject({ method: 'POST', url: '/api/sign-ins', remoteAddress, headers, payload: { email: 'x' } })
      status = answer.statusCode
    }
    return status
  }

  test('without a proxy nobody believes what a client says of its address', async () => {
    expect(await flood(bare, (turn) => ({ remoteAddress: '192.0.2.1', forwarded: `198.51.100.${turn}` }))).toBe(429)
  })

  test('behind one proxy the client is whom the proxy saw, whatever the client added before', async () => {
    expect(await flood(behind, (turn) => ({ remoteAddress: '127.0.0.1', forwarded: `198.51.100.${turn}, 203.0.113.9` }))).toBe(429)
    expect(await flood(behind, (turn) => ({ remoteAddress: '127.0.0.1', forwarded: `203.0.113.${turn + 10}` }))).toBe(400)
  })

  test('a subscriber who changes address within their own network is still one', async () => {
    expect(await flood(bare, (turn) => ({ remoteAddress: `2001:db8:1:2::${turn}` }))).toBe(429)
    expect(await flood(bare, (turn) => ({ remoteAddress: `2001:db8:2:${turn}::1` }))).toBe(400)
  })
})
