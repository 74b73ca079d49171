import { isSignedWith, signWith } from './board-key.ts'
import { concat, u64 } from './bytes.ts'
import { read } from './reader.ts'
import { frame } from './transcript.ts'

/** What the board says of itself at an instant: so many leaves, this root. 112 bytes: size 8 · root 32 · at 8 (ms) · Ed25519 64. */
export type Head = { size: number; root: Uint8Array; at: number; signature: Uint8Array }

const message = (ctx: Uint8Array, { size, root, at }: Omit<Head, 'signature'>) => frame('head', ctx, u64(size), root, u64(at))

export const signHead = (seed: Uint8Array, ctx: Uint8Array, said: Omit<Head, 'signature'>): Head => ({
  ...said,
  signature: signWith(seed, message(ctx, said)),
})

export const isHeadOf = (boardKey: Uint8Array, ctx: Uint8Array, head: Head) => isSignedWith(boardKey, message(ctx, head), head.signature)

export const writeHead = ({ size, root, at, signature }: Head) => concat(u64(size), root, u64(at), signature)

export function readHead(bytes: Uint8Array): Head {
  const reader = read(bytes)
  const head = { size: reader.u64('size'), root: reader.take(32, 'root'), at: reader.u64('at'), signature: reader.take(64, 'signature') }
  reader.end()
  return head
}
