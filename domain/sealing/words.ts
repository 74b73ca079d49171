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

/** The 32 bytes of 24 words as they were typed, or null: a word that is not in the list, a check that fails. */
export function readSeedWords(typed: string): Uint8Array | null {
  const words = typed
    .trim()
    .split(/[\s,;.-]+/, 30)
    .map((word) => known.get(plain(word)))
  if (words.length !== 24 || words.includes(undefined)) return null
  try {
    return mnemonicToEntropy(words.join(' '), wordlist)
  } catch {
    return null // the library says by an exception that the check of these words fails
  }
}
