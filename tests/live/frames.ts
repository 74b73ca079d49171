// The frames of a client, written and read with y-protocols' own layout: a second opinion on server/live/messages.ts.
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { encode, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'

/** What a server said. Numbers of messages from 100 on are those of the own client. */
export type Heard =
  | { kind: 'step1' | 'step2' | 'update' | 'awareness'; bytes: Uint8Array }
  | { kind: 'stored' | 'mode' | 'generation' | 'storing' | 'people' | 'beside'; value: number }

const own = ['stored', 'mode', 'generation', 'storing', 'people', 'beside'] as const

export function readFrame(data: Uint8Array): Heard {
  const decoder = createDecoder(data)
  const type = readVarUint(decoder)
  if (type === 0) {
    const kind = (['step1', 'step2', 'update'] as const)[readVarUint(decoder)]
    if (kind) return { kind, bytes: readVarUint8Array(decoder) }
  }
  if (type === 1) return { kind: 'awareness', bytes: readVarUint8Array(decoder) }
  const kind = own[type - 100]
  if (!kind) throw new Error(`the server said ${[...data]}`)
  return { kind, value: readVarUint(decoder) }
}

export const syncOf = (step: 0 | 1 | 2, bytes: Uint8Array) =>
  encode((encoder) => {
    writeVarUint(encoder, 0)
    writeVarUint(encoder, step)
    writeVarUint8Array(encoder, bytes)
  })

export const awarenessOf = (bytes: Uint8Array) =>
  encode((encoder) => {
    writeVarUint(encoder, 1)
    writeVarUint8Array(encoder, bytes)
  })

export type State = { client: number; clock: number; state: unknown }

export const statesUpdate = (states: readonly State[]) =>
  encode((encoder) => {
    writeVarUint(encoder, states.length)
    for (const { client, clock, state } of states) {
      writeVarUint(encoder, client)
      writeVarUint(encoder, clock)
      writeVarString(encoder, typeof state === 'string' ? state : JSON.stringify(state))
    }
  })

export function readStates(bytes: Uint8Array): State[] {
  const decoder = createDecoder(bytes)
  return Array.from({ length: readVarUint(decoder) }, () => ({
    client: readVarUint(decoder),
    clock: readVarUint(decoder),
    state: JSON.parse(readVarString(decoder)) as unknown,
  }))
}
