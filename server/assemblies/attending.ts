import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { renderSVG } from 'uqr'
import type { Db } from '#db/connect.ts'
import { refuseOfficers, refusePresence } from '#domain/assembly.ts'
import { assemblyLimits } from '#domain/limits.ts'
import { presentAt } from '#domain/quorum.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { holdingDoors as doors } from './holding-doors.ts'
import { type FoundAssembly, isElector, proxiesOf, staysAt } from './queries.ts'
import { comeIn, goOut } from './seats/queries.ts'
import { sheetOf } from './sheet.ts'
import { changeAlone, refuseUnlessRuns, visibleAssembly } from './visible.ts'

/** The doors of the attendance sheet: who comes, who leaves, who holds the assembly. */
export function attending(app: FastifyInstance, { db, config }: Tools) {
  open(app, doors.getAttendance, async ({ params, query: { page = 1, nom: start = '' }, me, now }) => {
    const { assembly, who } = await visibleAssembly(db, params.id, me.memberId)
    orNotFound(assembly.electorateId)
    const { people: electors, total, whole, apart } = await sheetOf(db, assembly, who, { start, page })
    const shown = electors.map(({ id }) => id)
    const [stays, proxies] = await Promise.all([staysAt(db, assembly.id, shown), proxiesOf(db, assembly.id, shown)])
    const present = presentAt(stays, assembly.closedAt ?? assembly.adjournedAt ?? now)
    const standing = proxies.filter(({ endedAt }) => endedAt === null)
    const given = new Map(standing.map((proxy) => [proxy.giverId, proxy]))
    const carried = Map.groupBy(
      standing.filter(({ acceptedAt }) => acceptedAt !== null),
      ({ holderId }) => holderId,
    )
    const apartOf = (id: string) => {
      const told = apart.get(id)
      return told ? { ...told, since: told.since?.toISOString() ?? null } : null
    }
    const spells = Map.groupBy(stays, ({ memberId }) => memberId)
    return {
      ...{ total, page, perPage: assemblyLimits.sheetPage, whole },
      people: electors.map(({ id, firstName }) => {
        const proxy = given.get(id)
        return {
          ...{ id, firstName, apart: apartOf(id), here: present.get(id) ?? null },
          stays: (spells.get(id) ?? []).map(({ how, cameAt, leftAt, byDesk }) => ({
            ...{ how, byDesk, cameAt: cameAt.toISOString() },
            leftAt: leftAt?.toISOString() ?? null,
          })),
          holder: proxy ? { firstName: proxy.holder, apart: apartOf(proxy.holderId ?? ''), accepted: proxy.acceptedAt !== null } : null,
          carries: (carried.get(id) ?? []).map(({ giver, giverId }) => ({ firstName: giver, apart: apartOf(giverId) })),
        }
      }),
    }
  })

  open(app, doors.signIn, ({ params, body, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, _who, now) => {
      await change(trx, assembly, { memberId: me.memberId, by: me.memberId, here: body.here }, now)
      if (body.here === 'room') refuseIf(isShownCode(assembly.roomToken, body.room) ? null : 'not-in-the-room')
    }),
  )

  open(app, doors.tick, ({ params, body, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who, now) => {
      refuseUnlessRuns(who)
      await change(trx, assembly, { memberId: params.member, by: me.memberId, here: body.here }, now)
      const detail = { assembly: assembly.id, member: params.member, here: body.here }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: assembly.bodyId, what: 'attendance-ticked', detail })
    }),
  )

  open(app, doors.nameOfficers, ({ params, body: { chair, secretary }, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who) => {
      refuseUnlessRuns(who)
      const named = [chair, secretary]
      const onTheRoll = new Set<string>()
      for (const id of named) if (await isElector(trx, assembly.electorateId, id)) onTheRoll.add(id)
      refuseIf(refuseOfficers(assembly.stage, chair, secretary, onTheRoll))
      await trx.updateTable('assembly').set({ chairId: chair, secretaryId: secretary }).where('id', '=', assembly.id).execute()
      const detail = { assembly: assembly.id, chair, secretary }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: assembly.bodyId, what: 'officers-named', detail })
    }),
  )

  const linkFor = async (id: string, memberId: string) => {
    const { assembly, who } = await visibleAssembly(db, id, memberId)
    refuseUnlessRuns(who)
    refuseIf(assembly.roomToken ? null : 'not-convened')
    return `${config.origin}/assemblees/${id}/emarger?salle=${assembly.roomToken}`
  }
  open(app, doors.getRoom, async ({ params, me }) => ({ link: await linkFor(params.id, me.memberId) }))
  open(app, doors.getRoomCode, async ({ params, me }) => renderSVG(await linkFor(params.id, me.memberId), { border: 2 }))
}

type Change = { memberId: string; by: string; here: 'room' | 'remote' | 'out' }

async function change(trx: Db, assembly: FoundAssembly, { memberId, by, here }: Change, now: Date) {
  const [onTheRoll, stays] = await Promise.all([isElector(trx, assembly.electorateId, memberId), staysAt(trx, assembly.id, [memberId])])
  const facts = { onTheRoll, here: presentAt(stays, now).get(memberId) ?? null, remote: assembly.rules.remote }
  refuseIf(refusePresence(assembly, here, facts, now))
  const seat = { assemblyId: assembly.id, electorateId: assembly.electorateId!, memberId, by, now }
  await (here === 'out' ? goOut(trx, seat) : comeIn(trx, { ...seat, how: here }))
}

function isShownCode(shown: string | null, given = '') {
  const [a, b] = [Buffer.from(shown ?? ''), Buffer.from(given)]
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}
