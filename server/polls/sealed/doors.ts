import { Type } from 'typebox'
import { limits, sealingLimits } from '#domain/limits.ts'
import { credentialRefusals } from '#domain/sealing/whose-credential.ts'
import { door } from '#server/door.ts'
import { count, instant, nullable, oneOf } from '#server/shapes.ts'
import { gradeLine, id, pollParams } from '../shapes.ts'

// The doors of secret and sealed polls. Bytes are those of docs/sealed-ballots.md; in JSON they are written in base64.

const base64 = Type.String({ contentEncoding: 'base64' })
const hex = Type.String({ pattern: '^[0-9a-f]{64}$' })
const bytes = 'application/octet-stream'
const from = Type.Integer({ minimum: 0, maximum: 2 ** 52 })

export const sealedDoors = {
  manifest: door({
    method: 'GET',
    url: '/api/polls/:id/manifest',
    who: 'anyone',
    produces: bytes,
    summary: 'What a secret or sealed poll was frozen as when it opened: everything its ballots depend on.',
    params: pollParams,
  }),

  booth: door({
    method: 'GET',
    url: '/api/polls/:id/booth',
    who: 'anyone',
    produces: 'text/html; charset=utf-8',
    summary: 'The page in which the ballots of this poll are sealed, as one file: its SHA-256 is in the manifest.',
    params: pollParams,
  }),

  credential: door({
    method: 'GET',
    url: '/api/polls/:id/credential',
    who: 'voter',
    summary: 'My code in a secret poll, from which my device makes its credential, and the counter of my next ballot.',
    params: pollParams,
    reply: Type.Object({ code: base64, counter: count }),
    refusals: ['not-yet-open', 'closed', 'cancelled', 'not-on-the-roll', 'already-voted'],
  }),

  castSealed: door({
    method: 'POST',
    url: '/api/polls/:id/sealed-ballots',
    who: 'voter',
    consumes: bytes,
    summary: 'Casts my sealed ballot: its bytes. The same bytes again are a retry. The receipt is signed once the ballot is stored.',
    params: pollParams,
    reply: Type.Object({ receipt: base64 }),
    refusals: [
      'not-yet-open',
      'not-ready',
      'closed',
      'cancelled',
      'not-on-the-roll',
      'already-voted',
      'changed-elsewhere',
      'malformed-ballot',
      ...credentialRefusals,
      'not-signed',
      'invalid-proof',
    ],
    bodyLimit: sealingLimits.ballotBytes,
    limit: { max: limits.rates.castsAMinute, minutes: 1 },
  }),

  castAssisted: door({
    method: 'POST',
    url: '/api/polls/:id/assisted-ballots',
    who: 'voter',
    summary:
      'Casts my ballot in a secret poll from a page without script: the server seals it in memory and keeps nothing else. Whoever runs the server at that moment could read it.',
    params: pollParams,
    body: Type.Object(
      {
        counter: Type.Integer({ minimum: 1, maximum: limits.castsOfOne }),
        grades: Type.Array(gradeLine, { maxItems: limits.poll.choices.max }),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ receipt: base64 }),
    refusals: ['not-yet-open', 'closed', 'cancelled', 'not-on-the-roll', 'already-voted', 'changed-elsewhere'],
    limit: { max: limits.rates.castsAMinute, minutes: 1 },
  }),

  myReceipt: door({
    method: 'GET',
    url: '/api/polls/:id/receipt',
    who: 'voter',
    summary: 'The receipt of my ballot that counts, as it was signed.',
    params: pollParams,
    reply: Type.Object({ receipt: base64 }),
    refusals: ['not-cast'],
  }),

  board: door({
    method: 'GET',
    url: '/api/polls/:id/board',
    who: 'anyone',
    summary: 'The board of a poll: how many leaves it has, and its signed heads, the latest first.',
    params: pollParams,
    reply: Type.Object({
      size: count,
      ballots: count,
      heads: Type.Array(Type.Object({ size: count, at: instant, head: base64 })),
    }),
  }),

  leaves: door({
    method: 'GET',
    url: '/api/polls/:id/board/leaves',
    who: 'anyone',
    summary: `Leaves of the board in their order, ${sealingLimits.leavesAPage} at most from the one asked for.`,
    params: pollParams,
    query: Type.Object({
      from: Type.Optional(from),
      most: Type.Optional(Type.Integer({ minimum: 1, maximum: sealingLimits.leavesAPage })),
    }),
    reply: Type.Object({
      leaves: Type.Array(Type.Object({ position: count, kind: Type.String(), at: instant, hash: hex, bytes: base64 })),
      size: count,
    }),
  }),

  roll: door({
    method: 'GET',
    url: '/api/polls/:id/board/roll',
    who: 'anyone',
    produces: bytes,
    summary: 'The roll that the manifest froze: public credentials in their order, 36 bytes each. It names nobody.',
    params: pollParams,
  }),

  ballotOnBoard: door({
    method: 'GET',
    url: '/api/polls/:id/board/ballots/:tracker',
    who: 'anyone',
    summary: 'Where the ballot of a receipt is on the board, and the proof that the latest signed head holds it.',
    params: Type.Object({ id, tracker: Type.String({ minLength: 20, maxLength: 64 }) }),
    reply: Type.Object({
      position: count,
      at: instant,
      hash: hex,
      counter: count,
      /** A later ballot of the same voter counts in its place. */
      replaced: Type.Boolean(),
      /** null until the next head is signed, within a minute. */
      proof: nullable(Type.Object({ head: base64, path: Type.Array(hex) })),
    }),
  }),

  consistency: door({
    method: 'GET',
    url: '/api/polls/:id/board/consistency',
    who: 'anyone',
    summary: 'The proof that a board of one size begins with the whole of a smaller one.',
    params: pollParams,
    query: Type.Object({ from, to: from }),
    reply: Type.Object({ path: Type.Array(hex) }),
  }),

  dossier: door({
    method: 'GET',
    url: '/api/polls/:id/dossier',
    who: 'anyone',
    produces: bytes,
    summary: 'The dossier of a closed poll in one file: everything that anyone needs to verify it.',
    params: pollParams,
    refusals: ['not-closed', 'being-counted', 'given-up', 'cancelled'],
  }),

  assurance: door({
    method: 'GET',
    url: '/api/polls/:id/assurance',
    who: 'anyone',
    summary: 'What the secrecy of this poll guarantees and what it does not, as facts: its level, roll, keys and instants.',
    params: pollParams,
    reply: Type.Object({
      level: oneOf('open', 'secret', 'sealed', 'imported'),
      rollSize: nullable(count),
      minimum: count,
      trustees: Type.Array(Type.String()),
      needed: count,
      /** The key of a secret or sealed poll (at the sealed level, the server's share): not made yet, there, or destroyed. */
      key: oneOf('none', 'not-yet', 'kept', 'destroyed'),
      /** When it is destroyed at the latest, or was. */
      keyUntil: nullable(instant),
      booth: nullable(hex),
      /** Polls that asked the same of nearly the same people, before or after, and the reason that was given. */
      again: Type.Array(Type.Object({ poll: Type.String(), question: Type.String(), reason: Type.String() })),
    }),
  }),
}
