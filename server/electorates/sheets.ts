import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { oneLine, refuseAddition, soughtAs } from '#domain/electorate.ts'
import { rollLimits as limits } from '#domain/limits.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { Malformed, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { codeOf } from '#server/ticket.ts'
import { electorateDoors as doors } from './doors.ts'
import { managedElectorate } from './managing.ts'
import { changeNumbers, lockElectorate, nextSheet, sheetsOf } from './queries.ts'

/** People of a roll who have no address: each votes by the number and the code of a printed sheet, in the same roll and the same count. */
export function sheets(app: FastifyInstance, { db, config, sealing }: Tools) {
  open(app, doors.listSheets, async ({ params, me, now }) => {
    const { id, bodyId, frozenAt } = await managedElectorate(db, params.id, me.memberId, now)
    const key = await sealing.keys.linkKey()
    const people = await sheetsOf(db, id)
    // Codes vote: whoever looks at them is written down.
    if (frozenAt && people.length > 0)
      await writeInJournal(db, { actorId: me.memberId, bodyId, what: 'sheets-seen', detail: { electorate: id, sheets: people.length } })
    return {
      address: `${config.origin}/v`,
      sheets: people.map(({ memberId, sheet, name }) => ({
        memberId,
        sheet: sheet!,
        name,
        code: frozenAt && codeOf(key, { electorateId: id, memberId }),
      })),
    }
  })

  open(app, doors.addSheet, async ({ params, body, me, now }) => {
    const { id, bodyId } = await managedElectorate(db, params.id, me.memberId, now)
    const [name, reason] = [oneLine(body.name), oneLine(body.reason ?? '')]
    if (name === '' || name.length > limits.nameCharacters) throw new Malformed('name', 'format')
    return db.transaction().execute(async (trx) => {
      const electorate = await lockElectorate(trx, id)
      refuseIf(refuseAddition(electorate, false, reason))
      const sheet = await nextSheet(trx, id)
      refuseIf(sheet > limits.sheets ? 'too-many' : null)
      const memberId = newId()
      await trx.insertInto('member').values({ id: memberId, firstName: '', email: null, language: 'fr' }).execute()
      const added = electorate.frozenAt ? { addedAt: sql<Date>`clock_timestamp()`, addedBy: me.memberId, reason } : {}
      const mark = sql<Buffer>`elector_mark(${electorate.key}, ${`sheet:${sheet}`}, 1)`
      await trx
        .insertInto('elector')
        .values({ electorateId: id, memberId, name, sought: soughtAs(name), mark, sheet, ...added })
        .execute()
      await changeNumbers(trx, id, 1, 1)
      const detail = { electorate: id, memberId, sheet, ...(electorate.frozenAt && { reason }) }
      await writeInJournal(trx, { actorId: me.memberId, bodyId, what: 'elector-added', detail })
      return { sheet }
    })
  })
}
