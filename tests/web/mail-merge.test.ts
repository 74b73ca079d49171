import { expect, test } from 'vitest'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { L, mod } from '#domain/sealing/scalar.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { mailMerge } from '../../web/src/lib/trust/mail-merge.ts'
import { blinded, drawScalar } from '../../web/src/lib/trust/blinded.ts'
import { sameWord } from '../../web/src/lib/trust/seed.ts'

test('the file of a mailing opens in a spreadsheet as it is: quotes doubled, no cell becomes a formula', () => {
  const slips = [
    { firstName: 'Zoé "Zo"', email: 'zoe@preau.test', code: 'K7QF-9X2M' },
    { firstName: '=1+1', email: null, code: 'AAAA' },
  ]
  expect(mailMerge(['prenom', 'courriel', 'code'], slips)).toBe(
    '\uFEFF"prenom";"courriel";"code"\r\n"Zoé ""Zo""";"zoe@preau.test";"K7QF-9X2M"\r\n"\'=1+1";"";"AAAA"\r\n',
  )
})

test('a word typed without its accents, in capitals, is the word; another is not', () => {
  expect(sameWord(' EVOQUER ', 'évoquer')).toBe(true)
  expect(sameWord('évoquer', 'évasion')).toBe(false)
})

test('a blinded multiplication gives the point that a plain one gives, and never multiplies by the secret itself', () => {
  const seen: bigint[] = []
  const watched = { ...nobleGroup, multiply: (a: typeof nobleGroup.base, s: bigint) => (seen.push(s), nobleGroup.multiply(a, s)) }
  for (const secret of [0n, 1n, L - 1n, drawScalar(), drawScalar()]) {
    const point = nobleGroup.multiplyBase(mod(secret * 7n + 3n))
    const [plain, blind] = [nobleGroup, blinded(watched)].map((group) => toHex(group.encode(group.multiply(point, secret))))
    expect(blind).toBe(plain)
    expect(toHex(nobleGroup.encode(blinded(nobleGroup).multiplyBase(secret)))).toBe(
      toHex(nobleGroup.encode(nobleGroup.multiplyBase(secret))),
    )
    expect(seen).not.toContain(secret)
  }
})
