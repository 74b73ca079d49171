import { maySeeElectorate } from '#domain/electorate.ts'
import { rightsIn } from '#domain/membership.ts'
import type { Db } from '#db/connect.ts'
import { standingIn } from '#server/bodies/queries.ts'
import { NotFound, orNotFound, Refused } from '#server/errors.ts'
import { findElectorate } from './queries.ts'

export const coordinates = async (db: Db, bodyId: string, memberId: string | null) =>
  memberId !== null && rightsIn(await standingIn(db, bodyId, memberId)).openPolls

/** A roll for who may see it, and whether they coordinate its body; otherwise there is none. */
export async function visibleElectorate(db: Db, id: string, memberId: string | null, now: Date) {
  const electorate = orNotFound(await findElectorate(db, id))
  const mayManage = await coordinates(db, electorate.bodyId, memberId)
  if (!maySeeElectorate(electorate, mayManage, now)) throw new NotFound()
  return { ...electorate, mayManage }
}

/** A roll for the coordination of its body; who only sees it is refused. */
export async function managedElectorate(db: Db, id: string, memberId: string, now: Date) {
  const electorate = await visibleElectorate(db, id, memberId, now)
  if (!electorate.mayManage) throw new Refused('not-a-coordinator')
  return electorate
}
