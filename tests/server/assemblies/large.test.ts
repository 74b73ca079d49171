import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assemblyLimits } from '#domain/limits.ts'
import { refused, told } from '../people-world.ts'
import { addRoll, enteredBy, linkOf, type RollWorld } from '../voting-links/roll-world.ts'
import { agenda, adopt, assembliesWorld, type AssembliesWorld, draft, itIsTime, mailHasLeft, opened, prepare, rulesWith, see, tick } from './assemblies-world.ts' // prettier-ignore

let world: AssembliesWorld
beforeAll(async () => void (world = await assembliesWorld()))
afterAll(() => world.close())

const noNotice = rulesWith({ noticeDays: 0, quorum: { part: 0, of: 1 } }, true)
let run = 0
/** A roll from a file on which Awa and Bilal are too. */
async function drawnRoll(people: number) {
  const roll = await addRoll(
    world.db,
    Array.from({ length: people }, (_, n) => ({ email: `p${n}@r${run}.test`, name: `Nom ${n}` })),
  )
  run++
  for (const who of [world.awa, world.bilal])
    await sql`insert into elector (electorate_id, member_id, name, sought, mark) select ${roll.id}, id, first_name, lower(first_name), sha256(id::bytea) from member where id = ${who.id}`.execute(world.db) // prettier-ignore
  await world.db
    .updateTable('electorate')
    .set({ electors: people + 2, votes: people + 2 })
    .where('id', '=', roll.id)
    .execute()
  await sql`update elector set sought = lower(name) where electorate_id = ${roll.id}`.execute(world.db)
  return roll
}
const convening = (id: string) => world.awa.knock('POST', `/api/assemblies/${id}/convening`)
const attendance = async (who = world.awa, id: string, query = '') => (await who.knock('GET', `/api/assemblies/${id}/attendance${query}`)).json() // prettier-ignore

describe('an assembly on a roll that was drawn up', () => {
  test('is refused on a roll of another body, or of its members, or that may still change', async () => {
    await adopt(world, noNotice)
    const elsewhere = await addRoll(world.db, [{ email: 'x@elsewhere.test' }], 'movement')
    const asked = (roll: string) => world.awa.knock('POST', '/api/bodies/drome/assemblies', draft({ roll }))
    expect(told(await asked(elsewhere.id))).toEqual(refused('no-such-roll'))
    expect(told(await asked('nowhere'))).toEqual(refused('no-such-roll'))
    const open = (await world.awa.knock('POST', '/api/bodies/drome/electorates', { title: 'Ouverte', source: 'file' })).json().id
    expect(told(await convening(await prepare(world, { roll: open })))).toEqual(refused('roll-not-frozen'))
    const members = (await world.awa.knock('POST', '/api/bodies/drome/electorates', { title: 'Membres', source: 'members' })).json().id
    expect(told(await asked(members))).toEqual(refused('no-such-roll'))
  })

  test('convenes each of its people by the mailing, twice on the same roll if need be', async () => {
    const roll = await drawnRoll(4)
    for (const _ of [1, 2]) {
      world.mail.sent.length = 0
      const id = await prepare(world, { roll: roll.id })
      expect((await convening(id)).json()).toMatchObject({ messages: 6 })
      await mailHasLeft(world)
      expect(world.mail.sent).toHaveLength(6)
      expect(await see(world.awa, id)).toMatchObject({ drawnRoll: roll.id, roll: { size: 6 }, notices: { sent: 6, of: 6, waiting: 0 } })
    }
  })

  test('is voted in by personal links: who votes signs in by it, all together', async () => {
    const roll = await drawnRoll(30)
    const id = await prepare(world, { roll: roll.id, agenda: agenda.slice(1, 2) })
    await convening(id)
    await itIsTime(world, id)
    for (const who of [world.awa, world.bilal]) await tick(world.awa, id, who)
    await world.awa.knock('PUT', `/api/assemblies/${id}/officers`, { chair: world.awa.id, secretary: world.bilal.id })
    await world.awa.knock('POST', `/api/assemblies/${id}/opening`)
    const [item] = (await see(world.awa, id)).agenda
    const { id: poll } = (await world.awa.knock('POST', `/api/assemblies/${id}/items/${item!.id}/poll`)).json()
    const { choices } = (await world.awa.knock('GET', `/api/polls/${poll}`)).json()
    const vote = async (memberId: string, grade: number) => {
      const knock = await enteredBy(world as RollWorld, await linkOf(world as RollWorld, roll, memberId))
      return knock('POST', `/api/polls/${poll}/ballots`, {
        id: crypto.randomUUID(),
        counter: 1,
        grades: [{ choice: choices[0].id, grade }],
      })
    }
    const answers = await Promise.all(roll.members.map((memberId, n) => vote(memberId, n % 5)))
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
    expect((await see(world.awa, id)).quorum).toMatchObject({ room: 2, remote: 30 })
    await world.awa.knock('POST', `/api/assemblies/${id}/items/${item!.id}/closing`)
    expect((await see(world.awa, id)).agenda[0]!.vote!.result).toMatchObject({ voters: 30, counts: [6, 6, 6, 6, 6] })
  })
})

test('who was there at the end of a large assembly is counted once, whoever looks afterwards', async () => {
  const id = await opened(world, noNotice)
  const { electorateId } = await world.db.selectFrom('assembly').select('electorateId').where('id', '=', id).executeTakeFirstOrThrow()
  const large = { electors: assemblyLimits.wholeSheet + 1, votes: assemblyLimits.wholeSheet + 1 }
  await world.db.updateTable('electorate').set(large).where('id', '=', electorateId).execute()
  expect((await see(world.awa, id)).quorum).toMatchObject({ room: 2 })
  await tick(world.awa, id, world.chloe)
  await world.awa.knock('POST', `/api/assemblies/${id}/closing`)
  expect((await see(world.awa, id)).quorum).toMatchObject({ room: 3 })
  // Nothing of it changes any more: a count that was made again would show here.
  await sql`delete from attendance where assembly_id = ${id} and member_id = ${world.chloe.id}`.execute(world.db)
  for (const who of [world.awa, world.bilal]) expect((await see(who, id)).quorum).toMatchObject({ room: 3 })
})

describe('the sheet of a large roll', () => {
  test('holds those who came and the proxies, by pages, for who runs it; others see their own line', async () => {
    const roll = await drawnRoll(assemblyLimits.wholeSheet)
    const id = await prepare(world, { roll: roll.id })
    await convening(id)
    await itIsTime(world, id)
    expect(await attendance(world.awa, id)).toMatchObject({ whole: false, total: 0, people: [] })
    const found = await attendance(world.awa, id, '?nom=nom%204999')
    expect(found.people).toMatchObject([{ firstName: 'Nom 4999', here: null }])
    expect((await world.awa.knock('PUT', `/api/assemblies/${id}/attendance/${found.people[0].id}`, { here: 'room' })).statusCode).toBe(204)
    expect((await attendance(world.awa, id)).people).toMatchObject([{ firstName: 'Nom 4999', here: 'room' }])
    expect((await attendance(world.bilal, id, '?nom=nom')).people).toEqual([])
    expect((await attendance(world.bilal, id)).people).toMatchObject([{ firstName: 'Bilal', here: null }])
    expect((await attendance(world.awa, id, '?nom=nom&page=3')).people).toHaveLength(assemblyLimits.sheetPage)
  }, 60_000)
})
