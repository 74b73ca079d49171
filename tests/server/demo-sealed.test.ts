import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { holdPolls } from '#server/demo/hold.ts'
import { seedDemo } from '#server/demo/seed.ts'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { readSeedWords } from '#domain/sealing/words.ts'
import { hashToken, newId, newToken } from '#server/ids.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import { cloneTemplate, dropDatabase, newWorld, type World } from '../world.ts'
import type { Person } from './polls/polls-world.ts'
import { counterOf, trusteeDevice } from './polls/trustees.ts'

// The demonstration's secret and sealed polls, held through the doors at its first start.

let world: World
let sealed: { id: string; url: string; description: string }
beforeAll(async () => {
  world = await newWorld({ PREAU_MODE: 'demo' })
  await seedDemo(world.db)
  await holdPolls(world.app, world)
  const poll = await world.db.selectFrom('poll').select(['id', 'description']).where('level', '=', 'sealed').executeTakeFirstOrThrow()
  sealed = { ...poll, url: `/api/polls/${poll.id}` }
})
afterAll(() => world.close())

/** Someone of the cast, as a link signs them in. */
async function enter(firstName: string): Promise<Person> {
  const { id } = await world.db.selectFrom('member').select('id').where('firstName', '=', firstName).executeTakeFirstOrThrow()
  const token = newToken()
  const expiresAt = new Date(Date.now() + 3_600_000)
  await world.db
    .insertInto('session')
    .values({ id: newId(), memberId: id, tokenHash: hashToken(token), device: 'test', expiresAt })
    .execute()
  const headers = { cookie: `preau=${token}` }
  const knock: Person['knock'] = async (method, url, payload) => world.app.inject({ method, url, headers, ...(payload && { payload }) })
  return { id, firstName, cookie: headers.cookie, knock }
}

describe('the demonstration has', () => {
  test('a poll of each level', async () => {
    const levels = await world.db.selectFrom('poll').select('level').distinct().execute()
    expect(levels.map(({ level }) => level).sort()).toEqual(['imported', 'open', 'sealed', 'secret'])
  })

  test('a sealed poll that closes soon, in which all but the visitors have voted', async () => {
    const poll = (await (await enter('Lila')).knock('GET', sealed.url)).json()
    expect(poll).toMatchObject({ level: 'sealed', phase: 'open', turnout: { rollSize: 14, voters: 12 }, me: { onTheRoll: true, casts: 0 } })
    expect(Date.parse(poll.closesAt) - Date.now()).toBeLessThan(130_000)
  })

  test.each(['Lila', 'Samia'])('the words of %s, which open their part of its key, and a code with which they vote', async (name) => {
    const who = await enter(name)
    const words = sealed.description.match(new RegExp(`mots de ${name} : (.*)`))![1]!
    const share = await trusteeDevice(who, sealed.id, sealed.url, readSeedWords(words)!).secret()
    const { rawPayload } = await who.knock('GET', `${sealed.url}/manifest`)
    const { me } = (await who.knock('GET', `${sealed.url}/trust`)).json()
    const poll = openPoll(nobleGroup, rawPayload)
    expect(nobleGroup.encode(nobleGroup.multiplyBase(share))).toEqual(poll.holders[me]!.keyBytes)
    const code = sealed.description.match(/(?:[0-9A-Z]{4}-){5}[0-9A-Z]{2}/g)![name === 'Lila' ? 0 : 1]!
    expect((await counterOf(who, sealed, code)).json()).toEqual({ counter: 1 })
  })

  test('a charter that is talked over, and an answer that waits for each member of the group among its visitors', async () => {
    const charter = await world.db.selectFrom('document').select('id').where('kind', '=', 'charter').executeTakeFirstOrThrow()
    const [lila, samia] = [await enter('Lila'), await enter('Samia')]
    const said = (await lila.knock('GET', `/api/documents/${charter.id}/threads`)).json()
    expect([said.open, said.resolved]).toEqual([3, 1])
    expect(said.threads.map((thread: { agreeCount: number; objectCount: number }) => [thread.agreeCount, thread.objectCount])).toEqual([
      [1, 0],
      [5, 1],
      [0, 1],
    ])
    for (const who of [lila, samia]) expect((await who.knock('GET', '/api/me/answers')).json()).toMatchObject([{ addressed: true }])
  })

  test('a past assembly, held under rules that were adopted before it was convened', async () => {
    const rules = await world.db.selectFrom('assemblyRules').select(['version', 'adoptedAt']).execute()
    const { convenedAt } = await world.db.selectFrom('assembly').select('convenedAt').where('closedAt', 'is not', null).executeTakeFirstOrThrow() // prettier-ignore
    expect(rules.map(({ version, adoptedAt }) => [version, adoptedAt < convenedAt!])).toEqual([[1, true]])
  })

  test('no session of its people left open by what was played', async () => {
    expect(await world.db.selectFrom('session').select('id').where('device', '=', 'démonstration').execute()).toEqual([])
  })
})

test('what was played is not in the log of its first start, which goes on after it', async () => {
  const where = await cloneTemplate()
  const server = await startServer({ DATABASE_URL: databaseUrl(where), PREAU_MODE: 'demo', LOG_LEVEL: 'info' })
  await fetch(`${server.origin}/health`)
  await server.stop()
  const routes = [...server.output().matchAll(/"route":"([^"]*)"/g)].map(([, route]) => route)
  expect(new Set(routes)).toEqual(new Set(['/ready', '/health']))
  await dropDatabase(where)
})
