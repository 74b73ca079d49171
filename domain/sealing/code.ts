import { foreignSign, grouped, readSymbols, symbolsOf, writeSymbols } from './crockford.ts'

/**
 * A voting code: 20 characters of chance (100 bits) and 2 of check. The 22 are a Reed–Solomon word over GF(32) of distance 3
 * (I. Reed & G. Solomon, *Polynomial codes over certain finite fields*, 1960): any one or two wrong characters, hence any two
 * that changed places, are noticed.
 */
const drawn = 20
const printedGroup = 4

/** GF(32) = GF(2)[x] / (x^5 + x^2 + 1); powers[i] = x^i, which runs through the 31 elements other than 0. */
const powers = Array.from({ length: 31 }, () => 1)
for (let i = 1; i < 31; i++) powers[i] = (powers[i - 1]! << 1) ^ (powers[i - 1]! & 16 ? 0b100101 : 0)
const multiply = (a: number, b: number) => (a && b ? powers[(powers.indexOf(a) + powers.indexOf(b)) % 31]! : 0)

/** The generator (X − x)(X − x²) = X² + (x + x²)·X + x³, highest power first. */
const generator = [1, powers[1]! ^ powers[2]!, powers[3]!]

/** The remainder of symbols·X² by the generator: two symbols. */
function check(symbols: readonly number[]): number[] {
  let [high, low] = [0, 0]
  for (const symbol of symbols) {
    const lead = symbol ^ high
    high = low ^ multiply(lead, generator[1]!)
    low = multiply(lead, generator[2]!)
  }
  return [high, low]
}

/** A code from at least 13 bytes of chance, as printed: "K7QF-9X2M-…" in groups of four. */
export function drawCode(random: Uint8Array): string {
  if (random.length < 13) throw new RangeError('a code takes 100 bits of chance')
  const symbols = symbolsOf(random, drawn)
  return grouped(writeSymbols([...symbols, ...check(symbols)]), printedGroup)
}

/** The 20 characters of a code as it was typed, or null when it is none. */
export const readCode = (typed: string): string | null =>
  refuseCode(typed) === null ? writeSymbols(readSymbols(typed)!.slice(0, drawn)) : null

/** missing: how many signs are, negative when there are too many. group: which of the printed groups holds the wrong sign, from 1. */
export type CodeFault =
  { reason: 'foreign-sign'; sign: string } | { reason: 'length'; missing: number } | { reason: 'wrong-sign'; group: number | null }

/** Why what was typed is no code, as precisely as can be told, or null when it is one. */
export function refuseCode(typed: string): CodeFault | null {
  const short = typed.slice(0, 200)
  const sign = foreignSign(short)
  if (sign !== null) return { reason: 'foreign-sign', sign }
  const symbols = readSymbols(short)!
  if (typed.length > 200 || symbols.length !== drawn + 2) return { reason: 'length', missing: drawn + 2 - symbols.length }
  const said = symbols.slice(drawn)
  if (check(symbols.slice(0, drawn)).every((symbol, at) => symbol === said[at])) return null
  const place = placeOfOneError(symbols)
  return { reason: 'wrong-sign', group: place === null ? null : Math.floor(place / printedGroup) + 1 }
}

/**
 * Where the wrong symbol is if only one is, or null when several are. An error e at power p of X leaves e·x^p and e·x^2p as the values
 * of the word at x and x² (W. Peterson, *Encoding and error-correction procedures for the Bose–Chaudhuri codes*, 1960).
 */
function placeOfOneError(symbols: readonly number[]): number | null {
  const at = (power: number) => symbols.reduce((value, symbol) => multiply(value, powers[power]!) ^ symbol, 0)
  const [once, twice] = [at(1), at(2)]
  if (once === 0 || twice === 0) return null
  const place = symbols.length - 1 - ((powers.indexOf(twice) - powers.indexOf(once) + 31) % 31)
  return place >= 0 ? place : null
}
