import { Type } from 'typebox'
import { assemblyLimits as limits } from '#domain/limits.ts'
import { door } from '#server/door.ts'
import { instant, nullable, oneOf } from '#server/shapes.ts'
import { assemblyParams, closed, count, how, Id, Person } from './shapes.ts'

const change = oneOf('room', 'remote', 'out')
const presence = ['not-convened', 'too-early', 'over', 'not-on-the-roll', 'remote-not-allowed', 'already-here', 'not-here'] as const
const itemParams = Type.Object({ id: Id, item: Id })

/** What tells someone from whoever is called the same: their group, since when they are a member, a number. */
const apart = nullable(Type.Object({ unit: nullable(Type.String()), since: nullable(instant), number: nullable(count) }))

/** The doors of the day itself, and of what is written of it. */
export const holdingDoors = {
  getAttendance: door({
    method: 'GET',
    url: '/api/assemblies/:id/attendance',
    who: 'member',
    summary:
      'The attendance sheet: when people came and left, who stands for whom; those whose name begins with `nom`. Whole, since it is printed, up to some thousands; above, those who came or gave or carry a proxy, for who runs the assembly, the others seeing their own line.',
    params: assemblyParams,
    query: Type.Object({
      page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
      nom: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    reply: Type.Object({
      whole: Type.Boolean(),
      total: count,
      page: count,
      perPage: count,
      people: Type.Array(
        Type.Object({
          ...Person.properties,
          apart,
          here: nullable(how),
          stays: Type.Array(Type.Object({ how, cameAt: instant, leftAt: nullable(instant), byDesk: Type.Boolean() })),
          /** Who stands for them, or who was asked to. */
          holder: nullable(Type.Object({ firstName: nullable(Type.String()), apart, accepted: Type.Boolean() })),
          carries: Type.Array(Type.Object({ firstName: Type.String(), apart })),
        }),
      ),
    }),
  }),
  signIn: door({
    method: 'POST',
    url: '/api/assemblies/:id/presence',
    who: 'member',
    summary: 'Says that I am in the room (with the code that is shown there), that I follow at a distance, or that I leave',
    params: assemblyParams,
    body: Type.Object({ here: change, room: Type.Optional(Type.String({ maxLength: 64 })) }, closed),
    refusals: [...presence, 'not-in-the-room'],
  }),
  tick: door({
    method: 'PUT',
    url: '/api/assemblies/:id/attendance/:member',
    who: 'member',
    summary: 'At the desk: someone came, or left',
    params: Type.Object({ id: Id, member: Id }),
    body: Type.Object({ here: change }, closed),
    refusals: ['not-an-officer', ...presence],
  }),
  getRoom: door({
    method: 'GET',
    url: '/api/assemblies/:id/room',
    who: 'member',
    summary: 'The link that is shown in the room, for who runs the assembly',
    params: assemblyParams,
    reply: Type.Object({ link: Type.String() }),
    refusals: ['not-an-officer', 'not-convened'],
  }),
  getRoomCode: door({
    method: 'GET',
    url: '/api/assemblies/:id/room.svg',
    who: 'member',
    produces: 'image/svg+xml',
    summary: 'The same as a QR code',
    params: assemblyParams,
    refusals: ['not-an-officer', 'not-convened'],
  }),
  nameOfficers: door({
    method: 'PUT',
    url: '/api/assemblies/:id/officers',
    who: 'member',
    summary: 'Names who chairs and who keeps the minutes',
    params: assemblyParams,
    body: Type.Object({ chair: Id, secretary: Id }, closed),
    refusals: ['not-an-officer', 'not-convened', 'over', 'same-person', 'not-on-the-roll'],
  }),
  openAssembly: door({
    method: 'POST',
    url: '/api/assemblies/:id/opening',
    who: 'member',
    summary: 'Opens the assembly; blank proxies are assigned',
    params: assemblyParams,
    refusals: ['not-an-officer', 'not-convened', 'already-open', 'over', 'too-early', 'no-officers', 'officers-absent'],
  }),
  openResolution: door({
    method: 'POST',
    url: '/api/assemblies/:id/items/:item/poll',
    who: 'member',
    summary: 'Puts the resolution of a point of the agenda to the vote. missing: how many it takes to the quorum.',
    params: itemParams,
    reply: Type.Object({ id: Type.String() }),
    refusals: ['not-an-officer', 'not-open', 'over', 'no-resolution', 'already-voted', 'vote-under-way', 'no-quorum'],
  }),
  closeResolution: door({
    method: 'POST',
    url: '/api/assemblies/:id/items/:item/closing',
    who: 'member',
    summary: 'Closes the vote that is under way, which is counted',
    params: itemParams,
    refusals: ['not-an-officer', 'not-under-way'],
  }),
  adjournAssembly: door({
    method: 'POST',
    url: '/api/assemblies/:id/adjournment',
    who: 'member',
    summary: 'Ends the assembly for want of a quorum; it may be convened a second time',
    params: assemblyParams,
    refusals: ['not-an-officer', 'not-open', 'over', 'vote-under-way', 'already-voted', 'quorum-met'],
  }),
  closeAssembly: door({
    method: 'POST',
    url: '/api/assemblies/:id/closing',
    who: 'member',
    summary: 'Closes the assembly',
    params: assemblyParams,
    refusals: ['not-an-officer', 'not-open', 'over', 'vote-under-way', 'already-voted', 'quorum-met'],
  }),
  certifyAttendance: door({
    method: 'POST',
    url: '/api/assemblies/:id/certification',
    who: 'member',
    summary: 'An officer certifies the attendance sheet',
    params: assemblyParams,
    refusals: ['not-over', 'not-an-officer', 'already-certified'],
  }),
  getMinutes: door({
    method: 'GET',
    url: '/api/assemblies/:id/minutes',
    who: 'member',
    summary:
      'The minutes: as they would be drawn up now, or as they were signed. content: canonical JSON, of which fingerprint is the SHA-256.',
    params: assemblyParams,
    reply: Type.Object({
      content: Type.String(),
      fingerprint: nullable(Type.String()),
      remarks: Type.String(),
      secretarySignedAt: nullable(instant),
      chairSignedAt: nullable(instant),
      may: Type.Object({ remark: Type.Boolean(), sign: Type.Boolean() }),
    }),
    refusals: ['not-over'],
  }),
  writeRemarks: door({
    method: 'PUT',
    url: '/api/assemblies/:id/minutes/remarks',
    who: 'member',
    summary: 'The secretary adds remarks to the minutes, before signing them',
    params: assemblyParams,
    body: Type.Object({ remarks: Type.String({ maxLength: limits.remarks * 2 }) }, closed),
    refusals: ['not-over', 'not-the-secretary', 'already-signed', 'too-long'],
  }),
  signMinutes: door({
    method: 'POST',
    url: '/api/assemblies/:id/minutes/signature',
    who: 'member',
    summary: 'An officer signs: the secretary first, which draws the minutes up for ever, then the chair',
    params: assemblyParams,
    refusals: ['not-over', 'not-an-officer', 'sheet-not-certified', 'secretary-first', 'already-signed', 'not-counted'],
  }),
} as const
