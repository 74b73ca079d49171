import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/french.js'

/** Without accents or case: people type "evoquer" as well as "évoquer". No two words of the list become the same. */
const plain = (word: string) => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const known = new Map(wordlist.map((word) => [plain(word), word]))

/** The first 11·count bits of these bytes as words of the French list of BIP-39, for the eye and the voice. */
export function wordsOf(bytes: Uint8Array, count: number): string[] {
  const bit = (at: number) => (bytes[at >> 3]! >> (7 - (at & 7))) & 1
  const index = (word: number) => Array.from({ length: 11 }, (_, at) => bit(11 * word + at)).reduce((value, next) => 2 * value + next, 0)
  return Array.from({ length: count }, (_, word) => wordlist[index(word)]!.normalize('NFC'))
}

/** 32 bytes as 24 words, the last of which holds a check (BIP-39). */
export const seedWords = (seed: Uint8Array): string[] => entropyToMnemonic(seed, wordlist).normalize('NFC').split(/\s+/)

/** Words as they are copied from a paper: the numbers before them and the signs between them do not count. */
const wordsTyped = (typed: string) => typed.split(/[\s\d,;:.()-]+/, 60).filter((word) => word !== '')

/**
 * Why what was typed is not 24 words of the list: how many there are, or the first that is in no list, at its place from 1. Null when
 * it is: whether they are the right ones is for `readSeedWords` and the key to say.
 */
export function refuseSeedWords(typed: string): { count: number } | { place: number; word: string } | null {
  const words = wordsTyped(typed)
  const unknown = words.findIndex((word) => !known.has(plain(word)))
  if (unknown >= 0) return { place: unknown + 1, word: words[unknown]! }
  return words.length === 24 ? null : { count: words.length }
}

/** The 32 bytes of 24 words as they were typed, or null: a word that is not in the list, a check that fails. */
export function readSeedWords(typed: string): Uint8Array | null {
  const words = wordsTyped(typed).map((word) => known.get(plain(word)))
  if (words.length !== 24 || words.includes(undefined)) return null
  try {
    return mnemonicToEntropy(words.join(' '), wordlist)
  } catch {
    return null // the library says by an exception that the check of these words fails
  }
}
