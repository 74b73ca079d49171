import { consultationPhase } from '#domain/consultation.ts'
import { rightsIn } from '#domain/membership.ts'
import type { Db } from '#db/connect.ts'
import { standingIn } from '#server/bodies/queries.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { choicesOf, findConsultation, type FoundConsultation, groupsAsked, lockConsultation } from './queries.ts'

/** Who may open polls in a body sends its consultations, and answers those that it is sent. */
export async function refuseUnlessRunning(db: Db, bodyId: string, memberId: string) {
  refuseIf(rightsIn(await standingIn(db, bodyId, memberId)).openPolls ? null : 'not-a-coordinator')
}

export const phaseOf = (asked: FoundConsultation, now: Date) => consultationPhase(asked, asked.unanswered === 0, now)

/** Runs `change` alone with a consultation, which it is handed as it is once nobody else changes it. */
export function aloneWith<T>(db: Db, id: string, now: Date, change: (trx: Db, asked: Asked) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await lockConsultation(trx, id)
    const asked = orNotFound(await findConsultation(trx, id, now))
    return change(trx, { ...asked, phase: phaseOf(asked, now), choices: await choicesOf(trx, id) })
  })
}
export type Asked = FoundConsultation & { phase: ReturnType<typeof phaseOf>; choices: Awaited<ReturnType<typeof choicesOf>> }

/** A group of a consultation that this person coordinates; asked of the right before any lock is taken. */
export async function groupRunBy(db: Db, id: string, slug: string, memberId: string) {
  const group = orNotFound((await groupsAsked(db, id)).find((one) => one.slug === slug))
  await refuseUnlessRunning(db, group.id, memberId)
  return group
}
