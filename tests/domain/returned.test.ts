import { describe, expect, test } from 'vitest'
import { failureIn, goneStatus, readReturned } from '#domain/returned.ts'

const alone = (address: string) => ({ addresses: [address], status: null })

describe('addresses that came back, as a person gives them', () => {
  test.each([
    ['a line each', 'awa@exemple.org\r\nbilal@exemple.org\n', ['awa@exemple.org', 'bilal@exemple.org']],
    ['with names, as a mail program copies them', 'Awa <Awa@Exemple.org>; "Bilal" <bilal@exemple.org>,', ['awa@exemple.org', 'bilal@exemple.org']], // prettier-ignore
    ['twice', 'awa@exemple.org AWA@exemple.org', ['awa@exemple.org']],
    ['in a sentence', 'Le message à mailto:awa@exemple.org, puis à bilal@exemple.org.', ['awa@exemple.org', 'bilal@exemple.org']],
  ])('%s', (_, text, addresses) => {
    expect(readReturned(text)).toEqual({ returned: addresses.map(alone) })
  })

  test.each([
    ['nothing', ''],
    ['no address', 'Tout est revenu'],
    ['what no mail could reach', 'awa@exemple, @exemple.org, awa@'],
  ])('%s: refused', (_, text) => {
    expect(readReturned(text)).toEqual({ refusal: 'no-address' })
  })
})

/** As Postfix writes it. */
const report = (fields: string) => `Return-Path: <>
From: MAILER-DAEMON@relais.exemple.net (Mail Delivery System)
To: vote@preau.test
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="limite"

--limite
Content-Type: text/plain; charset=us-ascii

<awa@exemple.org>: host mx.exemple.org said: 550 5.1.1 no such user: help@exemple.org

--limite
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.exemple.net
Arrival-Date: Sun, 29 Nov 2026 10:00:00 +0100

${fields}

--limite
Content-Type: message/rfc822

From: vote@preau.test
To: awa@exemple.org
Subject: Ton vote

--limite--
`
const failed = (address: string, more = 'Status: 5.1.1') => `Final-Recipient: rfc822; ${address}\nAction: failed\n${more}`

describe('messages that came back', () => {
  test('say whose address failed and why, and nothing else of them is read', () => {
    expect(readReturned(report(failed('Awa@exemple.org')))).toEqual({ returned: [{ addresses: ['awa@exemple.org'], status: '5.1.1' }] })
  })

  test.each([
    ['with the lines of Windows', report(failed('awa@exemple.org')).replaceAll('\n', '\r\n'), '5.1.1'],
    ['with a field over two lines', report('Final-Recipient: rfc822;\n <awa@exemple.org>\nAction: failed\nStatus: 5.2.2 (mailbox\n full)'), '5.2.2'], // prettier-ignore
    ['after days of trying', report(failed('awa@exemple.org', 'Status: 4.4.7')), '4.4.7'],
    ['without a status', report(failed('awa@exemple.org', 'Diagnostic-Code: smtp; 550 no')), null],
    ['in Unicode (RFC 6533)', report('Final-Recipient: utf-8; awa@exemple.org\nAction: failed\nStatus: 5.1.1'), '5.1.1'],
  ])('%s', (_, text, status) => {
    expect(readReturned(text)).toEqual({ returned: [{ addresses: ['awa@exemple.org'], status }] })
  })

  test('of someone whose mail is forwarded are known by the address that was written to', () => {
    const fields = `Original-Recipient: rfc822; awa@exemple.org\n${failed('awa@ailleurs.org')}`
    expect(readReturned(report(fields))).toEqual({ returned: [{ addresses: ['awa@exemple.org', 'awa@ailleurs.org'], status: '5.1.1' }] })
  })

  test('are read one after the other in a mailbox, several people in one of them, each once', () => {
    const both = report(`${failed('bilal@exemple.org')}\n\n${failed('chloe@exemple.org', 'Status: 5.7.1')}`)
    const mbox = `From MAILER-DAEMON Sun Nov 29 10:00:00 2026\n${report(failed('awa@exemple.org'))}\nFrom MAILER-DAEMON Sun Nov 29 10:01:00 2026\n${both}${both}`
    const read = readReturned(mbox)
    expect('returned' in read && read.returned.map(({ addresses, status }) => [addresses[0], status])).toEqual([
      ['awa@exemple.org', '5.1.1'],
      ['bilal@exemple.org', '5.1.1'],
      ['chloe@exemple.org', '5.7.1'],
    ])
  })

  test.each([
    ['only a delay', report('Final-Recipient: rfc822; awa@exemple.org\nAction: delayed\nStatus: 4.4.1'), 'no-failure'],
    ['a delivery', report('Final-Recipient: rfc822; awa@exemple.org\nAction: delivered\nStatus: 2.0.0'), 'no-failure'],
    ['an address that is none', report(failed('awa')), 'no-failure'],
    ['no report: who wrote could be taken for who is missing', 'From: awa@exemple.org\nContent-Type: text/plain\n\nJe suis absente.', 'no-report'], // prettier-ignore
  ])('%s: refused', (_, text, refusal) => {
    expect(readReturned(text)).toEqual({ refusal })
  })

  test.each([
    ['failed', report(failed('awa@exemple.org')), { status: '5.1.1' }],
    ['failed, to someone whom it names in a way of its own', report('Final-Recipient: x-local; Awa\nAction: failed\nStatus: 5.1.1'), { status: '5.1.1' }], // prettier-ignore
    ['failed without saying why', report(failed('awa@exemple.org', '')), { status: null }],
    ['is late', report('Final-Recipient: rfc822; awa@exemple.org\nAction: delayed\nStatus: 4.4.1'), null],
    ['was delivered', report('Final-Recipient: rfc822; awa@exemple.org\nAction: delivered\nStatus: 2.0.0'), null],
    ['was read (RFC 8098), which is another report', report('Final-Recipient: rfc822; awa@exemple.org\nDisposition: manual-action/MDN-sent-manually; displayed'), null], // prettier-ignore
  ])('a report that a message %s', (_, text, failure) => {
    expect(failureIn(text)).toEqual(failure)
  })

  test.each([
    ['returned 5.1.1', true],
    ['returned 5.1.10', true],
    ['550 5.1.1', true],
    ['returned 5.2.1', true],
    ['returned 5.2.2', false],
    ['returned 4.4.7', false],
    ['returned 5.7.1', false],
    ['returned 5.1.8', false],
    ['returned 5.1.16', false],
    ['returned', false],
    ['550', false],
  ])('« %s » says that nobody has this address any more: %s', (problem, gone) => {
    expect(new RegExp(goneStatus).test(problem)).toBe(gone)
  })

  test('a long text is read in a time that grows with its length', () => {
    const start = process.cpuUsage()
    readReturned(`Final-Recipient: rfc822; ${' '.repeat(500_000)}a\n${'\n '.repeat(250_000)}`)
    readReturned(`@${'.'.repeat(1_000_000)}a`)
    readReturned('a@b,'.repeat(250_000))
    // Of the processor, in µs: what else the machine does is not counted.
    expect(process.cpuUsage(start).user).toBeLessThan(3_000_000)
  })
})
