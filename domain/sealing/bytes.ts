/** Bytes, written one way only: integers are big-endian, texts are UTF-8, whatever has no fixed size carries its length before it. */

/** Something from outside is not what the specification says. `message` names the field. Nothing else is ever thrown by a decoder. */
export class Malformed extends Error {
  override name = 'Malformed'
}

export const utf8 = (text: string) => new TextEncoder().encode(text)

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const u8 = (value: number) => integer(value, 1)
export const u16 = (value: number) => integer(value, 2)
export const u32 = (value: number) => integer(value, 4)
export const u64 = (value: number) => integer(value, 8)

/** Throws a RangeError on what does not fit: a bug of the writer, never an input. */
function integer(value: number, size: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * size)) throw new RangeError(`${value} does not fit in ${size} bytes`)
  const bytes = new Uint8Array(size)
  for (let at = size - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256
  return bytes
}

/** A text or bytes with their length before them, as a u32. */
export const sized = (value: string | Uint8Array) => {
  const bytes = typeof value === 'string' ? utf8(value) : value
  return concat(u32(bytes.length), bytes)
}

/** Compared to the end whatever differs, so that time says nothing of where. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at++) difference |= a[at]! ^ b[at]!
  return difference === 0
}

/** −1, 0 or 1 as a sorts before, with or after b, byte by byte. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) if (a[at] !== b[at]) return a[at]! < b[at]! ? -1 : 1
  return Math.sign(a.length - b.length)
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += digits[byte]
  return text
}

export function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new Malformed('not hexadecimal')
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}

/** Cuts bytes into pieces of one size. Throws a RangeError on a rest: the sizes were checked before. */
export function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  if (bytes.length % size !== 0) throw new RangeError('pieces of unequal sizes')
  return Array.from({ length: bytes.length / size }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
}
