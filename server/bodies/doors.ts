import { Type } from 'typebox'
import { memberLimits as limits } from '#domain/body.ts'
import { door } from '#server/door.ts'
import { kind, standing } from '#server/shapes.ts'

const slug = Type.String({ maxLength: 64 })
const params = Type.Object({ slug })
const person = Type.Object({ slug, memberId: Type.String({ pattern: '^[0-9a-z]{1,32}$' }) })
const nullable = Type.Union
const rights = Type.Object({
  invite: Type.Boolean(),
  shareInvitation: Type.Boolean(),
  createIn: Type.Boolean(),
  nameCoordinators: Type.Boolean(),
  remove: Type.Boolean(),
  openPolls: Type.Boolean(),
  writeTexts: Type.Boolean(),
})

export const bodyDoors = {
  listBodies: door({
    method: 'GET',
    url: '/api/bodies',
    summary: 'Every body of the movement',
    who: 'member',
    reply: Type.Array(
      Type.Object({
        slug: Type.String(),
        name: Type.String(),
        kind,
        parentSlug: nullable([Type.String(), Type.Null()]),
        members: Type.Integer(),
      }),
    ),
  }),
  createBody: door({
    method: 'POST',
    url: '/api/bodies',
    summary: 'Creates a body inside one that I coordinate',
    who: 'member',
    limit: { max: 60, minutes: 60 },
    body: Type.Object(
      {
        parent: slug,
        kind: Type.Union([Type.Literal('group'), Type.Literal('subgroup'), Type.Literal('circle')]),
        name: Type.String({ minLength: 1, maxLength: limits.bodyName * 2 }),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ slug: Type.String() }),
    refusals: ['not-a-coordinator', 'wrong-parent', 'name-taken', 'too-many'],
  }),
  readBody: door({
    method: 'GET',
    url: '/api/bodies/:slug',
    summary: 'A body: public for its name, place and size; never its people',
    who: 'anyone',
    params,
    reply: Type.Object({
      slug: Type.String(),
      name: Type.String(),
      kind,
      members: Type.Integer(),
      parent: nullable([Type.Object({ slug: Type.String(), name: Type.String() }), Type.Null()]),
      children: Type.Array(Type.Object({ slug: Type.String(), name: Type.String(), kind, members: Type.Integer() })),
      me: nullable([Type.Object({ standing: nullable([standing, Type.Null()]), may: rights }), Type.Null()]),
    }),
  }),
  listPeople: door({
    method: 'GET',
    url: '/api/bodies/:slug/members',
    summary: 'The people of a body, for its members',
    who: 'member',
    params,
    query: Type.Object({ page: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }) }),
    reply: Type.Object({
      members: Type.Array(
        Type.Object({ id: Type.String(), firstName: Type.String(), standing, joinedAt: Type.String({ format: 'date-time' }) }),
      ),
      total: Type.Integer(),
      page: Type.Integer(),
    }),
  }),
  giveStanding: door({
    method: 'PUT',
    url: '/api/bodies/:slug/members/:memberId/standing',
    summary: 'Names a coordinator, or ends that',
    who: 'member',
    params: person,
    body: Type.Object({ standing }, { additionalProperties: false }),
    refusals: ['not-a-coordinator', 'last-coordinator'],
  }),
  removeMember: door({
    method: 'DELETE',
    url: '/api/bodies/:slug/members/:memberId',
    summary: 'Leaves a body, or removes someone from one that I coordinate',
    who: 'member',
    params: person,
    refusals: ['not-a-coordinator', 'last-coordinator'],
  }),
}
