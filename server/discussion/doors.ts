import { Type } from 'typebox'
import { discussionLimits as limits, limits as all } from '#domain/limits.ts'
import { door } from '#server/door.ts'
import { instant, nullable } from '#server/shapes.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 32 })
const Words = Type.String({ maxLength: limits.wordsCharacters * 2 })
/** A Y.RelativePosition, encoded. */
const Place = Type.String({ minLength: 1, maxLength: Math.ceil(limits.anchorBytes / 3) * 4, pattern: '^[A-Za-z0-9+/]+=*$' })
const Anchor = Type.Object({ begins: Place, ends: Place }, closed)
const Stance = Type.Union([Type.Literal('remark'), Type.Literal('agree'), Type.Literal('object')])
const Voice = Type.Union([Type.Literal('agree'), Type.Literal('object')])

const Remark = Type.Object({
  id: Type.String(),
  author: Type.String(),
  stance: Stance,
  /** Whether the author still stands there. */
  stands: Type.Boolean(),
  words: Type.String(),
  /** The first names that the words address. */
  names: Type.Array(Type.String()),
  mine: Type.Boolean(),
  removed: Type.Boolean(),
  /** Removed by the coordination, not by its author. */
  moderated: Type.Boolean(),
  mayModerate: Type.Boolean(),
  saidAt: instant,
})

/** Quote, anchor, remarks and names are for members of the body; others are told how many. */
const Thread = Type.Object({
  id: Type.String(),
  article: Type.String(),
  quote: Type.String(),
  anchor: nullable(Anchor),
  openedAt: instant,
  resolvedAt: nullable(instant),
  resolvedBy: nullable(Type.String()),
  agree: Type.Array(Type.String()),
  object: Type.Array(Type.String()),
  agreeCount: Type.Integer(),
  objectCount: Type.Integer(),
  mine: nullable(Voice),
  remarks: Type.Array(Remark),
  mayResolve: Type.Boolean(),
})

export const discussionDoors = {
  listThreads: door({
    method: 'GET',
    url: '/api/documents/:id/threads',
    who: 'anyone',
    summary:
      'The threads about a text: all that are open, in the order in which they were; or a page of those that are resolved, the last first',
    params: Type.Object({ id: Id }),
    query: Type.Object(
      {
        state: Type.Union([Type.Literal('open'), Type.Literal('resolved')], { default: 'open' }),
        page: Type.Integer({ minimum: 1, maximum: 1000, default: 1 }),
      },
      closed,
    ),
    reply: Type.Object({
      threads: Type.Array(Thread),
      open: Type.Integer(),
      resolved: Type.Integer(),
      pages: Type.Integer(),
      maySpeak: Type.Boolean(),
    }),
  }),
  countThreads: door({
    method: 'GET',
    url: '/api/documents/:id/threads/count',
    who: 'anyone',
    summary: 'How many threads are open about each article of a text; those about all of it are under an empty name',
    params: Type.Object({ id: Id }),
    reply: Type.Array(Type.Object({ article: Type.String(), open: Type.Integer() })),
  }),
  openThread: door({
    method: 'POST',
    url: '/api/documents/:id/threads',
    who: 'member',
    summary: 'Opens a thread about an article, or about words of it that the thread follows; an empty article is the whole text',
    params: Type.Object({ id: Id }),
    body: Type.Object(
      {
        article: Type.String({ pattern: '^([a-z0-9][a-z0-9-]{3,39})?$' }),
        quote: Type.Optional(Type.String({ maxLength: limits.quoteCharacters })),
        anchor: Type.Optional(Anchor),
        stance: Type.Union([Type.Literal('remark'), Type.Literal('object')]),
        words: Words,
      },
      closed,
    ),
    reply: Type.Object({ id: Type.String() }),
    refusals: ['not-a-member', 'no-words', 'no-reason', 'too-long', 'no-quote', 'too-many'],
    limit: { max: 600, minutes: 60 },
  }),
  speakInThread: door({
    method: 'POST',
    url: '/api/threads/:id/remarks',
    who: 'member',
    summary: 'Speaks in a thread: a remark, an agreement with or without words, an objection with its reason',
    params: Type.Object({ id: Id }),
    body: Type.Object({ stance: Stance, words: Words }, closed),
    reply: Type.Object({ id: Type.String() }),
    refusals: ['not-a-member', 'resolved', 'no-words', 'no-reason', 'too-long', 'already-said', 'too-many'],
    limit: { max: 1200, minutes: 10 },
  }),
  resolveThread: door({
    method: 'PUT',
    url: '/api/threads/:id/resolution',
    who: 'member',
    summary: 'Resolves a thread, or reopens it',
    params: Type.Object({ id: Id }),
    body: Type.Object({ resolved: Type.Boolean() }, closed),
    refusals: ['not-yours', 'already-so', 'too-many'],
  }),
  removeRemark: door({
    method: 'DELETE',
    url: '/api/remarks/:id',
    who: 'member',
    summary: 'Takes back what one said: the words are gone',
    params: Type.Object({ id: Id }),
    refusals: ['not-yours'],
  }),
  moderateRemark: door({
    method: 'POST',
    url: '/api/remarks/:id/removal',
    who: 'member',
    summary: 'Removes what someone else said, with a reason that is written in the journal; where they stand remains',
    params: Type.Object({ id: Id }),
    body: Type.Object({ reason: Type.String({ maxLength: all.poll.reason }) }, closed),
    refusals: ['not-a-coordinator', 'your-own', 'nothing-said', 'unexplained'],
  }),
  listAnswers: door({
    method: 'GET',
    url: '/api/me/answers',
    who: 'member',
    summary: 'The open threads where one was addressed or answered lately, and has said nothing since',
    reply: Type.Array(
      Type.Object({
        threadId: Type.String(),
        documentId: Type.String(),
        title: Type.String(),
        bodyName: Type.String(),
        /** Who spoke last. */
        author: Type.String(),
        addressed: Type.Boolean(),
        saidAt: instant,
      }),
    ),
  }),
}
