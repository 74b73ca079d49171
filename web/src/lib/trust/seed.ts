import { fromHex, toHex } from '#domain/sealing/bytes.ts'

/** A seed is kept by this tab alone, and only until its words are of no more use here: the paper is what stays. */
export type Kept = { seed: Uint8Array; written: boolean }

export const drawSeed = () => crypto.getRandomValues(new Uint8Array(32))

export function keepSeed(name: string, { seed, written }: Kept) {
  sessionStorage.setItem(name, `${written ? 1 : 0}${toHex(seed)}`)
}

export function keptSeed(name: string): Kept | null {
  const kept = sessionStorage.getItem(name)
  return kept ? { seed: fromHex(kept.slice(1)), written: kept[0] === '1' } : null
}

export const forgetSeed = (name: string) => sessionStorage.removeItem(name)

/** Three places among the words, in order, drawn anew each time: who wrote them down can answer. */
export function placesToRecall(words = 24, asked = 3): number[] {
  const places = new Set<number>()
  while (places.size < asked) places.add(crypto.getRandomValues(new Uint8Array(1))[0]! % words)
  return [...places].sort((a, b) => a - b)
}

/** Without accents or case, as the seed's words are read. */
export const sameWord = (typed: string, word: string) => plain(typed) === plain(word)
const plain = (word: string) => word.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
