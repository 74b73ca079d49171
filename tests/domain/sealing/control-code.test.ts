import { expect, test } from 'vitest'
import { ballotHash, splitBallot } from '#domain/sealing/ballot-bytes.ts'
import { Malformed, same } from '#domain/sealing/bytes.ts'
import { castCode, controlCode, exportOf, readControlCode } from '#domain/sealing/control-code.ts'
import { exportControl, openControl } from '#domain/sealing/control.ts'
import { sha256 } from '#domain/sealing/transcript.ts'
import { cast, smallPoll } from './booth.ts'
import { chance, seedOf } from './chance.ts'

const luck = chance(seedOf('control codes'))
const { poll } = smallPoll(luck, { choices: 3, grades: 5 })
const made = cast(luck, poll, { counter: 2 })
const { encryptionSeed, grades, counter } = made
const proofHash = sha256(splitBallot(poll, made.bytes).proof)
const short = controlCode({ credential: made.credential.publicBytes, counter, encryptionSeed, proofHash, grades })
const controlOf = (bytes: Uint8Array) => {
  const code = readControlCode(poll, bytes)
  if (code.kind !== 'control') throw new Error('another kind of code')
  return exportOf(poll, code)
}

test('a short code stands for the whole export of a ballot, byte for byte', () => {
  expect(same(controlOf(short), exportControl(poll, made.bytes, encryptionSeed))).toBe(true)
  expect(openControl(poll, controlOf(short))).toEqual({ leafHash: ballotHash(poll, made.bytes), counter, grades })
})

test('a code that says something else leads to another hash: a device that announced one ballot cannot show another', () => {
  for (const at of [1, 36, 40, 70, short.length - 1]) {
    const changed = Uint8Array.from(short, (byte, index) => (index === at ? (byte + 1) % (index === short.length - 1 ? 5 : 256) : byte))
    const opened = openControl(poll, controlOf(changed))
    expect(opened && same(opened.leafHash, ballotHash(poll, made.bytes)), String(at)).toBe(false)
  }
})

test('the code of a ballot that was cast is its hash and what opens it', () => {
  const leafHash = ballotHash(poll, made.bytes)
  expect(readControlCode(poll, castCode({ leafHash, encryptionSeed }))).toEqual({ kind: 'cast', leafHash, encryptionSeed })
})

test.each([
  ['nothing', new Uint8Array()],
  ['a kind that is unknown', Uint8Array.from(short, (byte, at) => (at === 0 ? 3 : byte))],
  ['a code cut short', short.subarray(0, -1)],
  ['a code with something after it', Uint8Array.of(...short, 0)],
  ['a grade that is not of the scale', Uint8Array.from(short, (byte, at) => (at === short.length - 1 ? 5 : byte))],
])('%s is refused', (_, bytes) => {
  expect(() => readControlCode(poll, bytes)).toThrow(Malformed)
})
