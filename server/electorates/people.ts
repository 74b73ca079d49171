import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { oneLine, refuseAddition, refuseRemoval, soughtAs } from '#domain/electorate.ts'
import { rollLimits as limits } from '#domain/limits.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { Malformed, orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { readEmail } from '#server/sign-in.ts'
import { electorateDoors as doors } from './doors.ts'
import { managedElectorate } from './managing.ts'
import * as queries from './queries.ts'

/** The doors to the people of a roll, for its coordination: seen page by page, found, added and removed one by one. */
export function people(app: FastifyInstance, { db }: Tools) {
  open(app, doors.listElectors, async ({ params, query: { page = 1, start = '' }, me, now }) => {
    const { id, electors: total } = await managedElectorate(db, params.id, me.memberId, now)
    if (start.trim() === '') return { electors: await queries.electorsOf(db, id, page, total), total, page, more: false }
    return { ...(await queries.electorsStarting(db, id, start)), total, page: 1 }
  })

  open(app, doors.addElector, async ({ params, body, me, now }) => {
    const { id, bodyId } = await managedElectorate(db, params.id, me.memberId, now)
    const [email, name, unit, reason] = [readEmail(body.email), shortLine('name', body.name), shortLine('unit', body.unit), oneLine(body.reason ?? '')] // prettier-ignore
    const { weight = 1 } = body
    await db.transaction().execute(async (trx) => {
      const electorate = await queries.lockElectorate(trx, id)
      refuseIf(electorate.electors < limits.lines ? null : 'too-many')
      const known = await trx.selectFrom('member').select('id').where('email', '=', email).executeTakeFirst()
      const already = known !== undefined && (await queries.electorIn(trx, id, known.id)) !== undefined
      refuseIf(refuseAddition(electorate, already, reason))
      if (weight > 1 && (await queries.awaitsSecret(trx, id))) throw new Refused('weights-in-secret')
      const memberId = await queries.memberOfAddress(trx, email)
      const added = electorate.frozenAt ? { addedAt: sql<Date>`clock_timestamp()`, addedBy: me.memberId, reason } : {}
      const mark = sql<Buffer>`elector_mark(${electorate.key}, ${email}, ${weight}::int)`
      await trx
        .insertInto('elector')
        .values({ electorateId: id, memberId, name, sought: soughtAs(name), unit, weight, mark, ...added })
        .execute()
      await queries.changeNumbers(trx, id, 1, weight)
      const detail = { electorate: id, memberId, ...(electorate.frozenAt && { reason }) }
      await writeInJournal(trx, { actorId: me.memberId, bodyId, what: 'elector-added', detail })
    })
  })

  open(app, doors.removeElector, async ({ params, me, now }) => {
    const { id, bodyId } = await managedElectorate(db, params.id, me.memberId, now)
    await db.transaction().execute(async (trx) => {
      refuseIf(refuseRemoval(await queries.lockElectorate(trx, id)))
      const { memberId, weight } = orNotFound(await queries.electorIn(trx, id, params.memberId))
      await trx.deleteFrom('elector').where('electorateId', '=', id).where('memberId', '=', memberId).execute()
      await queries.changeNumbers(trx, id, -1, -weight)
      await writeInJournal(trx, { actorId: me.memberId, bodyId, what: 'elector-removed', detail: { electorate: id, memberId } })
    })
  })
}

function shortLine(field: 'name' | 'unit', text = ''): string {
  const line = oneLine(text)
  if (line.length > (field === 'name' ? limits.nameCharacters : limits.unitCharacters)) throw new Malformed(field, 'maxLength')
  return line
}
