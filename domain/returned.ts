import { normaliseEmail } from './email.ts'

// What comes back an hour or a day after the mail server took it: messages to the sender (RFC 3464), or addresses that a person read in them.

/** Someone whom a message did not reach: the addresses it may have been sent to, and why (RFC 3463, « 5.1.1 »), if it is said. */
export type Returned = { addresses: readonly string[]; status: string | null }

/** Why the mailbox to which messages come back cannot be read. */
export const mailboxProblems = ['password', 'folder', 'certificate', 'kept', 'no-answer'] as const
export type MailboxProblem = (typeof mailboxProblems)[number]

/**
 * Said of an address, in a regular expression that PostgreSQL reads too: it is nobody's, its domain takes no mail, or its mailbox is closed (RFC 3463,
 * 5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.2.1; RFC 7505, 5.1.10). A mailbox that is full or a message that is refused says nothing of the kind.
 */
export const goneStatus = String.raw`(^| )5\.(1\.(1|2|3|6|10)|2\.1)$`

/** A message without a report lets nobody tell whose address failed from who wrote. */
export type ReturnedRefusal = 'no-address' | 'no-report' | 'no-failure'

/** Those whom messages did not reach, from a list of addresses or from the messages that came back, as many as there are; or why none is read there. */
export function readReturned(text: string): { returned: Returned[] } | { refusal: ReturnedRefusal } {
  const isReport = /^Final-Recipient:/im.test(text)
  if (!isReport && /^(?:From |Return-Path:|Received:|Content-Type:|MIME-Version:)/im.test(text)) return { refusal: 'no-report' }
  const found = isReport ? failuresIn(text) : addressesIn(text)
  if (found.length === 0) return { refusal: isReport ? 'no-failure' : 'no-address' }
  return { returned: [...new Map(found.map((one) => [one.addresses[0]!, one])).values()] }
}

/** Names, commas and angle brackets may stand around addresses, as in what a mail program copies. */
const addressesIn = (text: string): Returned[] =>
  text
    .split(/[\s,;<>"'()[\]]+/)
    .filter((word) => word.includes('@') && word.length <= 300)
    .flatMap((word) => normaliseEmail(word.replace(/^mailto:/i, '').replace(/[.:]+$/, '')) ?? [])
    .map((address) => ({ addresses: [address], status: null }))

/** Those whose message failed for good. The address that was written to comes first; the final one is another where mail is forwarded. */
const failuresIn = (text: string): Returned[] =>
  groupsIn(text).flatMap(({ addresses, failed, status }) => (failed && addresses.length > 0 ? [{ addresses, status }] : []))

/** Why a message to one person did not reach them, from the report of it (« 5.1.1 », or null if it does not say); null when it tells no failure for good. */
export function failureIn(report: string): { status: string | null } | null {
  const failure = groupsIn(report).find(({ failed }) => failed)
  return failure ? { status: failure.status } : null
}

/** The groups of fields of each recipient (RFC 3464, section 2.3), in any number of messages one after the other. A delay is no failure. */
function groupsIn(text: string) {
  const unfolded = text.replace(/([^\r\n])\r?\n[ \t]+(?=\S)/g, '$1 ')
  const groups = unfolded.split(/\r?\n[ \t]*\r?\n/).filter((group) => /^Final-Recipient:/im.test(group))
  return groups.map((group) => {
    const field = (name: string) => new RegExp(`^${name}:(.*)$`, 'im').exec(group)?.[1]?.trim() ?? ''
    return {
      addresses: [...new Set(['Original-Recipient', 'Final-Recipient'].flatMap((name) => recipientIn(field(name)) ?? []))],
      failed: /^failed\b/i.test(field('Action')),
      status: /^[245]\.\d{1,3}\.\d{1,3}/.exec(field('Status'))?.[0] ?? null,
    }
  })
}

/** « rfc822; someone@example.org » */
const recipientIn = (value: string) => normaliseEmail(value.replace(/^[^;]*;/, '').replace(/[<>]/g, ''))
