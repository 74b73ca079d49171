import { expect, test } from 'vitest'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { drawCode, readCode, refuseCode } from '#domain/sealing/code.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { readTracker, trackerOf, trackerWords } from '#domain/sealing/tracker.ts'
import { readSeedWords, refuseSeedWords, seedWords, wordsOf } from '#domain/sealing/words.ts'
import { chance, seedOf } from './chance.ts'

const luck = chance(seedOf('sealing/code'))
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

test('a code is read as people type it', () => {
  for (let run = 0; run < 50; run++) {
    const code = drawCode(luck.bytes(13))
    expect(code).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{2}$/)
    const plain = code.replaceAll('-', '').slice(0, 20)
    expect(readCode(code)).toBe(plain)
    expect(readCode(` ${code.toLowerCase().replaceAll('-', '  ')}\n`)).toBe(plain)
    expect(
      readCode(
        code
          .replaceAll('-', '—')
          .replaceAll('0', 'o')
          .replaceAll('1', luck.pick(['i', 'L', 'l', 'I'])),
      ),
    ).toBe(plain)
  }
})

test('a code with one or two wrong characters, or two that changed places, is noticed', () => {
  for (let run = 0; run < 20; run++) {
    const code = drawCode(luck.bytes(13)).replaceAll('-', '')
    for (let at = 0; at < code.length; at++) {
      for (const sign of alphabet) if (sign !== code[at]) expect(readCode(code.slice(0, at) + sign + code.slice(at + 1))).toBeNull()
      for (let other = at + 1; other < code.length; other++) {
        const signs = [...code]
        signs[at] = luck.pick([...alphabet])
        signs[other] = luck.pick([...alphabet])
        if (signs.join('') !== code) expect(readCode(signs.join(''))).toBeNull()
        const [a, b] = [code[at]!, code[other]!]
        const swapped = [...code].with(at, b).with(other, a).join('')
        if (a !== b) expect(readCode(swapped)).toBeNull()
      }
    }
  }
})

test('what is no code is none', () => {
  for (const typed of ['', 'U'.repeat(22), '0'.repeat(21), '0'.repeat(23), '0'.repeat(500), '%', '😀'.repeat(22)])
    expect(readCode(typed)).toBeNull()
  expect(() => drawCode(new Uint8Array(12))).toThrow(RangeError)
})

test('of one wrong character the group is named; of a length how many are missing; of a foreign sign the sign', () => {
  for (let run = 0; run < 20; run++) {
    const code = drawCode(luck.bytes(13)).replaceAll('-', '')
    for (let at = 0; at < code.length; at++) {
      const wrong = alphabet.replace(code[at]!, '')[luck.below(31)]!
      expect(refuseCode(code.slice(0, at) + wrong + code.slice(at + 1))).toEqual({ reason: 'wrong-sign', group: Math.floor(at / 4) + 1 })
    }
    expect(refuseCode(code.slice(0, 19))).toEqual({ reason: 'length', missing: 3 })
    expect(refuseCode(`${code} 7`)).toEqual({ reason: 'length', missing: -1 })
    expect(refuseCode(code.slice(0, 21) + 'u')).toEqual({ reason: 'foreign-sign', sign: 'U' })
    expect(refuseCode(code)).toBeNull()
  }
})

test('the same code gives another credential in another poll', () => {
  const of = (poll: string, code: string) => toHex(credentialOf(nobleGroup, poll, code).publicBytes)
  expect(of('one', 'A'.repeat(20))).toBe(of('one', 'A'.repeat(20)))
  expect(of('one', 'A'.repeat(20))).not.toBe(of('two', 'A'.repeat(20)))
  expect(of('one', 'A'.repeat(20))).not.toBe(of('one', `${'A'.repeat(19)}B`))
})

test('a tracker is the first hundred bits of a leaf, and is read as it is typed', () => {
  const hash = luck.bytes(32)
  const tracker = trackerOf(hash)
  expect(tracker).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
  expect(readTracker(tracker.toLowerCase().replaceAll('-', ' '))).toBe(tracker)
  expect(trackerOf(hash.with(12, hash[12]! ^ 16))).not.toBe(tracker)
  expect(trackerOf(hash.with(12, hash[12]! ^ 8))).toBe(tracker) // the 101st bit
  expect(readTracker('ABC')).toBeNull()
  expect(trackerWords(hash)).toEqual(wordsOf(hash, 4))
})

test('a trustee’s seed is twenty-four French words, with or without accents, and a wrong word is noticed', () => {
  const seed = luck.bytes(32)
  const words = seedWords(seed)
  expect(words).toHaveLength(24)
  expect(readSeedWords(words.join(' '))).toEqual(seed)
  const bare = words.join('  ').normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase()
  expect(readSeedWords(`\n${bare} `)).toEqual(seed)
  expect(readSeedWords(words.map((word, n) => `${n + 1}. ${word}`).join('\n'))).toEqual(seed)
  expect(readSeedWords(words.slice(1).join(' '))).toBeNull()
  expect(readSeedWords(words.with(3, 'anticonstitutionnellement').join(' '))).toBeNull()
  expect(readSeedWords(new Array(24).fill('abaisser').join(' '))).toBeNull()
  expect(wordsOf(new Uint8Array(32), 2)).toEqual(['abaisser', 'abaisser'])
})

test('of words mistyped from a paper, one is told how many are missing, or which is in no list', () => {
  const words = seedWords(luck.bytes(32))
  expect(refuseSeedWords(words.join(' '))).toBeNull()
  expect(refuseSeedWords(`  1 ${words.join(', ')}. `)).toBeNull()
  expect(refuseSeedWords(words.slice(1).join(' '))).toEqual({ count: 23 })
  expect(refuseSeedWords([...words, 'abaisser'].join(' '))).toEqual({ count: 25 })
  expect(refuseSeedWords('')).toEqual({ count: 0 })
  expect(refuseSeedWords(words.with(3, 'abaiser').join(' '))).toEqual({ place: 4, word: 'abaiser' })
  expect(refuseSeedWords(words.toReversed().join(' '))).toBeNull() // the check of the last word is not its affair
})
