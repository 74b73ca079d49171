import { toHex } from '#domain/sealing/bytes.ts'
import { readReceipt } from '#domain/sealing/receipt.ts'
import { trackerOf, trackerWords } from '#domain/sealing/tracker.ts'
import { fromBase64 } from './base64.ts'

/** A signed receipt as a page shows it: what to compare, what to look for, and its bytes. */
export function readSigned(base64: string) {
  const receipt = fromBase64(base64)!
  const { leafHash, at } = readReceipt(receipt)
  return { at, receipt, print: { words: trackerWords(leafHash), code: trackerOf(leafHash), hex: toHex(leafHash) } }
}
