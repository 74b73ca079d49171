import { fromBase64, toBase64 } from './base64.ts'

// A file that a person reads and a program too: lines of text, then the bytes in base64 between two marks.

export type Kind = 'RECEIPT' | 'CONTROL' | 'EVIDENCE'
const mark = (kind: Kind, side: 'BEGIN' | 'END') => `-----${side} PREAU ${kind}-----`

export function fileText(kind: Kind, lines: readonly string[], bytes: Uint8Array): string {
  const rows = toBase64(bytes).match(/.{1,64}/g) ?? []
  return [...lines, '', mark(kind, 'BEGIN'), ...rows, mark(kind, 'END'), ''].join('\n')
}

/** The bytes of a file as fileText wrote it, or null. */
export function bytesOfFile(kind: Kind, text: string): Uint8Array | null {
  const inside = text.split(mark(kind, 'BEGIN'))[1]?.split(mark(kind, 'END'))[0]
  return inside === undefined ? null : fromBase64(inside.replace(/\s/g, ''))
}

/** A link that saves a text, without the server and without a script: `href`. */
export const fileHref = (text: string) => `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`
