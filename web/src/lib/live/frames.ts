import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { encode, writeVarUint, writeVarUint8Array } from 'lib0/encoding'

/**
 * The browser's side of the live protocol; server/live/messages.ts tells it whole. A test holds these numbers equal to the
 * server's: the pages import nothing from the server but types.
 */
export const message = {
  sync: 0,
  awareness: 1,
  stored: 100,
  mode: 101,
  generation: 102,
  storing: 103,
  people: 104,
  beside: 105,
  packed: 106,
} as const
export const sync = { step1: 0, step2: 1, update: 2 } as const

export type Mode = 'read' | 'write'

export type Heard =
  | { kind: 'step1'; vector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'awareness'; states: Uint8Array }
  | { kind: 'stored'; frames: number }
  | { kind: 'mode'; mode: Mode }
  | { kind: 'storing'; passing: boolean }
  | { kind: 'people'; count: number }
  | { kind: 'discussion' }
  | { kind: 'frozen' }
  | { kind: 'packed'; bytes: Uint8Array<ArrayBuffer> }
  /** Nothing to do about it: the generation, which the address already says, or what a later server may add. */
  | { kind: 'other' }

export function readFrame(frame: Uint8Array): Heard {
  const decoder = createDecoder(frame)
  switch (readVarUint(decoder)) {
    case message.sync: {
      const step = readVarUint(decoder)
      const bytes = readVarUint8Array(decoder)
      if (step === sync.step1) return { kind: 'step1', vector: bytes }
      return { kind: step === sync.step2 ? 'step2' : 'update', update: bytes }
    }
    case message.awareness:
      return { kind: 'awareness', states: readVarUint8Array(decoder) }
    case message.stored:
      return { kind: 'stored', frames: readVarUint(decoder) }
    case message.mode:
      return { kind: 'mode', mode: readVarUint(decoder) === 1 ? 'write' : 'read' }
    case message.storing:
      return { kind: 'storing', passing: readVarUint(decoder) === 1 }
    case message.people:
      return { kind: 'people', count: readVarUint(decoder) }
    case message.beside:
      return { kind: readVarUint(decoder) === 2 ? 'frozen' : 'discussion' }
    case message.packed:
      return { kind: 'packed', bytes: readVarUint8Array(decoder) as Uint8Array<ArrayBuffer> }
    default:
      return { kind: 'other' }
  }
}

/** Older browsers have no way of their own; they are told long texts as they are. */
export const mayUnpack = typeof DecompressionStream !== 'undefined'

/** What was packed, an update of Yjs' version 2. */
export const unpack = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())

export const syncFrame = (step: (typeof sync)[keyof typeof sync], bytes: Uint8Array) =>
  encode((encoder) => {
    writeVarUint(encoder, message.sync)
    writeVarUint(encoder, step)
    writeVarUint8Array(encoder, bytes)
  })

export const awarenessFrame = (states: Uint8Array) =>
  encode((encoder) => {
    writeVarUint(encoder, message.awareness)
    writeVarUint8Array(encoder, states)
  })
