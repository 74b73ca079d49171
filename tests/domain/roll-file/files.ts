import { type ReadLine, rollReader } from '#domain/roll-file/reader.ts'
import { UnreadableRoll } from '#domain/roll-file/refusal.ts'
import type { Way } from '#domain/roll-file/way.ts'

/** Latin-1, which has no encoder of its own: a letter a byte. */
export const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** UTF-16 with its byte-order mark. */
export function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const marked = `\uFEFF${text}`
  const bytes = new Uint8Array(marked.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < marked.length; at++) view.setUint16(at * 2, marked.charCodeAt(at), order === 'le')
  return bytes
}

export const utf8 = (text: string) => new TextEncoder().encode(text)

/** All that a file says, read in pieces of so many bytes. */
export function readWhole(bytes: Uint8Array, piece = 64 * 1024, way: Way | null = null) {
  const reader = rollReader(way)
  const lines: ReadLine[] = []
  for (let at = 0; at < bytes.length; at += piece) lines.push(...reader.push(bytes.subarray(at, at + piece)))
  lines.push(...reader.end())
  return { lines, ...reader.told()! }
}

/** Why a file is not read, or null. */
export function refusalOf(bytes: Uint8Array): string | null {
  try {
    readWhole(bytes)
    return null
  } catch (error) {
    if (error instanceof UnreadableRoll) return error.reason
    throw error
  }
}

/** Short, for one comparison: `1 awa@preau.test Awa Diop`, `2 bad-address`. */
export const shortly = (lines: readonly ReadLine[]) =>
  lines.map((read) =>
    'reason' in read
      ? `${read.line} ${read.reason}`
      : [read.line, read.elector.email, read.elector.name, read.elector.unit, read.elector.weight === 1 ? '' : read.elector.weight]
          .filter((part) => part !== '')
          .join(' '),
  )
