import { Type } from 'typebox'
import { limits, sealingLimits } from '#domain/limits.ts'
import { credentialRefusals } from '#domain/sealing/whose-credential.ts'
import { door } from '#server/door.ts'
import { count, instant, nullable, oneOf } from '#server/shapes.ts'
import { counting, pageQuery, pollParams } from '../shapes.ts'

// The doors of those to whom a sealed poll is entrusted: its trustees, its registrar. Bytes are in base64.

const base64 = Type.String({ contentEncoding: 'base64', maxLength: 4096, pattern: '^[A-Za-z0-9+/]*={0,2}$' })
const hex = Type.String({ pattern: '^[0-9a-f]{64}$' })
const bytes = 'application/octet-stream'
const closed = { additionalProperties: false }
const often = { max: limits.rates.castsAMinute, minutes: 1 }

export const trustDoors = {
  entrusted: door({
    method: 'GET',
    url: '/api/me/entrusted',
    who: 'member',
    summary:
      'What sealed polls wait for from me: the codes to draw, then to hand over, as their registrar; the key ceremony or my part of the count, as a trustee.',
    reply: Type.Array(
      Type.Object({
        id: Type.String(),
        question: Type.String(),
        body: Type.Object({ slug: Type.String(), name: Type.String() }),
        todo: oneOf('codes', 'handing', 'ceremony', 'count'),
      }),
    ),
  }),

  trust: door({
    method: 'GET',
    url: '/api/polls/:id/trust',
    who: 'member',
    summary:
      'To whom a sealed poll is entrusted, where its ceremony, its codes and its opening are, and what I have to do there. For members of its body.',
    params: pollParams,
    reply: Type.Object({
      needed: count,
      trustees: Type.Array(Type.Object({ number: count, name: Type.String() })),
      registrar: Type.String(),
      /** My number among the trustees. */
      me: nullable(count),
      iAmRegistrar: Type.Boolean(),
      attempt: count,
      stage: oneOf('announcement', 'opening', 'shares', 'confirmation', 'stopped', 'done'),
      /** What was said in this attempt; 0 is the server. Encrypted shares are told to trustees alone. */
      said: Type.Array(Type.Object({ number: count, step: Type.String(), bytes: base64 })),
      codes: Type.Object({ rollSize: count, givenAt: nullable(instant), handedAt: nullable(instant) }),
      missing: Type.Array(oneOf('codes', 'handing', 'ceremony')),
      /** The installation writes to them. */
      writes: Type.Boolean(),
      /** For who coordinates: the first names of those whom a letter about it cannot reach. */
      unreached: Type.Array(Type.String()),
      counting,
      /** Once closed: is the sum on the board, has it too few ballots, who found it, who gave their part (0 the server). */
      opening: Type.Object({ summed: Type.Boolean(), tooFew: Type.Boolean(), seen: Type.Array(count), partials: Type.Array(count) }),
    }),
  }),

  speak: door({
    method: 'POST',
    url: '/api/polls/:id/ceremony',
    who: 'member',
    summary: 'Says my part of the key ceremony, as one of its trustees: each thing once, when everyone is there.',
    params: pollParams,
    body: Type.Object(
      {
        attempt: Type.Integer({ minimum: 1, maximum: 1000 }),
        step: oneOf('announcement', 'opening', 'shares', 'confirmation', 'complaint'),
        bytes: base64,
      },
      closed,
    ),
    refusals: [
      'not-a-trustee',
      'cancelled',
      'closed',
      'begun-again',
      'stopped',
      'done',
      'not-yet',
      'already-said',
      'malformed-part',
      'not-what-was-promised',
      'wrong-size',
      'no-possession',
      'another-transcript',
    ],
    limit: often,
  }),

  beginAgain: door({
    method: 'POST',
    url: '/api/polls/:id/ceremony/attempts',
    who: 'member',
    summary: 'Begins the ceremony again, as one of its trustees, before everyone has confirmed it.',
    params: pollParams,
    body: Type.Object({ attempt: Type.Integer({ minimum: 1, maximum: 1000 }) }, closed),
    refusals: ['not-a-trustee', 'cancelled', 'closed', 'begun-again', 'done', 'too-many-attempts'],
    limit: often,
  }),

  rollPeople: door({
    method: 'GET',
    url: '/api/polls/:id/roll',
    who: 'member',
    summary: `The people of the roll, for its registrar alone: whom the codes go to, ${sealingLimits.peopleAPage} a page. Written in the journal.`,
    params: pollParams,
    query: pageQuery,
    reply: Type.Object({
      people: Type.Array(Type.Object({ firstName: Type.String(), email: nullable(Type.String()) })),
      total: count,
      page: count,
      perPage: count,
    }),
  }),

  giveCredentials: door({
    method: 'POST',
    url: '/api/polls/:id/credentials',
    who: 'member',
    consumes: bytes,
    summary:
      'Gives the public credentials of the roll, as its registrar: the 32 bytes of my Ed25519 key, then each K, sorted. Again until it opens.',
    params: pollParams,
    refusals: ['not-the-registrar', 'already-open', 'cancelled', 'closed', 'wrong-count', 'not-sorted', 'malformed-part'],
    bodyLimit: sealingLimits.credentialsBytes,
    limit: often,
  }),

  handCodes: door({
    method: 'POST',
    url: '/api/polls/:id/codes-handed',
    who: 'member',
    summary:
      'Says, as the registrar of a sealed poll, that the codes are handed over: it opens at its instant, once its key is made too. Until then other codes may be given, which are to be handed over in their turn: givenAt says which are meant.',
    params: pollParams,
    body: Type.Object({ givenAt: instant }, closed),
    refusals: ['not-the-registrar', 'no-codes', 'other-codes', 'cancelled', 'closed'],
    limit: often,
  }),

  credentials: door({
    method: 'GET',
    url: '/api/polls/:id/credentials',
    who: 'anyone',
    produces: bytes,
    summary: 'The public credentials of the roll that the manifest froze, sorted, 32 bytes each; once the poll has opened.',
    params: pollParams,
  }),

  counterOf: door({
    method: 'GET',
    url: '/api/polls/:id/credentials/:k',
    who: 'voter',
    summary: 'The counter of my next ballot under this public credential, in a sealed poll: one that is nobody’s yet, or mine.',
    params: Type.Object({ ...pollParams.properties, k: hex }),
    reply: Type.Object({ counter: count }),
    refusals: ['not-yet-open', 'not-ready', 'closed', 'cancelled', 'not-on-the-roll', 'already-voted', ...credentialRefusals],
    limit: often,
  }),

  reissue: door({
    method: 'POST',
    url: '/api/polls/:id/reissues',
    who: 'member',
    summary:
      'Replaces a lost code on the board of an open sealed poll, as its registrar: a signed cancel of the old credential, a signed roll-add of the new.',
    params: pollParams,
    body: Type.Object({ cancel: base64, add: base64 }, closed),
    refusals: [
      'not-the-registrar',
      'not-open',
      'malformed-part',
      'not-signed',
      'no-such-credential',
      'already-on-the-roll',
      'at-another-time',
    ],
    limit: often,
  }),

  seeSum: door({
    method: 'POST',
    url: '/api/polls/:id/opening/sums',
    who: 'member',
    summary: 'Says, as a trustee, the SHA-256 of the sum of the ballots that I found by adding up the board myself.',
    params: pollParams,
    body: Type.Object({ hash: hex }, closed),
    refusals: ['not-a-trustee', 'given-up', 'too-few-ballots', 'not-summed', 'already-said', 'counted', 'another-sum'],
    limit: often,
  }),

  givePartial: door({
    method: 'POST',
    url: '/api/polls/:id/opening/partials',
    who: 'member',
    consumes: bytes,
    summary: 'Gives, as a trustee who has found the sum, my partial decryption of it with its proof: the bytes of a leaf.',
    params: pollParams,
    refusals: [
      'not-a-trustee',
      'given-up',
      'too-few-ballots',
      'not-summed',
      'already-said',
      'sum-not-seen',
      'counted',
      'malformed-part',
      'wrong-partial',
    ],
    limit: often,
  }),

  giveUpCount: door({
    method: 'POST',
    url: '/api/polls/:id/giving-up',
    who: 'member',
    summary: 'Gives up the count of a closed sealed poll that its trustees did not open in a month, with a reason that is shown.',
    params: pollParams,
    body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: limits.poll.reason }) }, closed),
    refusals: ['not-a-coordinator', 'no-reason', 'not-sealed', 'not-closed', 'given-up', 'counted', 'too-early'],
  }),
}
