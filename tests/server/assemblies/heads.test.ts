import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { headsAt, presentAt, standingProxies } from '#domain/quorum.ts'
import { attendanceInAll, headsThen } from '#server/assemblies/queries.ts'
import { newId } from '#server/ids.ts'
import { addRoll } from '../voting-links/roll-world.ts'
import { agenda, assembliesWorld, type AssembliesWorld } from './assemblies-world.ts'

let world: AssembliesWorld
beforeAll(async () => void (world = await assembliesWorld()))
afterAll(() => world.close())

const people = 6
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 18, minute))
const minute = fc.integer({ min: 0, max: 12 })

/** Comings and goings of some people, one after the other for each; and who gave whom a proxy, for a while. */
const facts = fc.record({
  comings: fc.array(fc.record({ who: fc.nat(people - 1), how: fc.constantFrom('room' as const, 'remote' as const), from: minute, lasts: fc.integer({ min: 0, max: 5 }), stays: fc.boolean() }), { maxLength: 12 }), // prettier-ignore
  proxies: fc.array(fc.record({ giver: fc.nat(people - 1), holder: fc.nat(people - 1), given: minute, ends: fc.option(minute), reason: fc.constantFrom('revoked' as const, 'came' as const) }), { maxLength: 6 }), // prettier-ignore
  instants: fc.array(minute, { minLength: 1, maxLength: 4 }),
})

test('heads counted in the database are those of the domain', async () => {
  const roll = await addRoll(
    world.db,
    Array.from({ length: people }, (_, n) => ({ email: `h${n}@heads.test` })),
  )
  await fc.assert(
    fc.asyncProperty(facts, async ({ comings, proxies, instants }) => {
      const assemblyId = newId()
      const convened = { convenedAt: at(0), convenedBy: world.awa.id, rulesVersion: 1, electorateId: roll.id, rollId: roll.id, agendaSize: 1, roomToken: assemblyId } // prettier-ignore
      await world.db.insertInto('assemblyRules').values({ bodyId: 'group', version: 1, rules: {}, adoptedBy: world.awa.id }).onConflict((conflict) => conflict.doNothing()).execute() // prettier-ignore
      await world.db.insertInto('assembly').values({ id: assemblyId, bodyId: 'group', kind: 'ordinary', title: agenda[0]!.title, startsAt: at(0), createdBy: world.awa.id, ...convened }).execute() // prettier-ignore
      const ends = new Map<number, number>()
      const stays = comings.flatMap(({ who, how, from, lasts, stays }) => {
        const cameAt = (ends.get(who) ?? 0) + from
        if (cameAt === Infinity) return []
        ends.set(who, stays ? Infinity : cameAt + lasts)
        return [{ memberId: roll.members[who]!, how, cameAt: at(cameAt), leftAt: stays ? null : at(cameAt + lasts) }]
      })
      const once = new Set<number>()
      const given = proxies
        .filter(({ giver, holder }) => giver !== holder && !once.has(giver) && once.add(giver))
        .map(({ giver, holder, given, ends, reason }) => ({
          ...{
            id: newId(),
            giverId: roll.members[giver]!,
            holderId: roll.members[holder]!,
            blank: false,
            givenAt: at(0),
            acceptedAt: at(given),
          },
          ...{ endedAt: ends === null ? null : at(ends), endReason: ends === null ? null : reason },
        }))
      const of = { assemblyId, electorateId: roll.id }
      for (const stay of stays) await world.db.insertInto('attendance').values({ ...of, ...stay, cameBy: stay.memberId, leftBy: stay.leftAt && stay.memberId }).execute() // prettier-ignore
      for (const proxy of given)
        await world.db
          .insertInto('proxy')
          .values({ ...of, ...proxy })
          .execute()
      const moments = instants.map(at)
      for (const moment of moments) expect(await headsThen(world.db, assemblyId, moment)).toEqual(headsAt(stays, given, moment))
      const counted = new Set(moments.flatMap((moment) => standingProxies(given, presentAt(stays, moment), moment).map(({ id }) => id)))
      expect(await attendanceInAll(world.db, assemblyId, moments)).toEqual({
        ...{ came: new Set(stays.map(({ memberId }) => memberId)).size, counted: counted.size },
        given: given.filter(({ endReason }) => endReason !== 'revoked').length,
      })
    }),
    { numRuns: 60 },
  )
}, 60_000)
