import type { WebSocket } from 'ws'
import type { Socket } from 'node:net'
import { liveLimits as limits } from '#domain/document.ts'
import { awarenessFrame, closing, payloadsOf, type ClosingReason } from '#server/live/messages.ts'
import type { Relayed } from '#server/live/presence.ts'

/** The way to one client. `write` takes whole WebSocket frames laid end to end, in one or several buffers. */
export type Wire = {
  write(...frames: Buffer[]): void
  /** Bytes not yet taken by the network. */
  backlog(): number
  ping(): void
  close(reason: ClosingReason): void
}

/** How long a client may take to receive the close frame, behind all that waits for it, before the connection is cut. */
const graceMs = 3_000

/**
 * Writes several frames at once: five `ws.send` cost four times one write of five frames. The socket under a WebSocket is
 * private to ws, so it is used only when it looks as expected (a test says it still does); otherwise `ws.send`, frame by frame.
 */
export function wireOf(ws: WebSocket): Wire {
  const socket = socketUnder(ws)
  return {
    write: (...buffers) => {
      if (ws.readyState !== ws.OPEN) return
      if (socket) writeAll(socket, buffers)
      else for (const frames of buffers) for (const payload of payloadsOf(frames)) ws.send(payload, { binary: true })
    },
    ping: () => {
      if (ws.readyState === ws.OPEN) ws.ping()
    },
    backlog: () => socket?.writableLength ?? ws.bufferedAmount,
    close: (reason) => {
      ws.close(closing[reason], reason)
      setTimeout(() => ws.terminate(), graceMs).unref()
    },
  }
}

function writeAll(socket: Socket, buffers: readonly Buffer[]) {
  if (buffers.length > 1) socket.cork()
  for (const frames of buffers) socket.write(frames)
  if (buffers.length > 1) socket.uncork()
}

/** The TCP (or TLS) socket of an open server-side WebSocket without compression, or null. */
export function socketUnder(ws: WebSocket): Socket | null {
  const inside = ws as unknown as { _socket?: Socket; _isServer?: boolean; _extensions?: object }
  const plain = inside._isServer === true && Object.keys(inside._extensions ?? {}).length === 0
  return plain && typeof inside._socket?.write === 'function' ? inside._socket : null
}

/**
 * At most one write for each socket in so many milliseconds: 20 up to 100 people, then n/5, at most 60. The writes are nearly all that a crowd
 * costs (docs/benchmarks.md), and ten people who type would fill every tick of 20 ms with one letter.
 */
export const tickOf = (people: number) => Math.min(60, Math.max(20, people / 5))

/** How many states of awareness go out in one tick. */
export const statesPerTick = 32

export type Receiver = { readonly wire: Wire; cut(reason: ClosingReason): void }
/** A frame for everyone but the connection it came from. */
export type Broadcast<R> = { frame: Buffer; from: R | null }

/**
 * Writes what a tick has gathered. All who said nothing in it, nearly everyone, receive the same bytes; the others get theirs
 * without what came from them. A reader whose backlog is beyond the limit is cut.
 */
export function deliver<R extends Receiver>(receivers: Iterable<R>, frames: readonly Broadcast<R>[], states: readonly Relayed<R>[]) {
  const speakers = new Set<R | null>([...frames.map(({ from }) => from), ...states.map(({ of }) => of)])
  const shared = gather(frames, states, null)
  for (const receiver of receivers) {
    const bytes = speakers.has(receiver) ? gather(frames, states, receiver) : shared
    if (bytes.length > 0) receiver.wire.write(bytes)
    if (receiver.wire.backlog() > limits.readerBacklogBytes) receiver.cut('tooSlow')
  }
}

function gather<R>(frames: readonly Broadcast<R>[], states: readonly Relayed<R>[], without: R | null): Buffer {
  const kept = frames.filter(({ from }) => without === null || from !== without).map(({ frame }) => frame)
  const others = states.filter(({ of }) => without === null || of !== without).map(({ state }) => state)
  if (others.length > 0) kept.push(awarenessFrame(others))
  return kept.length === 1 ? kept[0]! : Buffer.concat(kept)
}
