import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { DeedName } from '#domain/journal.ts'
import { refuseCertification, refuseRemarks, refuseSignature } from '#domain/minutes.ts'
import type { Tools } from '#server/app.ts'
import { lockBody } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { fingerprinted } from '#server/ratification/queries.ts'
import { wasHeld } from '#domain/assembly.ts'
import { holdingDoors as doors } from './holding-doors.ts'
import { drawUp, isCounted } from './minutes.ts'
import { certificatesOf, type FoundAssembly, minutesRow } from './queries.ts'
import { changeAlone, visibleAssembly } from './visible.ts'
import { yearOf } from './year.ts'

/** The doors of what is written of an assembly: the sheet certified, the minutes read over and signed. */
export function minuting(app: FastifyInstance, { db }: Tools) {
  open(app, doors.certifyAttendance, ({ params, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, { role }, now) => {
      const already = (await certificatesOf(trx, assembly.id)).some(({ memberId }) => memberId === me.memberId)
      refuseIf(refuseCertification(assembly.stage, role !== null, already))
      await trx.insertInto('attendanceCertificate').values({ assemblyId: assembly.id, memberId: me.memberId, at: now }).execute()
      await writeInJournal(trx, deed(assembly, me.memberId, 'attendance-certified'))
    }),
  )

  open(app, doors.getMinutes, async ({ params, me }) => {
    const { assembly, who } = await visibleAssembly(db, params.id, me.memberId)
    refuseIf(wasHeld(assembly.stage) ? null : 'not-over')
    const row = await minutesRow(db, assembly.id)
    const remarks = row?.remarks ?? ''
    const isSigned = row?.secretarySignedAt != null
    const content = row?.content ?? fingerprinted(await drawUp(db, assembly, { number: 0, remarks })).content
    return {
      ...{ content, remarks, fingerprint: row?.fingerprint?.toString('hex') ?? null },
      secretarySignedAt: row?.secretarySignedAt?.toISOString() ?? null,
      chairSignedAt: row?.chairSignedAt?.toISOString() ?? null,
      may: {
        remark: who.role === 'secretary' && !isSigned,
        sign: who.role === 'secretary' ? !isSigned : who.role === 'chair' && row?.chairSignedAt == null,
      },
    }
  })

  open(app, doors.writeRemarks, ({ params, body, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, { role }) => {
      const row = await minutesRow(trx, assembly.id)
      const remarks = body.remarks.trim()
      refuseIf(refuseRemarks(assembly.stage, role === 'secretary', row?.secretarySignedAt != null, remarks))
      await keep(trx, assembly, { remarks })
    }),
  )

  open(app, doors.signMinutes, ({ params, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, { role }, now) => {
      const row = await minutesRow(trx, assembly.id)
      const officers = [assembly.chairId, assembly.secretaryId]
      const certificates = (await certificatesOf(trx, assembly.id)).filter(({ memberId }) => officers.includes(memberId))
      const signed = { secretary: row?.secretarySignedAt != null, chair: row?.chairSignedAt != null }
      const facts = { certified: certificates.length === 2, counted: await isCounted(trx, assembly.id) }
      refuseIf(refuseSignature(assembly.stage, role, signed, facts))
      if (role === 'chair') await keep(trx, assembly, { chairSignedAt: now })
      else {
        const number = await nextNumber(trx, assembly)
        const minutes = await drawUp(trx, assembly, { number, remarks: row?.remarks ?? '' })
        await keep(trx, assembly, { ...fingerprinted(minutes), year: minutes.year, number, secretarySignedAt: now })
      }
      await writeInJournal(trx, deed(assembly, me.memberId, 'minutes-signed'))
    }),
  )
}

const deed = ({ id, bodyId }: FoundAssembly, actorId: string, what: DeedName) => ({ actorId, bodyId, what, detail: { assembly: id } })

type Kept = { remarks?: string; chairSignedAt?: Date; content?: string; fingerprint?: Buffer; year?: number; number?: number; secretarySignedAt?: Date } // prettier-ignore

async function keep(trx: Db, { id, bodyId }: FoundAssembly, change: Kept) {
  const { numUpdatedRows } = await trx.updateTable('minutes').set(change).where('assemblyId', '=', id).executeTakeFirst()
  if (numUpdatedRows === 0n) await trx.insertInto('minutes').values({ assemblyId: id, bodyId, ...change }).execute() // prettier-ignore
}

/** Minutes of a body are numbered by year; two that are signed at once wait for one another. */
async function nextNumber(trx: Db, { bodyId, startsAt }: FoundAssembly) {
  await lockBody(trx, bodyId)
  const { last } = await trx
    .selectFrom('minutes')
    .select(sql<number | null>`max(number)`.as('last'))
    .where('bodyId', '=', bodyId)
    .where('year', '=', yearOf(startsAt))
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}
