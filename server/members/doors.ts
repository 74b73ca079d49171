import { Type } from 'typebox'
import { door } from '#server/door.ts'
import { email, firstName, instant, kind, language, standing } from '#server/shapes.ts'

// The doors of signing in and of one's own account.

const id = Type.String({ pattern: '^[0-9a-z]{1,32}$' })
const signInState = Type.Union([Type.Literal('pending'), Type.Literal('used'), Type.Literal('expired')])
const next = Type.Object({
  next: Type.Union([Type.Object({ kind: Type.Literal('home') }), Type.Object({ kind: Type.Literal('body'), slug: Type.String() })]),
})
const codeRefusals = ['wrong-code', 'expired', 'used', 'too-many-attempts', 'revoked'] as const
const token = Type.Object({ token: Type.String({ minLength: 20, maxLength: 64 }) })
const todo = Type.Object({
  kind: Type.Literal('poll'),
  pollId: Type.String(),
  question: Type.String(),
  level: Type.Union([Type.Literal('open'), Type.Literal('secret'), Type.Literal('sealed'), Type.Literal('imported')]),
  closesAt: instant,
  /** A resolution of an assembly: its chair closes the vote, long before that instant. */
  ofAssembly: Type.Boolean(),
  bodyName: Type.String(),
  voted: Type.Boolean(),
})

export const memberDoors = {
  askToSignIn: door({
    method: 'POST',
    url: '/api/sign-ins',
    summary: 'Asks for an e-mail with a link and a code; the answer is the same whether the address is known or not',
    who: 'anyone',
    limit: { max: 120, minutes: 10 },
    body: Type.Object({ email, language: Type.Optional(language) }, { additionalProperties: false }),
    reply: Type.Object({ id: Type.String() }),
  }),
  readSignIn: door({
    method: 'GET',
    url: '/api/sign-ins/:id',
    summary: 'Where a sign-in stands; consumes nothing',
    who: 'anyone',
    params: Type.Object({ id }),
    reply: Type.Object({ maskedEmail: Type.String(), state: signInState }),
  }),
  enterWithCode: door({
    method: 'POST',
    url: '/api/sign-ins/:id/code',
    summary: 'Signs in with the code of the e-mail',
    who: 'anyone',
    limit: { max: 600, minutes: 10 },
    params: Type.Object({ id }),
    body: Type.Object({ code: Type.String({ pattern: '^[0-9]{6}$' }) }, { additionalProperties: false }),
    reply: next,
    refusals: codeRefusals,
  }),
  readSignInLink: door({
    method: 'GET',
    url: '/api/sign-in-links/:token',
    summary: 'Whom a mailed link would sign in; consumes nothing',
    who: 'anyone',
    params: token,
    reply: Type.Object({
      signInId: Type.String(),
      maskedEmail: Type.String(),
      firstName: Type.Union([Type.String(), Type.Null()]),
      state: signInState,
    }),
  }),
  enterWithLink: door({
    method: 'POST',
    url: '/api/sign-in-links/:token',
    summary: 'Signs in with the link of the e-mail',
    who: 'anyone',
    limit: { max: 600, minutes: 10 },
    params: token,
    reply: next,
    refusals: codeRefusals,
  }),
  readMe: door({
    method: 'GET',
    url: '/api/me',
    summary: 'Who is signed in, in which bodies, and what waits for them',
    who: 'member',
    reply: Type.Object({
      member: Type.Object({ id: Type.String(), firstName: Type.String(), email: Type.String(), language }),
      bodies: Type.Array(
        Type.Object({
          slug: Type.String(),
          name: Type.String(),
          kind,
          parentSlug: Type.Union([Type.String(), Type.Null()]),
          standing,
          members: Type.Integer(),
        }),
      ),
      outbox: Type.Boolean(),
      todo: Type.Array(todo),
    }),
  }),
  changeMe: door({
    method: 'PATCH',
    url: '/api/me',
    summary: 'Changes one’s first name or language',
    who: 'member',
    body: Type.Object({ firstName: Type.Optional(firstName), language: Type.Optional(language) }, { additionalProperties: false }),
  }),
  takeMyData: door({
    method: 'GET',
    url: '/api/me/data',
    summary: 'Everything the installation holds about oneself',
    who: 'member',
    reply: Type.Object({}, { additionalProperties: true }),
    limit: { max: 20, minutes: 60 },
  }),
  eraseMe: door({
    method: 'DELETE',
    url: '/api/me',
    summary: 'Leaves everything and erases one’s name and address',
    who: 'member',
    refusals: ['last-coordinator'],
  }),
  listSessions: door({
    method: 'GET',
    url: '/api/sessions',
    summary: 'The browsers one is signed in with',
    who: 'member',
    reply: Type.Array(
      Type.Object({ id: Type.String(), device: Type.String(), createdAt: instant, lastSeenAt: instant, current: Type.Boolean() }),
    ),
  }),
  endSession: door({
    method: 'DELETE',
    url: '/api/sessions/:id',
    summary: 'Signs one browser out',
    who: 'member',
    params: Type.Object({ id }),
  }),
  signOut: door({ method: 'DELETE', url: '/api/session', summary: 'Signs this browser out', who: 'member' }),
  signOutEverywhere: door({ method: 'DELETE', url: '/api/sessions', summary: 'Signs every browser out', who: 'member' }),
  readOutbox: door({
    method: 'GET',
    url: '/api/outbox',
    summary: 'Mail kept here for want of an SMTP server; for the first coordinator',
    who: 'member',
    reply: Type.Array(Type.Object({ to: Type.String(), subject: Type.String(), text: Type.String(), at: instant })),
  }),
}
