import type { FastifyInstance } from 'fastify'
import { renderSVG } from 'uqr'
import { memberLimits as limits } from '#domain/body.ts'
import { invitationState } from '#domain/invitation.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, joinBody, lockBody, theMovement } from '#server/bodies/queries.ts'
import { rightsOf } from '#server/rights.ts'
import { open } from '#server/door.ts'
import { NotFound, orNotFound, Refused } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { askToSignIn, readEmail, readFirstName } from '#server/sign-in.ts'
import { invitationDoors as doors } from './doors.ts'
import * as queries from './queries.ts'

export function invitations(app: FastifyInstance, { db, mail, config }: Tools) {
  const show = ({ token, expiresAt, createdBy }: { token: string; expiresAt: Date; createdBy: string }) => ({
    token,
    url: `${config.origin}/i/${token}`,
    expiresAt: expiresAt.toISOString(),
    createdBy,
  })

  open(app, doors.readInvitation, async ({ params, me, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    if (!(await rightsOf(db, body, me.memberId)).may.shareInvitation) throw new NotFound()
    const invitation = await queries.currentInvitation(db, body.id, now)
    return invitation ? show(invitation) : { token: null }
  })

  open(app, doors.renewInvitation, ({ params, me, now }) =>
    db.transaction().execute(async (trx) => {
      const body = await bodyIInviteTo(trx, params.slug, me.memberId)
      await queries.revokeInvitation(trx, body.id, now)
      const invitation = {
        token: newId().slice(0, 12),
        createdBy: me.memberId,
        expiresAt: new Date(now.getTime() + limits.invitationDays * 86_400_000),
      }
      await queries.insertInvitation(trx, { id: newId(), bodyId: body.id, ...invitation })
      await writeInJournal(trx, { actorId: me.memberId, bodyId: body.id, what: 'invitation-made' })
      return show({ ...invitation, createdBy: me.firstName })
    }),
  )

  open(app, doors.revokeInvitation, ({ params, me, now }) =>
    db.transaction().execute(async (trx) => {
      const body = await bodyIInviteTo(trx, params.slug, me.memberId)
      if (await queries.revokeInvitation(trx, body.id, now))
        await writeInJournal(trx, { actorId: me.memberId, bodyId: body.id, what: 'invitation-revoked' })
    }),
  )

  open(app, doors.openInvitation, async ({ params, now }) => {
    const { slug, name, kind, parentName, ...invitation } = orNotFound(await queries.invitationByToken(db, params.token))
    const [movement, body] = await Promise.all([theMovement(db), bodyBySlug(db, slug)])
    return {
      state: invitationState(invitation, now),
      movement: movement!.name,
      members: body!.members,
      body: { slug, name, kind, parentName },
    }
  })

  open(app, doors.join, async ({ params, body, now }) => {
    const invitation = await validInvitation(db, params.token, now)
    const joining = { firstName: readFirstName(body.firstName), invitationId: invitation.id, bodyName: invitation.name }
    const email = readEmail(body.email)
    return { signInId: await askToSignIn({ db, mail, origin: config.origin, now }, { email, language: body.language ?? 'fr', joining }) }
  })

  open(app, doors.accept, ({ params, me, now }) =>
    db.transaction().execute(async (trx) => {
      const invitation = await validInvitation(trx, params.token, now)
      await joinBody(trx, invitation.bodyId, me.memberId, now)
      return { slug: invitation.slug }
    }),
  )

  open(app, doors.drawInvitation, async ({ params }) => {
    orNotFound(await queries.invitationByToken(db, params.token))
    return renderSVG(`${config.origin}/i/${params.token}`, { border: 2, ecc: 'M' })
  })
}

async function validInvitation(db: Db, token: string, now: Date) {
  const invitation = orNotFound(await queries.invitationByToken(db, token))
  const state = invitationState(invitation, now)
  if (state !== 'valid') throw new Refused(state)
  return invitation
}

/** Locked, so that two coordinators who renew at once leave one invitation. */
async function bodyIInviteTo(trx: Db, slug: string, memberId: string) {
  const body = orNotFound(await bodyBySlug(trx, slug))
  await lockBody(trx, body.id)
  const { standing, may } = await rightsOf(trx, body, memberId)
  if (!standing && !may.invite) throw new NotFound()
  if (!may.invite) throw new Refused('not-a-coordinator')
  return body
}
