import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { readHead } from '#domain/sealing/head.ts'
import { destroyPollKey } from '#server/polls/sealed/key-destruction.ts'
import { signOnceDue } from '#server/polls/sealed/signing.ts'
import { watchPolls } from '#server/polls/watch.ts'
import { addShortSecretPoll, closeAndCount } from './over.ts'
import { addPoll, fromNow, type Person, pollsWorld, type PollsWorld, type TestPoll, wait } from './polls-world.ts'
import { castSealed, newVoters } from './sealed-voters.ts'

// What happens to a secret poll by itself, without anybody looking at it.

let world: PollsWorld
let voters: Person[]
beforeAll(async () => {
  world = await pollsWorld()
  voters = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 3))]
})
afterAll(() => world.close())

async function soon<T>(look: () => Promise<T>, until: (value: T) => boolean): Promise<T> {
  for (const start = Date.now(); Date.now() - start < 20_000; await wait(100)) {
    const value = await look()
    if (until(value)) return value
  }
  return look()
}

describe('a board that grows', () => {
  let poll: TestPoll
  beforeEach(async () => {
    poll = await addPoll(world.db, { level: 'secret' })
    await castSealed(world, voters[0]!, poll.url, [1, 2, 3])
  })
  const sizes = async () => {
    const rows = await world.db.selectFrom('boardHead').select('bytes').where('pollId', '=', poll.id).orderBy('size').execute()
    return rows.map(({ bytes }) => readHead(bytes).size)
  }
  const age = (ms: number) =>
    world.db
      .updateTable('boardHead')
      .set({ at: fromNow(-ms) })
      .where('pollId', '=', poll.id)
      .execute()

  test('is not signed again before a minute has passed', async () => {
    await age(50_000)
    await signOnceDue(world.db, world.sealing, poll.id)
    await wait(1500)
    expect(await sizes()).toEqual([1])
  })

  test('is signed once a minute has, though nobody comes; not again while it does not grow', async () => {
    await age(61_000)
    expect(await soon(sizes, (all) => all.length > 1)).toEqual([1, 2])
    await age(61_000)
    await wait(1500)
    expect(await sizes()).toEqual([1, 2])
  })

  test('is signed once, however many processes look', async () => {
    await age(61_000)
    await Promise.all(Array.from({ length: 6 }, () => signOnceDue(world.db, world.sealing, poll.id)))
    expect(await sizes()).toEqual([1, 2])
  })
})

describe('the key of a secret poll', () => {
  const files = () => readdir(join(world.keys, 'polls'))
  const keyThere = async ({ id }: TestPoll) => (await files()).includes(`${id}.sealed`)
  const assurance = async ({ url }: TestPoll) => (await world.passerBy('GET', `${url}/assurance`)).json()
  const journal = ({ id }: TestPoll) =>
    world.db.selectFrom('journal').select('actorId').where('pollId', '=', id).where('what', '=', 'poll-key-destroyed').execute()
  const countedAgo = ({ id }: TestPoll, days: number) =>
    world.db
      .updateTable('result')
      .set({ countedAt: fromNow(-days * 86_400_000) })
      .where('pollId', '=', id)
      .execute()

  test('is kept while the result may be contested, then destroyed, once, in the journal', async () => {
    const poll = await addShortSecretPoll(world)
    expect((await assurance(poll)).key).toBe('kept')
    await closeAndCount(world, poll)
    await countedAgo(poll, 29.9)
    await destroyPollKey(world.db, world.sealing, poll.id)
    const kept = await assurance(poll)
    expect([kept.key, await keyThere(poll)]).toEqual(['kept', true])
    expect(Date.parse(kept.keyUntil) - Date.now()).toBeLessThan(0.2 * 86_400_000)
    await countedAgo(poll, 30.1)
    await Promise.all([1, 2, 3].map(() => destroyPollKey(world.db, world.sealing, poll.id)))
    expect(await keyThere(poll)).toBe(false)
    expect((await assurance(poll)).key).toBe('destroyed')
    expect(await journal(poll)).toEqual([{ actorId: null }])
  })

  test('is destroyed at once when the poll is cancelled, though nobody comes', async () => {
    const poll = await addPoll(world.db, { level: 'secret' })
    expect((await assurance(poll)).key).toBe('not-yet')
    await castSealed(world, voters[0]!, poll.url, [1, 2, 3])
    expect(await keyThere(poll)).toBe(true)
    await world.awa.knock('POST', `${poll.url}/cancellation`, { reason: 'Erreur' })
    expect(
      await soon(
        () => keyThere(poll),
        (there) => !there,
      ),
    ).toBe(false)
    expect(
      (
        await soon(
          () => assurance(poll),
          ({ key }) => key === 'destroyed',
        )
      ).key,
    ).toBe('destroyed')
    expect(await journal(poll)).toEqual([{ actorId: null }])
  })

  test('that went without being told is told the next time', async () => {
    const poll = await addShortSecretPoll(world)
    await closeAndCount(world, poll)
    await world.sealing.keys.destroyPollKey(poll.id)
    await countedAgo(poll, 31)
    await destroyPollKey(world.db, world.sealing, poll.id)
    expect((await assurance(poll)).key).toBe('destroyed')
    expect((await journal(poll)).length).toBe(1)
  })

  test('is none for a vote by show of hands', async () => {
    expect(await assurance(await addPoll(world.db))).toMatchObject({ level: 'open', key: 'none', keyUntil: null, booth: null })
  })
})

describe('a poll that closed long ago and has no result', () => {
  const yesterday = fromNow(-86_400_000)
  const unfinished = async (level: 'open' | 'sealed', more: object = {}) => {
    const poll = await addPoll(world.db, { level, opensAt: fromNow(-172_800_000), closesAt: yesterday, ...(level === 'sealed' && { openedAt: yesterday }) }) // prettier-ignore
    await world.db
      .updateTable('poll')
      .set({ rollFrozenAt: yesterday, ...more })
      .where('id', '=', poll.id)
      .execute()
    return poll
  }
  /** A process that watches, and how many of its statements say something. */
  function watching(words: string) {
    let said = 0
    const db: Db = world.db.withPlugin({
      transformQuery({ node }) {
        if (JSON.stringify(node).includes(words)) said++
        return node
      },
      transformResult: async ({ result }) => result,
    })
    return { stop: watchPolls({ db, sealing: world.sealing }, { error: (facts) => console.error(facts) }, 20), said: () => said }
  }

  test('since its count was given up is looked at when a process starts, and then left alone', async () => {
    const { id } = await unfinished('sealed', { givenUpAt: yesterday, giveUpReason: 'Les clés sont perdues' })
    const { stop, said } = watching(id)
    await soon(async () => said(), Boolean)
    await wait(300)
    const before = said()
    await wait(700)
    await stop()
    expect([before > 0, said()]).toEqual([true, before])
  })

  test('since it takes minutes to count, five times over, keeps no other waiting', async () => {
    const polls = await Promise.all(Array.from({ length: 5 }, () => unfinished('open')))
    const { stop } = await world.db.transaction().execute(async (trx) => {
      for (const { id } of polls) await sql`select pg_advisory_xact_lock(8, poll_key(${id}))`.execute(trx)
      const watched = watching('destroy-key')
      await wait(500)
      const rounds = watched.said()
      expect(await soon(async () => watched.said(), (now) => now > rounds + 2)).toBeGreaterThan(rounds + 2) // prettier-ignore
      return watched
    })
    const counted = () => world.db.selectFrom('result').select('pollId').where('pollId', 'in', polls.map(({ id }) => id)).execute() // prettier-ignore
    expect(await soon(counted, ({ length }) => length === 5)).toHaveLength(5)
    await stop()
  })
})
