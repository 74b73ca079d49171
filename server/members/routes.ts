import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { maskEmail } from '#domain/email.ts'
import { refuseAttempt, signInState } from '#domain/sign-in.ts'
import type { Tools } from '#server/app.ts'
import { bodiesOf, leaveEverything } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { NotFound, orNotFound, refuseIf } from '#server/errors.ts'
import { openPollsOf } from '#server/polls/queries.ts'
import { memberDoors as doors } from './doors.ts'
import { myData } from './my-data.ts'
import * as queries from './queries.ts'
import { startSession, takeCookie } from '#server/session.ts'
import { askToSignIn, checkCode, type Entered, readEmail, readFirstName, signInById, signInByLink, useSignIn } from '#server/sign-in.ts'

const minute = 60_000

export function members(app: FastifyInstance, { db, mail, config }: Tools) {
  const enter = async ({ memberId, slug }: Entered, request: FastifyRequest, reply: FastifyReply) => {
    await startSession(db, config, request, reply, memberId)
    return { next: slug ? { kind: 'body' as const, slug } : { kind: 'home' as const } }
  }

  open(app, doors.askToSignIn, async ({ body, now }) => ({
    id: await askToSignIn({ db, mail, origin: config.origin, now }, { email: readEmail(body.email), language: body.language ?? 'fr' }),
  }))

  open(app, doors.readSignIn, async ({ params, now }) => {
    const signIn = orNotFound(await signInById(db, params.id))
    return { maskedEmail: maskEmail(signIn.email), state: signInState(signIn, now) }
  })

  open(app, doors.enterWithCode, async ({ params, body, now, request, reply }) =>
    enter(await useSignIn(db, await checkCode(db, params.id, body.code, now), now), request, reply),
  )

  open(app, doors.readSignInLink, async ({ params, now }) => {
    const signIn = orNotFound(await signInByLink(db, params.token))
    const member = await queries.memberByEmail(db, signIn.email)
    return {
      signInId: signIn.id,
      maskedEmail: maskEmail(signIn.email),
      firstName: member?.firstName ?? signIn.firstName,
      state: signInState(signIn, now),
    }
  })

  open(app, doors.enterWithLink, async ({ params, now, request, reply }) => {
    const signIn = orNotFound(await signInByLink(db, params.token))
    refuseIf(refuseAttempt({ ...signIn, attempts: 0 }, now))
    return enter(await useSignIn(db, signIn, now), request, reply)
  })

  open(app, doors.readMe, async ({ me, now }) => {
    const { id, firstName, email, language } = orNotFound(await queries.memberById(db, me.memberId))
    const [bodies, polls, outbox] = await Promise.all([bodiesOf(db, id), openPollsOf(db, id, now), readsOutbox(me.memberId)])
    const todo = polls.map(({ closesAt, ...poll }) => ({ kind: 'poll' as const, ...poll, closesAt: closesAt.toISOString() }))
    return { member: { id, firstName, email: email!, language }, bodies, outbox, todo }
  })

  open(app, doors.changeMe, async ({ me, body }) => {
    const firstName = body.firstName === undefined ? undefined : readFirstName(body.firstName)
    await queries.changeMember(db, me.memberId, { firstName, language: body.language })
  })

  open(app, doors.takeMyData, ({ me }) => myData(db, me.memberId))

  open(app, doors.eraseMe, async ({ me, now, reply }) => {
    await db.transaction().execute(async (trx) => {
      await leaveEverything(trx, me.memberId, now)
      await queries.eraseMember(trx, me.memberId, now)
    })
    takeCookie(reply, config)
  })

  open(app, doors.listSessions, async ({ me, now }) => {
    const sessions = await queries.sessionsOf(db, me.memberId, now)
    return sessions.map(({ id, device, createdAt, lastSeenAt }) => ({
      id,
      device,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      current: id === me.sessionId,
    }))
  })

  open(app, doors.endSession, async ({ me, params }) => {
    if (!(await queries.endSession(db, me.memberId, params.id))) throw new NotFound()
  })

  open(app, doors.signOut, async ({ me, reply }) => {
    await queries.endSession(db, me.memberId, me.sessionId)
    takeCookie(reply, config)
  })

  open(app, doors.signOutEverywhere, async ({ me, reply }) => {
    await queries.endAllSessions(db, me.memberId)
    takeCookie(reply, config)
  })

  const readsOutbox = async (memberId: string) => mail.kind === 'outbox' && (await queries.firstCoordinator(db))?.memberId === memberId

  open(app, doors.readOutbox, async ({ me }) => {
    if (!(await readsOutbox(me.memberId))) throw new NotFound()
    return mail
      .outbox()
      .map(({ to, subject, text, at }) => ({ to, subject, text, at: at.toISOString() }))
      .reverse()
  })

  const sweeping = setInterval(() => void queries.sweepAccounts(db, new Date()).catch(() => {}), minute).unref()
  app.addHook('onClose', async () => clearInterval(sweeping))
}
