/** Base 32 as Douglas Crockford wrote it (crockford.com/base32.html): no I, L, O, U, so that nothing is misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Five bits a character, the highest first. `symbols` are whole numbers from 0 to 31. */
export const writeSymbols = (symbols: readonly number[]) => symbols.map((symbol) => alphabet[symbol]).join('')

/** Case, spaces and hyphens do not count; O is 0, I and L are 1. Null when a sign is none of the alphabet. */
export function readSymbols(typed: string): number[] | null {
  const symbols = [...plain(typed)].map((sign) => alphabet.indexOf(sign))
  return symbols.includes(-1) ? null : symbols
}

/** The first sign that is none of the alphabet, as it was read, or null. */
export const foreignSign = (typed: string) => [...plain(typed)].find((sign) => !alphabet.includes(sign)) ?? null

const plain = (typed: string) =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')

/** The first `count` groups of five bits of these bytes. */
export function symbolsOf(bytes: Uint8Array, count: number): number[] {
  const bit = (at: number) => (bytes[at >> 3]! >> (7 - (at & 7))) & 1
  return Array.from({ length: count }, (_, symbol) => [0, 1, 2, 3, 4].reduce((value, at) => 2 * value + bit(5 * symbol + at), 0))
}

/** In groups, as people read them aloud. */
export const grouped = (text: string, size: number) => text.replace(new RegExp(`(.{${size}})(?=.)`, 'g'), '$1-')
