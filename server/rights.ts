import type { Db } from '#db/connect.ts'
import { rightsIn } from '#domain/membership.ts'
import { headsOf, standingIn } from '#server/bodies/queries.ts'

/** Someone's standing in a body and what it lets them do there; a body without coordination is helped by the one above. */
export async function rightsOf(db: Db, body: { id: string; parentId: string | null }, memberId: string) {
  const standing = await standingIn(db, body.id, memberId)
  if (standing === 'coordinator' || !body.parentId) return { standing, may: rightsIn(standing) }
  const above = await standingIn(db, body.parentId, memberId)
  const orphan = above === 'coordinator' && (await headsOf(db, body.id)).coordinators === 0
  return { standing, may: rightsIn(standing, orphan) }
}
