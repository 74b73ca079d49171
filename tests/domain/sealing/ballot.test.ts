import { describe, expect, test } from 'vitest'
import { ballotHash, ballotSize, readBallotParts, splitBallot, statementSize } from '#domain/sealing/ballot-bytes.ts'
import { concat, sized, toHex, u32, utf8 } from '#domain/sealing/bytes.ts'
import { challengeOf, weightsOf } from '#domain/sealing/rows.ts'
import { L, littleEndian, mod, scalarBytes } from '#domain/sealing/scalar.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { sha256 } from '#domain/sealing/transcript.ts'
import { refuseCheaply, rowsHold } from '#domain/sealing/verify-ballot.ts'
import { groups, sodiumGroup } from './backends.ts'
import { cast, gradesOf, smallPoll, voter } from './booth.ts'
import { chance, seedOf } from './chance.ts'
import { cheat, signedBy } from './cheat.ts'

const luck = chance(seedOf('sealing/ballot'))
const { poll, secret } = smallPoll(luck, { choices: 2, grades: 3 }, sodiumGroup)
const first = () => ({ lastCounter: 0 })
/** What a board says of a ballot, whose voter has not voted yet. */
const holds = (bytes: Uint8Array, at = poll) => refuseCheaply(at, bytes, first) === null && rowsHold(at, bytes)

describe('a ballot', () => {
  test('of seven choices and five grades is 3,941 bytes', () => {
    expect(ballotSize({ choices: 7, grades: 5 })).toBe(3941)
    const large = smallPoll(luck, { choices: 7, grades: 5 }, sodiumGroup).poll
    const { bytes } = cast(luck, large)
    expect(bytes).toHaveLength(3941)
    expect(holds(bytes, large)).toBe(true)
  })

  test.each([
    [1, 2],
    [1, 7],
    [2, 3],
    [5, 2],
    [3, 6],
  ])('of %i choices and %i grades holds, whatever the grades', (choices, grades) => {
    const { poll } = smallPoll(luck, { choices, grades }, sodiumGroup)
    for (let grade = 0; grade < grades; grade++)
      expect(holds(cast(luck, poll, { grades: new Array(choices).fill(grade) }).bytes, poll)).toBe(true)
    expect(holds(cast(luck, poll).bytes, poll)).toBe(true)
  })

  test('is the same bytes from all backends, and each accepts what the other made', () => {
    const grades = gradesOf(luck, poll)
    const random = luck.bytes(64)
    const key = poll.group.encode(poll.key)
    const code = luck.bytes(32)
    const made = groups.map((group) => {
      const here = { ...poll, group, key: group.prepare(group.decode(key)!) }
      const credential = voter({ ...luck, bytes: () => code }, here)
      return { here, bytes: sealBallot(here, { credential, counter: 1, grades, random }).bytes }
    })
    expect(new Set(made.map(({ bytes }) => toHex(bytes))).size).toBe(1)
    expect(made.map(({ here }) => holds(made[0]!.bytes, here))).toEqual(groups.map(() => true))
  })

  test('hides one counter a choice: opened, it is the grades', () => {
    const { bytes, grades } = cast(luck, poll)
    const { group } = poll
    const opened = Array.from({ length: 2 }, (_, choice) =>
      [1, 2].map((grade) => {
        const at = 37 + 64 * (2 * choice + grade - 1)
        const [alpha, beta] = [group.decode(bytes.subarray(at, at + 32))!, group.decode(bytes.subarray(at + 32, at + 64))!]
        return toHex(group.encode(group.subtract(beta, group.multiply(alpha, secret))))
      }),
    )
    const [zero, one] = [toHex(new Uint8Array(32)), toHex(group.encode(group.base))]
    expect(opened).toEqual(grades.map((given) => [1, 2].map((grade) => (grade === given ? one : zero))))
  })

  test('has a hash that its two halves give, so that neither half alone can be cast', () => {
    const { bytes } = cast(luck, poll)
    const { statement, proof } = splitBallot(poll, bytes)
    expect(statement).toHaveLength(statementSize(poll))
    expect(ballotHash(poll, bytes)).toEqual(sha256(concat(sha256(statement), sha256(proof))))
    expect(concat(statement, proof)).toEqual(bytes)
  })

  test('is not made of grades that are not of the poll', () => {
    const credential = voter(luck, poll)
    const random = luck.bytes(64)
    for (const grades of [[0], [0, 1, 2], [0, 3], [0, -1], [0.5, 1]])
      expect(() => sealBallot(poll, { credential, counter: 1, grades, random })).toThrow(RangeError)
    expect(() => sealBallot(poll, { credential, counter: 1, grades: [0, 1], random: random.subarray(32) })).toThrow(RangeError)
  })

  test('is another one each time, even with the same grades', () => {
    const said = { credential: voter(luck, poll), grades: [1, 2] }
    expect(toHex(cast(luck, poll, said).bytes)).not.toBe(toHex(cast(luck, poll, said).bytes))
  })
})

describe('nobody passes for another', () => {
  test.each([
    ['a voter who is not on the roll', (): null => null, 'not-on-the-roll'],
    ['a counter already used', () => ({ lastCounter: 1 }), 'wrong-counter'],
    ['a counter that skips one', () => ({ lastCounter: -1 }), 'wrong-counter'],
  ] as const)('%s is refused before any proof', (_, roll, reason) => {
    expect(refuseCheaply(poll, cast(luck, poll).bytes, roll)).toBe(reason)
  })

  test('a ballot re-made under the credential of another is refused: its signature, then its rows', () => {
    const { bytes } = cast(luck, poll)
    const thief = voter(luck, poll)
    const stolen = bytes.with(0, 1)
    stolen.set(thief.publicBytes, 5)
    expect(refuseCheaply(poll, stolen, first)).toBe('not-signed')
    const signed = signedBy(luck, poll, thief, stolen.subarray(0, -64))
    expect(refuseCheaply(poll, signed, first)).toBeNull()
    expect(rowsHold(poll, signed)).toBe(false)
  })

  test('a ballot replayed in another poll is refused, even when the key and the voter are the same', () => {
    const { bytes, credential } = cast(luck, poll)
    const other = { ...poll, ctx: luck.bytes(64) }
    expect(refuseCheaply(other, bytes, first)).toBe('not-signed')
    const signed = signedBy(luck, other, credential, bytes.subarray(0, -64))
    expect(refuseCheaply(other, signed, first)).toBeNull()
    expect(rowsHold(other, signed)).toBe(false)
  })

  test('a ballot replayed under another counter is refused', () => {
    const { bytes, credential } = cast(luck, poll)
    const replayed = bytes.slice()
    replayed.set(u32(2), 1)
    expect(refuseCheaply(poll, replayed, () => ({ lastCounter: 1 }))).toBe('not-signed')
    expect(rowsHold(poll, signedBy(luck, poll, credential, replayed.subarray(0, -64)))).toBe(false)
  })

  test('a re-randomised copy is refused: its ciphertexts say the same, its proof does not', () => {
    const { bytes } = cast(luck, poll)
    const copycat = voter(luck, poll)
    const { group, key } = poll
    const copy = bytes.slice(0, -64)
    copy.set(copycat.publicBytes, 5)
    for (let at = 37; at < statementSize(poll); at += 64) {
      const r = luck.scalar()
      copy.set(group.encode(group.add(group.decode(copy.slice(at, at + 32))!, group.multiplyBase(r))), at)
      copy.set(group.encode(group.add(group.decode(copy.slice(at + 32, at + 64))!, group.multiply(key, r))), at + 32)
    }
    const signed = signedBy(luck, poll, copycat, copy)
    expect(refuseCheaply(poll, signed, first)).toBeNull()
    expect(rowsHold(poll, signed)).toBe(false)
  })
})

describe('one grade a choice, and no more', () => {
  const attempt = (counters: bigint[][]) => {
    const bytes = cheat(luck, poll, voter(luck, poll), counters)
    expect(refuseCheaply(poll, bytes, first)).toBeNull()
    return rowsHold(poll, bytes)
  }

  test('the attacker’s own program makes good ballots when it is honest', () => {
    expect(attempt([[0n, 0n], [0n, 1n]])).toBe(true) // prettier-ignore
    expect(attempt([[1n, 0n], [0n, 0n]])).toBe(true) // prettier-ignore
  })

  const half = mod((L + 1n) / 2n)
  test.each([
    ['two grades at once', [1n, 1n]],
    ['a grade a hundred times', [0n, 100n]],
    ['a negative counter', [-1n, 0n]],
    ['one more here and one less there', [1n, -1n]],
    ['a half and a half', [half, half]],
    ['a half', [half, 0n]],
    ['a grade twice', [2n, 0n]],
  ])('%s is refused', (_, row) => {
    expect(attempt([row, [0n, 1n]])).toBe(false)
    expect(attempt([[0n, 1n], row])).toBe(false)
  })

  test('what one choice lacks cannot be given to another', () => {
    expect(attempt([[1n, 0n], [1n, 1n]])).toBe(false) // prettier-ignore
    expect(attempt([[2n, 0n], [-1n, 0n]])).toBe(false) // prettier-ignore
  })
})

describe('chance comes after what it judges (a weak Fiat–Shamir has broken voting systems)', () => {
  const [K, ciphertexts] = [luck.bytes(32), luck.bytes(256)]
  const commitments = [{ a: luck.bytes(32), b: luck.bytes(32) }]
  const different = (bytes: Uint8Array) => {
    const at = luck.below(bytes.length)
    return bytes.with(at, bytes[at]! ^ (1 << luck.below(8)))
  }

  test('each weight depends on the poll, the voter, the counter and every ciphertext, and on its grade', () => {
    const of = (at = poll, k = K, counter = 1, c = ciphertexts) => weightsOf(at, k, counter, c).slice(1)
    const all = [
      of(),
      of({ ...poll, ctx: different(poll.ctx) }),
      of(poll, different(K)),
      of(poll, K, 2),
      of(poll, K, 1, different(ciphertexts)),
    ]
    expect(new Set(all.flat()).size).toBe(10)
    for (const weight of all.flat()) expect(weight < 2n ** 128n).toBe(true)
  })

  test('the challenge depends on all that and on every commitment', () => {
    const of = (at = poll, k = K, counter = 1, c = ciphertexts, made = commitments) => challengeOf(at, k, counter, c, made)
    const [{ a, b }] = commitments as [{ a: Uint8Array; b: Uint8Array }]
    const all = [
      of(),
      of({ ...poll, ctx: different(poll.ctx) }),
      of(poll, different(K)),
      of(poll, K, 2),
      of(poll, K, 1, different(ciphertexts)),
      of(poll, K, 1, ciphertexts, [{ a: different(a), b }]),
      of(poll, K, 1, ciphertexts, [{ a, b: different(b) }]),
      of(poll, K, 1, ciphertexts, [{ a: b, b: a }]),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('every byte counts', () => {
  test('a ballot with any one byte changed is refused', () => {
    const { poll } = smallPoll(luck, { choices: 1, grades: 3 }, sodiumGroup)
    const { bytes } = cast(luck, poll)
    expect(holds(bytes, poll)).toBe(true)
    const passing = [...bytes.keys()].filter((at) => holds(bytes.with(at, bytes[at]! ^ (1 << luck.below(8))), poll))
    expect(passing).toEqual([])
  })

  test('and the proof alone refuses any change before the signature, re-signed by its own voter', () => {
    const { poll } = smallPoll(luck, { choices: 1, grades: 2 }, sodiumGroup)
    const { bytes, credential } = cast(luck, poll)
    const unsigned = bytes.subarray(0, -64)
    const passing = [...unsigned.keys()].filter((at) => {
      const changed = unsigned.with(at, unsigned[at]! ^ (1 << luck.below(8)))
      return rowsHold(poll, signedBy(luck, poll, credential, changed))
    })
    expect(passing).toEqual([])
  })

  test('bytes missing or too many are refused', () => {
    const { bytes } = cast(luck, poll)
    for (const wrong of [new Uint8Array(), bytes.subarray(1), bytes.subarray(0, -1), concat(bytes, Uint8Array.of(0)), sized(bytes)]) {
      expect(refuseCheaply(poll, wrong, first)).toBe('malformed')
      expect(rowsHold(poll, wrong)).toBe(false)
    }
    expect(rowsHold(poll, utf8('x'.repeat(bytes.length)))).toBe(false)
  })

  test('scalars and points that are written another way are refused', () => {
    const { bytes, credential } = cast(luck, poll)
    const size = statementSize(poll)
    for (let at = size; at < bytes.length - 64; at += 32) {
      const larger = bytes.slice()
      const scalar = littleEndian(bytes.subarray(at, at + 32)) + L
      larger.set(Uint8Array.from({ length: 32 }, (_, byte) => Number((scalar >> BigInt(8 * byte)) & 255n)), at) // prettier-ignore
      expect(refuseCheaply(poll, larger, first)).toBe('malformed')
    }
    const point = bytes.slice(0, -64)
    point.set(scalarBytes(1n), 37) // 1 encodes no element of RFC 9496
    expect(rowsHold(poll, signedBy(luck, poll, credential, point))).toBe(false)
    expect(refuseCheaply(poll, bytes.slice().fill(0, 5, 37), first)).toBe('malformed')
  })

  test('ciphertexts or proofs that changed places are refused', () => {
    const { bytes, credential } = cast(luck, poll, { grades: [1, 2] })
    const unsigned = bytes.subarray(0, -64)
    const swap = (a: number, b: number, size: number) => {
      const changed = unsigned.slice()
      changed.copyWithin(a, b, b + size)
      changed.set(unsigned.subarray(a, a + size), b)
      return rowsHold(poll, signedBy(luck, poll, credential, changed))
    }
    const proof = statementSize(poll) + 32
    expect(swap(37, 37 + 128, 128)).toBe(false) // two choices
    expect(swap(37, 37 + 64, 64)).toBe(false) // two grades
    expect(swap(37, 37 + 32, 32)).toBe(false) // α and β
    expect(swap(proof, proof + 64, 64)).toBe(false) // two choices' challenges
    expect(swap(proof + 128, proof + 128 + 96, 96)).toBe(false) // their responses
  })

  test('what is read of a ballot is what was written', () => {
    const { bytes, credential, counter } = cast(luck, poll, { counter: 7 })
    const parts = readBallotParts(poll, bytes)
    expect([parts.counter, toHex(parts.credential)]).toEqual([counter, toHex(credential.publicBytes)])
    expect(parts.challenges.map(({ length }) => length)).toEqual([2, 2])
    expect(parts.responses.map(({ length }) => length)).toEqual([3, 3])
  })
})
