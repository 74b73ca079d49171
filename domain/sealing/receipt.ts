import { isSignedWith, signWith } from './board-key.ts'
import { concat, sized, u32, u64 } from './bytes.ts'
import { read } from './reader.ts'
import { frame } from './transcript.ts'

/** A promise of the board, made before it has written: this leaf will be in the next head. `at`: ms since 1970. */
export type Receipt = { pollId: string; leafHash: Uint8Array; counter: number; at: number; signature: Uint8Array }

const message = (ctx: Uint8Array, { pollId, leafHash, counter, at }: Omit<Receipt, 'signature'>) =>
  frame('receipt', ctx, pollId, leafHash, u32(counter), u64(at))

export const signReceipt = (seed: Uint8Array, ctx: Uint8Array, promised: Omit<Receipt, 'signature'>): Receipt => ({
  ...promised,
  signature: signWith(seed, message(ctx, promised)),
})

export const isReceiptOf = (boardKey: Uint8Array, ctx: Uint8Array, receipt: Receipt) =>
  isSignedWith(boardKey, message(ctx, receipt), receipt.signature)

/** poll id with its length · leaf hash 32 · counter 4 · at 8 · signature 64. */
export const writeReceipt = ({ pollId, leafHash, counter, at, signature }: Receipt) =>
  concat(sized(pollId), leafHash, u32(counter), u64(at), signature)

/** Throws Malformed. */
export function readReceipt(bytes: Uint8Array): Receipt {
  const reader = read(bytes)
  const receipt = {
    pollId: reader.text(64, 'poll id'),
    leafHash: reader.take(32, 'leaf hash'),
    counter: reader.u32('counter'),
    at: reader.u64('at'),
    signature: reader.take(64, 'signature'),
  }
  reader.end()
  return receipt
}
