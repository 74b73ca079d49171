import { fromHex } from './bytes.ts'
import { readSymbols } from './crockford.ts'

/** The 12 bytes that a leaf's hash begins with, from its tracker (whose last 4 bits are left over): what an index is asked for. */
export function trackerStart(tracker: string): Uint8Array {
  const bits = readSymbols(tracker)!.reduce((value, symbol) => value * 32n + BigInt(symbol), 0n)
  return fromHex((bits >> 4n).toString(16).padStart(24, '0'))
}
