import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { resultOnceClosed, resultOnceCounted } from '#server/polls/counting.ts'
import { countSecret } from '#server/polls/sealed/closing.ts'
import { eventually } from '../live/live-world.ts'
import { addPoll, fromNow, type Person, pollsWorld, type PollsWorld, type TestPoll } from './polls-world.ts'
import { castSealed, newVoters } from './sealed-voters.ts'

// Adding up a national poll takes minutes: who comes meanwhile is told where it is, and it is made once.

let world: PollsWorld
let voters: Person[]
beforeAll(async () => {
  world = await pollsWorld()
  voters = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 27))]
})
afterAll(() => world.close())

let poll: TestPoll
beforeEach(async () => {
  poll = await addPoll(world.db, { level: 'secret' })
  for (const voter of voters) await castSealed(world, voter, poll.url, [1, 2, 3])
  await castSealed(world, world.awa, poll.url, [4, 4, 4])
}, 60_000)

/** Long ago, so that nothing counts it before someone comes. */
const close = () =>
  world.db
    .updateTable('poll')
    .set({ opensAt: fromNow(-172_800_000), closesAt: fromNow(-86_400_000) })
    .where('id', '=', poll.id)
    .execute()
const counting = async () => (await world.passerBy('GET', poll.url)).json().counting
const said = (told: object) =>
  world.db
    .insertInto('boardSum')
    .values({ pollId: poll.id, by: crypto.randomUUID(), ...told })
    .execute()

/** Sealing whose threads add up a handful only when they are let. Takes the place of nothing: what they find is the sum. */
function byHandfuls() {
  const waiting: (() => void)[] = []
  let handfuls = 0
  const addUp: typeof world.sealing.addUp = async (manifest, leaves) => {
    handfuls++
    await new Promise<void>((go) => waiting.push(go))
    return world.sealing.addUp(manifest, leaves)
  }
  return { sealing: { ...world.sealing, addUp }, next: () => waiting.shift()?.(), asked: () => handfuls }
}

describe('while the ballots of a closed secret poll are added up', () => {
  test('nobody is kept waiting for minutes: each is told how many are added of how many, then the result', async () => {
    expect(await counting()).toBeNull()
    const { sealing, next, asked } = byHandfuls()
    await close()
    const counted = resultOnceCounted({ db: world.db, sealing }, poll.id)
    await eventually(() => asked() === 2)
    expect(await resultOnceClosed({ db: world.db, sealing }, poll.id)).toBeUndefined()
    expect(await counting()).toEqual({ added: 0, ballots: 30, summed: false, parts: 0, needed: 0 })
    // The next who comes does not wait those five seconds again.
    const later = Date.now()
    for (const door of ['result', 'counts.json', 'counts.csv', 'dossier'])
      expect((await world.passerBy('GET', `${poll.url}/${door}`)).json()).toEqual({ error: 'refused', reason: 'being-counted' })
    expect(Date.now() - later).toBeLessThan(5_000)
    next()
    await eventually(async () => (await counting()).added === 25)
    expect(await counting()).toEqual({ added: 25, ballots: 30, summed: false, parts: 0, needed: 0 })
    next()
    expect((await counted)?.voters).toBe(30)
    const told = (await world.passerBy('GET', poll.url)).json()
    expect([told.counting, told.turnout]).toEqual([null, { rollSize: 30, voters: 30 }])
  })

  test('a second process adds nothing up: it waits for the sum of the first', async () => {
    const [one, other] = [byHandfuls(), byHandfuls()]
    await close()
    const both = Promise.all([one, other].map(({ sealing }) => countSecret(world.db, sealing, poll.id)))
    await eventually(() => one.asked() + other.asked() === 2)
    await eventually(async () => {
      for (const { next } of [one, other]) next()
      return (await world.db.selectFrom('result').select('pollId').where('pollId', '=', poll.id).execute()).length > 0
    })
    await both
    expect([one.asked(), other.asked()].sort()).toEqual([0, 2])
  })

  test('who began it and has said nothing for ten seconds is gone: another begins again', async () => {
    const start = Date.now()
    await said({ ballots: 30, added: 25, at: sql`clock_timestamp() - interval '8 seconds'` })
    await close()
    expect((await resultOnceCounted(world, poll.id))?.voters).toBe(30)
    expect(Date.now() - start).toBeGreaterThan(1_900)
    await expect(said({ ballots: 30, added: 31 })).rejects.toThrow('board_sum')
  })
})
