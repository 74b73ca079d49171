import type { Db } from '#db/connect.ts'
import { theMovement } from '#server/bodies/queries.ts'
import { hashToken, newToken } from '#server/ids.ts'

/** A new one-time link at each start, as long as there is no movement; null once there is one. Only its hash is kept. */
export async function prepareSetupLink(db: Db, origin: string): Promise<string | null> {
  if (await theMovement(db)) return null
  const token = newToken()
  const tokenHash = hashToken(token)
  await db
    .insertInto('setup')
    .values({ tokenHash })
    .onConflict((conflict) => conflict.column('onlyOne').doUpdateSet({ tokenHash, createdAt: new Date() }))
    .execute()
  return `${origin}/installation/${token}`
}
