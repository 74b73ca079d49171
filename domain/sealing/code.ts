import { grouped, readSymbols, symbolsOf, writeSymbols } from './crockford.ts'

/**
 * A voting code: 20 characters of chance (100 bits) and 2 of check. The 22 are a Reed–Solomon word over GF(32) of distance 3
 * (I. Reed & G. Solomon, *Polynomial codes over certain finite fields*, 1960): any one or two wrong characters, hence any two
 * that changed places, are noticed.
 */
const drawn = 20

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
  return grouped(writeSymbols([...symbols, ...check(symbols)]), 4)
}

/** The 20 characters of a code as it was typed, or null when it is none: too short, a foreign sign, a check that fails. */
export function readCode(typed: string): string | null {
  if (typed.length > 200) return null
  const symbols = readSymbols(typed)
  if (symbols?.length !== drawn + 2) return null
  const said = symbols.slice(drawn)
  return check(symbols.slice(0, drawn)).every((symbol, at) => symbol === said[at]) ? writeSymbols(symbols.slice(0, drawn)) : null
}
