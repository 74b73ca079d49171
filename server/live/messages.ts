import { createDecoder, readVarUint, readVarUint8Array, type Decoder } from 'lib0/decoding'
import { encode, writeVarUint, writeVarUint8Array, writeUint8Array, type Encoder } from 'lib0/encoding'

/**
 * THE LIVE PROTOCOL
 *
 * A text is written together over `GET /live/:documentId?schema=N[&own=1][&generation=G]`, upgraded to a WebSocket.
 * Before the upgrade the door checks the session cookie (401), that `Origin` is this installation (403), that the person may
 * read the text (404) and how many connections they hold (429). `schema` is the version of the editor's schema: a client that says
 * another than the text's, or none, is closed with 4409, because an editor deletes, for everyone, the nodes it does not know.
 * `generation`, when said, must be the text's: a local copy of an older generation must not be merged into it.
 *
 * Frames are binary, one message a frame, and begin with a varUint (lib0 encoding). Those of y-protocols, which the
 * unmodified y-websocket client speaks:
 *
 *   0 sync       0 step 1: state vector · 1 step 2: update · 2 update      (vector and update are varUint8Array)
 *   1 awareness  varUint8Array of: varUint count, then (varUint client, varUint clock, varString JSON) for each
 *   3 query-awareness: nothing
 *
 * A client opens with step 1. The server answers, in one write: its own step 1 (to people who may write), what the client
 * misses as updates, and last a step 2: a client is never "synced" before it holds the whole text. The client answers the step 1
 * with its step 2. Updates are Yjs updates of version 1. A client that may only read is listened to for step 1 and
 * awareness; its steps 2 and updates are dropped.
 *
 * With `own=1` the client also understands these, each one varUint after its type:
 *
 *   100 stored      how many of the sync frames (steps 2 and updates) sent by this client on this connection are committed to
 *                   the database, counted from the first: the n first are durable. A frame that brings nothing new counts too.
 *   101 mode        0 read, 1 write. Sent on joining and whenever the right changes.
 *   102 generation  of the text, sent on joining.
 *   103 storing     0 when edits have waited more than two seconds for the database, 1 when they pass again.
 *   104 people      how many connections are in the room, sent when more than two hundred hide each other's cursors.
 *   105 beside      1: something was said of the text; 2: something was frozen of it, or what was frozen was voted or given up. Who
 *                   cares asks the API. Only from the process that heard it.
 *
 * With `packed=1` besides, who comes with nothing to a long text is told its base as
 *
 *   106 packed      varUint8Array: an update of Yjs' version 2, compressed with gzip (RFC 1952). A sixth of what it was on the wire. What
 *                   comes after it waits, there, until it is unpacked.
 *
 * What the server refuses in an update, besides what is malformed (4400) or too large (4413):
 *
 *   - sub-documents, structs of length zero, a client twice, a struct that refers to itself or to its own future: Yjs itself
 *     never writes them, and other people's editors would fail on them;
 *   - missing dependencies. An update that refers to structs the room does not have would wait in everybody's document for
 *     ever. A client's knowledge is closed under dependence, so this happens honestly in one case only: updates typed between
 *     the opening of the connection and the client's step 2. That step 2 contains them, so before it they are dropped, and none of the
 *     frames from there on counts as stored until the step 2 is. After it, the connection is closed with 4422.
 *
 * Awareness is relayed only from messages of exactly one state, that of the connection itself: the first client id a
 * connection announces is bound to it, and everything else is an echo (y-websocket sends back what it receives) or a forgery.
 * The server writes the field `user` itself, from the session, and replaces clocks by its own, which only grow.
 *
 * Close codes. y-websocket never comes back by itself after 44xx:
 *   4400 malformed · 4401 signed out · 4403 no right any more · 4404 no such text · 4409 editor or local copy too old (reload)
 *   4410 archived · 4413 the text would be too large · 4422 the local copy depends on what the text never had
 *   1012 restart · 1013 try again later · 4503 too slow a reader · 4510 the right changed (clients without `own=1`) · 4529 too many messages
 */
export const messageSync = 0
export const messageAwareness = 1
export const messageQueryAwareness = 3
export const syncStep1 = 0
export const syncStep2 = 1
export const syncUpdate = 2
export const messageStored = 100
export const messageMode = 101
export const messageGeneration = 102
export const messageStoring = 103
export const messagePeople = 104
export const messageBeside = 105
export const messagePacked = 106

export const closing = {
  malformed: 4400,
  signedOut: 4401,
  noRight: 4403,
  gone: 4404,
  tooOld: 4409,
  archived: 4410,
  tooLarge: 4413,
  unsound: 4422,
  restart: 1012,
  tryLater: 1013,
  tooSlow: 4503,
  rightChanged: 4510,
  tooMany: 4529,
} as const
export type ClosingReason = keyof typeof closing

/** What a client said, cut but not yet believed. Byte arrays are views of the frame. */
export type Incoming =
  | { kind: 'step1'; vector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'awareness'; bytes: Uint8Array }
  | { kind: 'query-awareness' }

/** Cuts one frame; null when it is nothing of this protocol, has bytes missing or bytes left over. */
export function readMessage(frame: Uint8Array): Incoming | null {
  try {
    const decoder = createDecoder(frame)
    const message = cut(decoder)
    return message && decoder.pos === frame.length ? message : null
  } catch {
    return null
  }
}

function cut(decoder: Decoder): Incoming | null {
  switch (readVarUint(decoder)) {
    case messageSync: {
      const step = readVarUint(decoder)
      if (step === syncStep1) return { kind: 'step1', vector: readVarUint8Array(decoder) }
      if (step === syncStep2) return { kind: 'step2', update: readVarUint8Array(decoder) }
      return step === syncUpdate ? { kind: 'update', update: readVarUint8Array(decoder) } : null
    }
    case messageAwareness:
      return { kind: 'awareness', bytes: readVarUint8Array(decoder) }
    case messageQueryAwareness:
      return { kind: 'query-awareness' }
    default:
      return null
  }
}

/** The one state of an awareness message, or null when it holds none or several (an echo). The state is still JSON text. */
export function readOneState(bytes: Uint8Array): { client: number; clock: number; state: Uint8Array } | null {
  if (bytes[0] !== 1) return null
  try {
    const decoder = createDecoder(bytes)
    readVarUint(decoder)
    const found = { client: readVarUint(decoder), clock: readVarUint(decoder), state: readVarUint8Array(decoder) }
    return decoder.pos === bytes.length ? found : null
  } catch {
    return null
  }
}

/** A state vector, at most `most` clients long. Throws when malformed. */
export function readStateVector(bytes: Uint8Array, most: number): Map<number, number> {
  const decoder = createDecoder(bytes)
  const count = readVarUint(decoder)
  if (count > most) throw new RangeError('too many clients')
  const vector = new Map<number, number>()
  for (let i = 0; i < count; i++) vector.set(readVarUint(decoder), readVarUint(decoder))
  return vector
}

export function writeStateVector(vector: ReadonlyMap<number, number>): Uint8Array {
  return encode((encoder) => {
    writeVarUint(encoder, vector.size)
    for (const [client, clock] of vector) {
      writeVarUint(encoder, client)
      writeVarUint(encoder, clock)
    }
  })
}

/** One state as it stands in an awareness message; `state` is JSON text in UTF-8. */
export function encodeState(client: number, clock: number, state: Uint8Array): Uint8Array {
  return encode((encoder) => {
    writeVarUint(encoder, client)
    writeVarUint(encoder, clock)
    writeVarUint8Array(encoder, state)
  })
}

export const step1Frame = (vector: Uint8Array) => syncFrame(syncStep1, vector)
export const step2Frame = (update: Uint8Array) => syncFrame(syncStep2, update)
export const updateFrame = (update: Uint8Array) => syncFrame(syncUpdate, update)

/** `update`: of version 2, compressed. */
export const packedFrame = (update: Uint8Array) => bytesFrame([messagePacked], update)

/** The update inside a frame made by `updateFrame`, as a view: one copy serves the wire, the joins and the log. */
export function updateWithin(frame: Buffer): Uint8Array {
  const decoder = createDecoder(payloadOf(frame))
  readVarUint(decoder)
  readVarUint(decoder)
  return readVarUint8Array(decoder)
}

/** Everything misses nothing: a step 2 without a struct. */
export const emptyUpdate = new Uint8Array([0, 0])

export function awarenessFrame(states: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const state of states) length += state.length
  return framed((encoder) => {
    writeVarUint(encoder, messageAwareness)
    writeVarUint(encoder, length + varUintLength(states.length))
    writeVarUint(encoder, states.length)
    for (const state of states) writeUint8Array(encoder, state)
  })
}

type OwnMessage = typeof messageStored | typeof messageMode | typeof messageGeneration | typeof messageStoring | typeof messagePeople | typeof messageBeside // prettier-ignore

export function ownFrame(type: OwnMessage, value: number): Buffer {
  return framed((encoder) => {
    writeVarUint(encoder, type)
    writeVarUint(encoder, value)
  })
}

const syncFrame = (step: number, bytes: Uint8Array) => bytesFrame([messageSync, step], bytes)

function bytesFrame(kind: readonly number[], bytes: Uint8Array): Buffer {
  const head = encode((encoder) => {
    for (const number of [...kind, bytes.length]) writeVarUint(encoder, number)
  })
  const frame = emptyFrame(head.length + bytes.length)
  const start = frame.length - head.length - bytes.length
  frame.set(head, start)
  frame.set(bytes, start + head.length)
  return frame
}

function framed(write: (encoder: Encoder) => void): Buffer {
  const payload = encode(write)
  const frame = emptyFrame(payload.length)
  frame.set(payload, frame.length - payload.length)
  return frame
}

const varUintLength = (number: number) => (number < 128 ? 1 : number < 16_384 ? 2 : number < 2_097_152 ? 3 : 4)

/** A whole unmasked binary WebSocket frame (RFC 6455, 5.2) with room for its payload at the end. */
function emptyFrame(length: number): Buffer {
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = 0x82
  if (header === 2) frame[1] = length
  else if (header === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeUInt32BE(0, 2)
    frame.writeUInt32BE(length, 6)
  }
  return frame
}

/** The payload of the WebSocket frame that begins at `at`, as a view. */
export function payloadOf(frames: Buffer, at = 0): Buffer {
  const short = frames[at + 1] ?? 0
  if (short < 126) return frames.subarray(at + 2, at + 2 + short)
  if (short === 126) return frames.subarray(at + 4, at + 4 + frames.readUInt16BE(at + 2))
  return frames.subarray(at + 10, at + 10 + frames.readUInt32BE(at + 6))
}

/** The payloads of several frames laid end to end. */
export function* payloadsOf(frames: Buffer): Generator<Buffer> {
  for (let at = 0; at < frames.length;) {
    const payload = payloadOf(frames, at)
    at = payload.byteOffset - frames.byteOffset + payload.length
    yield payload
  }
}
