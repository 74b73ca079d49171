import type { FastifyInstance } from 'fastify'
import type { Db } from '#db/connect.ts'
import { presentAt } from '#domain/quorum.ts'
import { refuseAnswer, refuseProxy, refuseRevocation } from '#domain/proxy.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { assemblyDoors as doors } from './doors.ts'
import { findProxy, isElector, proxiesOf, staysAt } from './queries.ts'
import { changeAlone } from './visible.ts'

/** The doors of proxies: give one, take one, take one's own back. */
export function proxies(app: FastifyInstance, { db }: Tools) {
  open(app, doors.giveProxy, ({ params, body: { holder }, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who, now) => {
      const carried = (memberId: string) => carriedBy(trx, assembly.id, memberId)
      const giving = {
        giverIsElector: who.onTheRoll,
        ...(await carried(me.memberId)),
        isHere: presentAt(await staysAt(trx, assembly.id, [me.memberId]), now).has(me.memberId),
        holder: holder === null ? null : { isSelf: holder === me.memberId, isElector: await isElector(trx, assembly.electorateId, holder), ...(await carried(holder)) }, // prettier-ignore
        cap: assembly.rule.proxies,
      }
      refuseIf(refuseProxy(assembly.stage, giving))
      const id = newId()
      const facts = { assemblyId: assembly.id, electorateId: assembly.electorateId!, giverId: me.memberId, givenAt: now }
      await trx
        .insertInto('proxy')
        .values({ id, ...facts, holderId: holder, blank: holder === null })
        .execute()
      return { id }
    }),
  )

  open(app, doors.answerProxy, async ({ params, body: { accepts }, me }) => {
    await changeProxy(params.id, me.memberId, async (trx, proxy, assembly, now) => {
      const carried = await carriedBy(trx, assembly.id, me.memberId)
      refuseIf(refuseAnswer(assembly.stage, proxy, me.memberId, accepts, { ...carried, cap: assembly.rule.proxies }))
      return accepts ? { acceptedAt: now } : { endedAt: now, endReason: 'declined' as const }
    })
  })

  open(app, doors.revokeProxy, async ({ params, me }) => {
    await changeProxy(params.id, me.memberId, async (_, proxy, assembly, now) => {
      refuseIf(refuseRevocation(assembly.stage, proxy, me.memberId))
      return { endedAt: now, endReason: 'revoked' as const }
    })
  })

  type Found = NonNullable<Awaited<ReturnType<typeof findProxy>>>
  type Change = { acceptedAt: Date } | { endedAt: Date; endReason: 'declined' | 'revoked' }
  type Assembly = Parameters<Parameters<typeof changeAlone>[3]>[1]

  async function changeProxy(
    id: string,
    memberId: string,
    change: (trx: Db, proxy: Found, assembly: Assembly, now: Date) => Promise<Change>,
  ) {
    const { assemblyId } = orNotFound(await findProxy(db, id))
    await changeAlone(db, assemblyId, memberId, async (trx, assembly, _who, now) => {
      const made = await change(trx, orNotFound(await findProxy(trx, id)), assembly, now)
      await trx.updateTable('proxy').set(made).where('id', '=', id).execute()
    })
  }
}

/** How many proxies someone has accepted that still stand, and whether they gave their own. */
async function carriedBy(db: Db, assemblyId: string, memberId: string) {
  const standing = (await proxiesOf(db, assemblyId, [memberId])).filter(({ endedAt }) => endedAt === null)
  return {
    holds: standing.filter(({ holderId, acceptedAt }) => holderId === memberId && acceptedAt !== null).length,
    hasGiven: standing.some(({ giverId }) => giverId === memberId),
  }
}
