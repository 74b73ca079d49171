import type { Db } from '#db/connect.ts'
import { standingIn } from '#server/bodies/queries.ts'
import { orNotFound, NotFound, refuseIf } from '#server/errors.ts'
import { findAssembly, type FoundAssembly, isElector, lockAssembly } from './queries.ts'

/** Someone before an assembly. runs: its coordination, and its officers once they are named. */
export async function whoIs(db: Db, assembly: FoundAssembly, memberId: string) {
  const [standing, onTheRoll] = await Promise.all([
    standingIn(db, assembly.bodyId, memberId),
    isElector(db, assembly.electorateId, memberId),
  ])
  const role = memberId === assembly.chairId ? ('chair' as const) : memberId === assembly.secretaryId ? ('secretary' as const) : null
  const coordinates = standing === 'coordinator'
  return { memberId, standing, onTheRoll, role, coordinates, runs: coordinates || role !== null }
}

export type Who = Awaited<ReturnType<typeof whoIs>>

/** An assembly for someone who may see it: a member of its body or on its roll; while it is prepared its coordination only. */
export async function visibleAssembly(db: Db, id: string, memberId: string) {
  const assembly = orNotFound(await findAssembly(db, id))
  const who = await whoIs(db, assembly, memberId)
  const sees = assembly.stage === 'draft' ? who.coordinates : who.standing !== null || who.onTheRoll
  if (!sees) throw new NotFound()
  return { assembly, who }
}

/** Changes an assembly alone with it; what one may not see is asked for before the wait. `now`: the instant after it, which judges. */
export async function changeAlone<T>(
  db: Db,
  id: string,
  memberId: string,
  change: (trx: Db, assembly: FoundAssembly, who: Who, now: Date) => Promise<T>,
) {
  await visibleAssembly(db, id, memberId)
  return db.transaction().execute(async (trx) => {
    await lockAssembly(trx, id)
    const { assembly, who } = await visibleAssembly(trx, id, memberId)
    return change(trx, assembly, who, new Date())
  })
}

export const refuseUnlessRuns = ({ runs }: Who) => refuseIf(runs ? null : 'not-an-officer')
export const refuseUnlessCoordinates = ({ coordinates }: Who) => refuseIf(coordinates ? null : 'not-a-coordinator')
