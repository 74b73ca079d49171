import { grouped, readSymbols, symbolsOf, writeSymbols } from './crockford.ts'
import { wordsOf } from './words.ts'

/** The first 100 bits of a leaf's hash, as a voter reads and types them. QR codes and files carry all 256. */
export const trackerOf = (leafHash: Uint8Array) => grouped(writeSymbols(symbolsOf(leafHash, 20)), 4)

/** A tracker as it was typed, in the form of trackerOf, or null when it is none. */
export function readTracker(typed: string): string | null {
  const symbols = typed.length > 200 ? null : readSymbols(typed)
  return symbols?.length === 20 ? grouped(writeSymbols(symbols), 4) : null
}

/** Its first four words (44 bits): enough to compare two screens, not to search the board. */
export const trackerWords = (leafHash: Uint8Array) => wordsOf(leafHash, 4)
