import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normaliseEmail } from '#domain/email.ts'
import { failureIn, readReturned } from '#domain/returned.ts'

const seed = Date.now() % 2 ** 31
console.log(`reports: seed ${seed}`)

const head = 'Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=l\r\n\r\n--l\r\n'
const whole = `${head}Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.fr\r\n\r\nOriginal-Recipient: rfc822; awa@exemple.org\r\nFinal-Recipient: rfc822;\r\n awa@ailleurs.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--l--\r\n`

/** Pieces of reports and anything else, in any order. */
const pieces = fc.oneof(
  fc.constantFrom('Final-Recipient:', 'Original-Recipient:', 'Action: failed', 'Action:', 'Status: 5.1.1', 'Status: 9.9.9', '\r\n', '\n', '\r', '\r\n\r\n', ' ', '\t', 'rfc822;', '<', '>', '@', 'a@exemple.org', '.', '\0', '\u202e', '=?utf-8?q?=40?='), // prettier-ignore
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const anything = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(''))
/** A report from which some is cut, and in the place of which something else is put. */
const broken = fc
  .tuple(fc.nat(whole.length), fc.nat(40), anything)
  .map(([at, length, put]) => whole.slice(0, at) + put + whole.slice(at + length))

test('whatever a report is, it is read to a status and to addresses, or to why there is none', () => {
  fc.assert(
    fc.property(fc.oneof(broken, anything), (text) => {
      const failure = failureIn(text)
      if (failure?.status) expect(failure.status).toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/)
      const read = readReturned(text)
      if ('refusal' in read) return
      expect(read.returned.length).toBeGreaterThan(0)
      for (const address of read.returned.flatMap(({ addresses }) => addresses)) expect(normaliseEmail(address)).toBe(address)
    }),
    { seed, numRuns: 5000 },
  )
})
