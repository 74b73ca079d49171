import type { FastifyInstance } from 'fastify'
import { clausesToRead } from '#domain/assembly-clauses.ts'
import { refuseRules } from '#domain/assembly-rules.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, lockBody, standingIn } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { NotFound, orNotFound, refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import type { Db } from '#db/connect.ts'
import { assemblyDoors as doors } from './doors.ts'
import { rulesOf } from './queries.ts'

/** A body for one of its members, with their standing in it. */
export async function ownBody(db: Db, slug: string, memberId: string) {
  const body = orNotFound(await bodyBySlug(db, slug))
  const standing = await standingIn(db, body.id, memberId)
  if (!standing) throw new NotFound()
  return { body, coordinates: standing === 'coordinator' }
}

/** The doors of the rules that the assemblies of a body obey. */
export function rules(app: FastifyInstance, { db }: Tools) {
  open(app, doors.getAssemblyRules, async ({ params, me }) => {
    const { body, coordinates } = await ownBody(db, params.slug, me.memberId)
    const [inForce, versions] = await Promise.all([rulesOf(db, body.id), versionsOf(db, body.id)])
    return {
      ...inForce,
      clauses: { ordinary: clausesToRead(inForce.rules, 'ordinary'), extraordinary: clausesToRead(inForce.rules, 'extraordinary') },
      versions: versions.map(({ adoptedAt, ...version }) => ({ ...version, adoptedAt: adoptedAt.toISOString() })),
      may: { adopt: coordinates },
    }
  })

  open(app, doors.adoptAssemblyRules, ({ params, body: form, me, now }) =>
    db.transaction().execute(async (trx) => {
      const { body, coordinates } = await ownBody(trx, params.slug, me.memberId)
      refuseIf(coordinates ? null : 'not-a-coordinator')
      await lockBody(trx, body.id)
      const before = await rulesOf(trx, body.id)
      const ownWords = form.ownWords.trim()
      refuseIf(refuseRules(form.rules, ownWords, before.version > 0 ? before : null))
      const version = before.version + 1
      await trx
        .insertInto('assemblyRules')
        .values({ bodyId: body.id, version, rules: form.rules, ownWords, adoptedBy: me.memberId, adoptedAt: now })
        .execute()
      await writeInJournal(trx, { actorId: me.memberId, bodyId: body.id, what: 'assembly-rules-adopted', detail: { version } })
      return { version }
    }),
  )
}

const versionsOf = (db: Db, bodyId: string) =>
  db
    .selectFrom('assemblyRules')
    .innerJoin('member', 'member.id', 'adoptedBy')
    .select(['version', 'adoptedAt', 'member.firstName as adoptedBy'])
    .where('bodyId', '=', bodyId)
    .orderBy('version', 'desc')
    .limit(50)
    .execute()
