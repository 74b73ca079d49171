import { Type } from 'typebox'
import { lineRefusals } from '#domain/electorate.ts'
import { rollLimits as limits } from '#domain/limits.ts'
import { columnKinds } from '#domain/roll-file/way.ts'
import { door } from '#server/door.ts'
import { email, instant, nullable, oneOf } from '#server/shapes.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ pattern: '^[0-9a-z]{1,32}$' })
const count = Type.Integer({ minimum: 0 })
const page = Type.Optional(Type.Integer({ minimum: 1, maximum: 50_000 }))
const params = Type.Object({ id: Id })
const ofFile = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) })
const ofElector = Type.Object({ id: Id, memberId: Id })
const slug = Type.Object({ slug: Type.String({ minLength: 1, maxLength: 64 }) })
const hourly = (max: number) => ({ max, minutes: 60 })

const column = nullable(Type.Integer({ minimum: 0, maximum: limits.columns - 1 }))
const Way = Type.Object(
  {
    separator: oneOf(';', ',', '\t'),
    header: Type.Boolean(),
    columns: Type.Object(Object.fromEntries(columnKinds.map((kind) => [kind, column])) as Record<(typeof columnKinds)[number], typeof column>, closed), // prettier-ignore
  },
  closed,
)

/** What everyone who sees a roll may know of it. fingerprint, admitted, rejected: what was published when it was frozen. */
const Electorate = Type.Object({
  id: Type.String(),
  title: Type.String(),
  source: oneOf('members', 'file'),
  membersAt: nullable(instant),
  createdAt: instant,
  claimsUntil: nullable(instant),
  frozenAt: nullable(instant),
  fingerprint: nullable(Type.String()),
  admitted: nullable(count),
  rejected: nullable(count),
  mayManage: Type.Boolean(),
  /** How many are on it and how many votes they have: published once it is frozen, before that for its coordination. */
  electors: nullable(count),
  votes: nullable(count),
})

const File = Type.Object({
  id: Type.String(),
  electorate: Type.String(),
  name: Type.String(),
  step: oneOf('reading', 'to-check', 'adding', 'added', 'failed'),
  failure: nullable(Type.String()),
  bytes: count,
  readBytes: count,
  ...{ lines: count, added: count, already: count, rejected: count },
  /** The same bytes were added once more since: its refused lines are told by that reading. */
  readAgain: Type.Boolean(),
  startedAt: instant,
})

const unreadable = ['not-text', 'file-too-large', 'too-many-lines', 'line-too-long', 'no-lines', 'no-address-column'] as const
const csv = 'text/csv; charset=utf-8'
const language = oneOf('fr', 'en')

export const electorateDoors = {
  listElectorates: door({
    method: 'GET',
    url: '/api/bodies/:slug/electorates',
    who: 'anyone',
    summary: 'The rolls of a body, the last first: those that are frozen or that one may ask about; all of them for its coordination',
    params: slug,
    reply: Type.Array(Electorate),
  }),
  createElectorate: door({
    method: 'POST',
    url: '/api/bodies/:slug/electorates',
    who: 'member',
    summary: 'Draws up a roll: from the members of the body now, or empty, for files and people to be added',
    params: slug,
    body: Type.Object({ title: Type.String({ minLength: 1, maxLength: limits.titleCharacters * 2 }), source: oneOf('members', 'file') }, closed), // prettier-ignore
    reply: Type.Object({ id: Type.String() }),
    refusals: ['not-a-coordinator', 'too-many'],
    limit: hourly(60),
  }),
  getElectorate: door({
    method: 'GET',
    url: '/api/electorates/:id',
    who: 'anyone',
    summary:
      'A roll; once it is frozen, its fingerprint and who was added since, by pages. Its coordination also sees the files that were read.',
    params,
    query: Type.Object({ page }, closed),
    reply: Type.Object({
      ...Electorate.properties,
      body: Type.Object({ slug: Type.String(), name: Type.String() }),
      claimsTo: nullable(Type.String()),
      /** How many were added since it was frozen, of whom this is a page. */
      added: count,
      page: Type.Integer({ minimum: 1 }),
      perPage: count,
      additions: Type.Array(Type.Object({ at: instant, reason: Type.String(), mark: Type.String() })),
      files: Type.Array(File),
      /** Lines that they refused, those of a file that came again once; for its coordination. */
      refused: nullable(count),
    }),
  }),
  listElectors: door({
    method: 'GET',
    url: '/api/electorates/:id/electors',
    who: 'member',
    summary: 'The people of a roll, for its coordination; or the first of those whose address or name begins so',
    params,
    query: Type.Object({ page, start: Type.Optional(Type.String({ maxLength: 254 })) }, closed),
    reply: Type.Object({
      electors: Type.Array(
        Type.Object({
          memberId: Type.String(),
          email: nullable(Type.String()),
          name: Type.String(),
          unit: Type.String(),
          weight: count,
          line: nullable(count),
          /** The number of a printed sheet: this person never had an address. */
          sheet: nullable(count),
          reason: nullable(Type.String()),
        }),
      ),
      total: count,
      page: Type.Integer({ minimum: 1 }),
      /** There are more that begin so. */
      more: Type.Boolean(),
    }),
    refusals: ['not-a-coordinator'],
  }),
  addElector: door({
    method: 'POST',
    url: '/api/electorates/:id/electors',
    who: 'member',
    summary: 'Adds someone to a roll; once it is frozen, with a reason that everyone reads',
    params,
    body: Type.Object(
      {
        email,
        name: Type.Optional(Type.String({ maxLength: limits.nameCharacters * 2 })),
        unit: Type.Optional(Type.String({ maxLength: limits.unitCharacters * 2 })),
        weight: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.weight })),
        reason: Type.Optional(Type.String({ maxLength: limits.reasonCharacters })),
      },
      closed,
    ),
    refusals: ['not-a-coordinator', 'already-there', 'no-reason', 'too-many', 'weights-in-secret'],
    limit: hourly(600),
  }),
  listSheets: door({
    method: 'GET',
    url: '/api/electorates/:id/sheets',
    who: 'member',
    summary:
      'The printed sheets of a roll, for its coordination; their codes once it is frozen, and whoever reads them is written in the journal',
    params,
    reply: Type.Object({
      /** Where the code is typed. */
      address: Type.String(),
      sheets: Type.Array(Type.Object({ memberId: Type.String(), sheet: count, name: Type.String(), code: nullable(Type.String()) })),
    }),
    refusals: ['not-a-coordinator'],
  }),
  addSheet: door({
    method: 'POST',
    url: '/api/electorates/:id/sheets',
    who: 'member',
    summary:
      'Adds someone without an address to a roll: they vote by a printed sheet. Once it is frozen, with a reason that everyone reads',
    params,
    body: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: limits.nameCharacters * 2 }),
        reason: Type.Optional(Type.String({ maxLength: limits.reasonCharacters })),
      },
      closed,
    ),
    reply: Type.Object({ sheet: count }),
    refusals: ['not-a-coordinator', 'no-reason', 'already-there', 'too-many'],
    limit: hourly(2000),
  }),
  removeElector: door({
    method: 'DELETE',
    url: '/api/electorates/:id/electors/:memberId',
    who: 'member',
    summary: 'Removes someone from a roll that is not frozen',
    params: ofElector,
    refusals: ['not-a-coordinator', 'frozen'],
  }),
  sendRollFile: door({
    method: 'POST',
    url: '/api/electorates/:id/files',
    who: 'member',
    summary: 'Sends a file of people, as its bytes: it is read as it comes, and adds nobody before it was looked at',
    params,
    query: Type.Object({ name: Type.String({ minLength: 1, maxLength: limits.fileNameCharacters }) }, closed),
    consumes: 'application/octet-stream',
    reply: Type.Object({ id: Type.String() }),
    refusals: ['not-a-coordinator', 'frozen', 'interrupted', ...unreadable],
    bodyLimit: limits.fileBytes,
    limit: hourly(60),
  }),
  getRollFile: door({
    method: 'GET',
    url: '/api/electorate-files/:id',
    who: 'member',
    summary: 'How far a file is; once it is read, how it was understood and what it would do',
    params: ofFile,
    reply: Type.Object({
      ...File.properties,
      charset: nullable(Type.String()),
      firstRow: Type.Array(Type.String()),
      way: nullable(Way),
      /** Its first people, as they were understood. */
      first: Type.Array(
        Type.Object({ line: count, email: Type.String(), name: Type.String(), unit: Type.String(), weight: count, language }),
      ),
      rejections: Type.Array(Type.Object({ reason: oneOf(...lineRefusals), lines: count })),
      firstRejected: Type.Array(Type.Object({ line: count, reason: oneOf(...lineRefusals) })),
    }),
    refusals: ['not-a-coordinator'],
  }),
  readAnotherWay: door({
    method: 'PUT',
    url: '/api/electorate-files/:id/way',
    who: 'member',
    summary: 'Has a file read again, with other columns or another separator, before its people are added',
    params: ofFile,
    body: Way,
    refusals: ['not-a-coordinator', 'frozen', 'not-to-check', 'interrupted', ...unreadable],
    limit: hourly(120),
  }),
  confirmFile: door({
    method: 'POST',
    url: '/api/electorate-files/:id/admission',
    who: 'member',
    summary: 'Puts the people of a file on the roll: all of them or nobody. It goes on after the answer; the file says how far it is.',
    params: ofFile,
    refusals: ['not-a-coordinator', 'frozen', 'not-to-check'],
  }),
  abandonFile: door({
    method: 'DELETE',
    url: '/api/electorate-files/:id',
    who: 'member',
    summary: 'Gives up a file that was read: it adds nobody, and is forgotten',
    params: ofFile,
    refusals: ['not-a-coordinator', 'not-to-check'],
  }),
  takeRejected: door({
    method: 'GET',
    url: '/api/electorate-files/:id/rejected.csv',
    who: 'member',
    summary: 'Every line of a file that makes nobody an elector, with its number and reason',
    params: ofFile,
    produces: csv,
    refusals: ['not-a-coordinator'],
    limit: hourly(120),
  }),
  openClaims: door({
    method: 'PUT',
    url: '/api/electorates/:id/claims',
    who: 'member',
    summary: 'Lets anyone ask, until an instant, whether they are on a roll; null closes that',
    params,
    body: Type.Object({ until: nullable(instant), to: Type.String({ maxLength: 254 }) }, closed),
    refusals: ['not-a-coordinator', 'in-the-past', 'too-far'],
  }),
  claim: door({
    method: 'POST',
    url: '/api/electorates/:id/claims',
    who: 'anyone',
    summary: 'Asks whether an address is on a roll. The answer here is always the same; the true one goes to that address.',
    params,
    body: Type.Object({ email, language }, closed),
    refusals: ['closed'],
    limit: { max: 30, minutes: 10 },
  }),
  freezeElectorate: door({
    method: 'POST',
    url: '/api/electorates/:id/freezing',
    who: 'member',
    summary: 'Freezes a roll: publishes its fingerprint and its numbers. From then on it only grows, each time with a reason.',
    params,
    refusals: ['not-a-coordinator', 'frozen', 'nobody', 'file-under-way'],
  }),
  takeListing: door({
    method: 'GET',
    url: '/api/electorates/:id/marks.txt',
    who: 'anyone',
    summary: 'The marks of a frozen roll, whose SHA-256 is its fingerprint: nobody is recognised in it, who holds a code finds their own',
    params,
    produces: 'text/plain; charset=utf-8',
    refusals: ['not-frozen'],
    limit: { max: 60, minutes: 10 },
  }),
} as const
