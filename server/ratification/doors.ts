import { Type } from 'typebox'
import { limits, ratificationLimits } from '#domain/limits.ts'
import { door } from '#server/door.ts'
import { documentKind, instant, newPollRefusals, newPollTrust, nullable } from '#server/shapes.ts'
import { takeDoor } from '#server/formats/kinds.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 32 })
/** number 0 is the version in force. */
const Numbered = Type.Object({ id: Id, number: Type.Integer({ minimum: 0, maximum: 10_000 }) })
const taken = 'An adopted version (0: the one in force)'
const Node = Type.Object({ type: Type.String({ maxLength: 40 }) }, { additionalProperties: true })
const Content = Type.Object({ type: Type.Literal('doc') }, { additionalProperties: true })
const Kind = Type.Union([Type.Literal('replace'), Type.Literal('insert'), Type.Literal('delete')])
const Stage = Type.Unsafe<'amendable' | 'to-vote' | 'voting' | 'voted' | 'abandoned'>({
  type: 'string',
  enum: ['amendable', 'to-vote', 'voting', 'voted', 'abandoned'],
})
const Reason = Type.String({ maxLength: limits.poll.reason })

/** The text of which it was frozen or adopted. */
const Text = Type.Object({
  ...{ id: Type.String(), kind: documentKind, title: Type.String(), slug: Type.String(), name: Type.String(), audience: Type.String() },
})

const Amendment = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  kind: Kind,
  article: Type.String(),
  proposed: nullable(Node),
  reason: Type.String(),
  /** For members of the body; null for others. */
  author: nullable(Type.String()),
  mine: Type.Boolean(),
  supporters: Type.Array(Type.String()),
  supportCount: Type.Integer(),
  supported: Type.Boolean(),
  givenAt: instant,
})

/** What a vote made of an article; wordings: the lines of the ballot that were about it. */
const Outcome = Type.Object({
  slot: Type.String(),
  /** The article it is about; of a new one, the id that it has in the version. */
  article: Type.String(),
  adopted: Type.Boolean(),
  grade: nullable(Type.Integer()),
  best: Type.Integer(),
  /** Of an article that was in force and that this vote repealed: the version that has its last words. */
  lastIn: nullable(Type.Integer()),
  wordings: Type.Array(Type.Object({ line: Type.Integer(), amendment: nullable(Type.String()), counts: Type.Array(Type.Integer()) })),
})

export const ratificationDoors = {
  freezeText: door({
    method: 'POST',
    url: '/api/documents/:id/frozen',
    who: 'member',
    summary:
      'Freezes a text as it is stored now. threshold: the grade an article must reach, from the worst (0). amendableUntil: null for none.',
    params: Type.Object({ id: Id }),
    body: Type.Object(
      {
        amendableUntil: nullable(instant),
        threshold: Type.Integer({ minimum: 1, maximum: 4 }),
      },
      closed,
    ),
    reply: Type.Object({ id: Type.String() }),
    refusals: [
      'not-a-coordinator',
      'already-frozen',
      'no-article',
      'article-without-title',
      'article-without-id',
      'too-many-articles',
      'missing-article',
      'window-in-the-past',
      'window-too-long',
    ],
    limit: { max: 30, minutes: 60 },
  }),
  getFrozenText: door({
    method: 'GET',
    url: '/api/frozen-texts/:id',
    who: 'anyone',
    summary:
      'A frozen text, its amendments, which of them exclude one another, and where it stands. fingerprint: SHA-256 of its canonical JSON.',
    params: Type.Object({ id: Id }),
    reply: Type.Object({
      id: Type.String(),
      document: Text,
      title: Type.String(),
      content: Content,
      fingerprint: Type.String(),
      frozenAt: instant,
      amendableUntil: nullable(instant),
      stage: Stage,
      endReason: nullable(Type.String()),
      scale: Type.Array(Type.String()),
      threshold: Type.Integer(),
      poll: nullable(Type.String()),
      version: nullable(Type.Integer()),
      /** Whether all is over: given up, or its vote counted, or closed with too few secret ballots to be opened. */
      ended: Type.Boolean(),
      /** Why the count of its vote was given up, if it was. */
      givenUp: nullable(Type.String()),
      /** Once its vote is counted. */
      voted: nullable(Type.Object({ rollSize: Type.Integer(), voters: Type.Integer(), outcome: Type.Array(Outcome) })),
      unchanged: Type.Array(Type.String()),
      amendments: Type.Array(Amendment),
      collisions: Type.Array(
        Type.Object({ a: Type.String(), b: Type.String(), on: Type.Union([Type.Literal('words'), Type.Literal('article')]) }),
      ),
      lines: Type.Integer(),
      may: Type.Object({ amend: Type.Boolean(), manage: Type.Boolean() }),
    }),
  }),
  amend: door({
    method: 'POST',
    url: '/api/frozen-texts/:id/amendments',
    who: 'member',
    summary:
      'Proposes to change a frozen text. What the article would say: content, its blocks as nodes (domain/ratification/proposed.ts), or text, as domain/ratification/article-text.ts reads it.',
    params: Type.Object({ id: Id }),
    body: Type.Object(
      {
        kind: Kind,
        article: Type.String({ maxLength: 40 }),
        title: Type.Optional(Type.String({ maxLength: 200 })),
        text: Type.Optional(Type.String({ maxLength: ratificationLimits.articleCharacters })),
        content: Type.Optional(Type.Array(Node, { maxItems: 2000 })),
        reason: Type.String({ maxLength: ratificationLimits.reasonCharacters }),
      },
      closed,
    ),
    reply: Type.Object({ id: Type.String(), number: Type.Integer() }),
    refusals: [
      'not-a-member',
      'not-amendable',
      'unknown-article',
      'unknown-node',
      'too-deep',
      'no-title',
      'no-words',
      'same-words',
      'already-proposed',
      'no-reason',
      'too-long',
      'too-many',
    ],
    limit: { max: 600, minutes: 60 },
    // Letters of two bytes, and marks: so much is refused with its reason.
    bodyLimit: 4 * ratificationLimits.articleCharacters,
  }),
  withdrawAmendment: door({
    method: 'DELETE',
    url: '/api/amendments/:id',
    who: 'member',
    summary: 'Withdraws an amendment of one’s own while the text may be amended',
    params: Type.Object({ id: Id }),
    refusals: ['not-yours', 'not-amendable'],
  }),
  supportAmendment: door({
    method: 'PUT',
    url: '/api/amendments/:id/support',
    who: 'member',
    summary: 'Supports an amendment, or no longer does',
    params: Type.Object({ id: Id }),
    body: Type.Object({ supports: Type.Boolean() }, closed),
    refusals: ['not-a-member', 'not-amendable'],
  }),
  putToVote: door({
    method: 'POST',
    url: '/api/frozen-texts/:id/poll',
    who: 'member',
    summary: 'Opens the poll in which every article and every rival wording is graded',
    params: Type.Object({ id: Id }),
    body: Type.Object(
      {
        question: Type.String({ minLength: 1, maxLength: limits.poll.question }),
        ...newPollTrust,
        closesAt: instant,
      },
      closed,
    ),
    reply: Type.Object({ id: Type.String() }),
    refusals: [
      'not-a-coordinator',
      'still-amendable',
      'already-voting',
      'abandoned',
      'too-few-choices',
      'too-many-choices',
      'no-question',
      'too-short',
      'lasts-too-long',
      ...newPollRefusals,
    ],
    limit: { max: limits.rates.newPollsAnHour, minutes: 60 },
  }),
  abandonFrozenText: door({
    method: 'POST',
    url: '/api/frozen-texts/:id/abandonment',
    who: 'member',
    summary: 'Gives up a frozen text before its vote, with a reason that is shown',
    params: Type.Object({ id: Id }),
    body: Type.Object({ reason: Reason }, closed),
    refusals: ['not-a-coordinator', 'already-voting', 'abandoned', 'no-reason'],
  }),
  listVersions: door({
    method: 'GET',
    url: '/api/documents/:id/versions',
    who: 'anyone',
    summary: 'What was adopted of a text, the version in force first, and the text that is frozen now',
    params: Type.Object({ id: Id }),
    reply: Type.Object({
      frozen: nullable(Type.Object({ id: Type.String(), stage: Stage, amendableUntil: nullable(instant), poll: nullable(Type.String()) })),
      versions: Type.Array(
        Type.Object({ number: Type.Integer(), adoptedAt: instant, fingerprint: Type.String(), poll: nullable(Type.String()) }),
      ),
    }),
  }),
  getVersion: door({
    method: 'GET',
    url: '/api/documents/:id/versions/:number',
    who: 'anyone',
    summary:
      'An adopted version: its words, since which version each article has them, and what came before. number 0 is the one in force.',
    params: Numbered,
    reply: Type.Object({
      document: Text,
      number: Type.Integer(),
      last: Type.Integer(),
      title: Type.String(),
      content: Content,
      fingerprint: Type.String(),
      adoptedAt: instant,
      poll: Type.String(),
      /** Of the roll that adopted it (domain/electorate.ts). */
      rollFingerprint: nullable(Type.String()),
      articles: Type.Array(Type.Object({ id: Type.String(), since: Type.Integer() })),
      before: nullable(Content),
      frozen: Type.String(),
    }),
  }),
  takeVersionDocx: takeDoor('docx', '/api/documents/:id/versions/:number/text.docx', taken, Numbered),
  takeVersionOdt: takeDoor('odt', '/api/documents/:id/versions/:number/text.odt', taken, Numbered),
  takeVersionMarkdown: takeDoor('md', '/api/documents/:id/versions/:number/text.md', taken, Numbered),
  takeVersionHtml: takeDoor('html', '/api/documents/:id/versions/:number/text.html', taken, Numbered),
} as const
