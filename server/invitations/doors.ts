import { Type } from 'typebox'
import { door } from '#server/door.ts'
import { email, firstName, kind, language } from '#server/shapes.ts'

const ofBody = Type.Object({ slug: Type.String({ maxLength: 64 }) })
const params = Type.Object({ token: Type.String({ pattern: '^[0-9a-z]{8,32}$' }) })
const state = Type.Union([Type.Literal('valid'), Type.Literal('revoked'), Type.Literal('expired')])
const shown = Type.Object({
  token: Type.String(),
  url: Type.String(),
  expiresAt: Type.String({ format: 'date-time' }),
  createdBy: Type.String(),
})
const refusals = ['revoked', 'expired'] as const

export const invitationDoors = {
  readInvitation: door({
    method: 'GET',
    url: '/api/bodies/:slug/invitation',
    summary: 'The invitation of a body, for its members',
    who: 'member',
    params: ofBody,
    reply: Type.Union([shown, Type.Object({ token: Type.Null() })]),
  }),
  renewInvitation: door({
    method: 'POST',
    url: '/api/bodies/:slug/invitation',
    summary: 'Makes an invitation; the former one stops working',
    who: 'member',
    params: ofBody,
    reply: shown,
    refusals: ['not-a-coordinator'],
  }),
  revokeInvitation: door({
    method: 'DELETE',
    url: '/api/bodies/:slug/invitation',
    summary: 'Takes the invitation back',
    who: 'member',
    params: ofBody,
    refusals: ['not-a-coordinator'],
  }),
  openInvitation: door({
    method: 'GET',
    url: '/api/invitations/:token',
    summary: 'What an invitation leads to; needs no account',
    who: 'anyone',
    params,
    reply: Type.Object({
      state,
      movement: Type.String(),
      members: Type.Integer(),
      body: Type.Object({ slug: Type.String(), name: Type.String(), kind, parentName: Type.Union([Type.String(), Type.Null()]) }),
    }),
  }),
  join: door({
    method: 'POST',
    url: '/api/invitations/:token/join',
    summary: 'Asks to join with a first name and an address, to be confirmed by e-mail',
    who: 'anyone',
    limit: { max: 600, minutes: 10 },
    params,
    body: Type.Object({ firstName, email, language: Type.Optional(language) }, { additionalProperties: false }),
    reply: Type.Object({ signInId: Type.String() }),
    refusals,
  }),
  accept: door({
    method: 'POST',
    url: '/api/invitations/:token/accept',
    summary: 'Joins as the person who is signed in',
    who: 'member',
    params,
    reply: Type.Object({ slug: Type.String() }),
    refusals,
  }),
  drawInvitation: door({
    method: 'GET',
    url: '/api/invitations/:token/qr.svg',
    summary: 'The invitation as a QR code',
    who: 'anyone',
    params,
    produces: 'image/svg+xml',
  }),
}
