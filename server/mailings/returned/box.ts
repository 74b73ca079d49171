import { createHash } from 'node:crypto'
import { ImapFlow, type MessageStructureObject } from 'imapflow'
import type { MailboxProblem } from '#domain/returned.ts'
import { mailingLimits as limits } from '#domain/mailing.ts'
import type { Mailbox } from '#server/mail/mailbox.ts'

/** As far as a mailbox was read: a message has a uid that grows, as long as that mailbox keeps its validity (RFC 3501, 2.3.1.1). */
export type Place = { mailbox: string; validity: string; uid: number }
export type Report = { uid: number; text: string }

/** What is done with what is read: `judge` gives back the reports that may go; `reached`, once they are gone, is told how far that is. */
type Reader = { judge: (reports: Report[]) => Promise<number[]>; reached: (place: Place) => Promise<unknown> }

/**
 * Reads the reports of a mailbox that came after a place, a lot at a time, the oldest first, and deletes for good those that may go. Nothing else is
 * opened, marked or moved. Begins no other lot after a number of messages or a time. Says how many messages are left there once all was
 * read, or null when there is more. Throws Unreadable when the mailbox prevents it, what its reader throws, and the reason of `signal`.
 */
export async function readBox(mailbox: Mailbox, after: Place, { judge, reached }: Reader, signal: AbortSignal): Promise<number | null> {
  signal.throwIfAborted()
  const client = imapOf(mailbox)
  const giveUp = () => client.close()
  signal.addEventListener('abort', giveUp)
  const enough = Date.now() + limits.boxSeconds * 1000
  const late = setTimeout(giveUp, limits.boxEverySeconds * 1000).unref()
  try {
    await ofBox(client.connect())
    const { uidValidity, path } = await ofBox(client.mailboxOpen(mailbox.folder))
    const here = { mailbox: hashOf(mailbox), validity: String(uidValidity) }
    const last = here.mailbox === after.mailbox && here.validity === after.validity ? after.uid : 0
    // « n:* » names the last message even when its number is below n.
    const found = await ofBox(client.search({ uid: `${last + 1}:*` }, { uid: true }))
    if (!found) throw new Unreadable('no-answer')
    const news = found.filter((uid) => uid > last).sort((a, b) => a - b)
    let at = 0
    for (; at < Math.min(news.length, limits.boxMessages) && Date.now() < enough; at += limits.boxLot) {
      const lot = news.slice(at, at + limits.boxLot)
      const gone = await judge(await reportsOf(client, lot))
      if (gone.length > 0 && !(await ofBox(client.messageDelete(gone, { uid: true })))) throw new Unreadable('kept')
      await reached({ ...here, uid: lot.at(-1)! })
    }
    if (at < news.length) return null
    const status = await ofBox(client.status(path, { messages: true }))
    return (status && status.messages) || 0
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', giveUp)
    client.close()
  }
}

/** Which mailbox it is, however it is reached: its login is not written in the database. */
const hashOf = ({ host, user, folder }: Mailbox) =>
  createHash('sha256')
    .update(JSON.stringify([host, user, folder]))
    .digest('hex')

/** Of some messages, those that are reports of delivery, each up to a length: of the others, no more than how they are made is asked. */
async function reportsOf(client: ImapFlow, uids: number[]): Promise<Report[]> {
  const made = await ofBox(client.fetchAll(uids, { uid: true, bodyStructure: true }, { uid: true }))
  const wanted = made.filter(({ bodyStructure }) => isReport(bodyStructure)).map(({ uid }) => uid)
  if (wanted.length === 0) return []
  const fetched = await ofBox(client.fetchAll(wanted, { uid: true, source: { start: 0, maxLength: limits.reportBytes } }, { uid: true }))
  return fetched.map(({ uid, source }) => ({ uid, text: source?.toString('latin1') ?? '' }))
}

/** RFC 6522: « multipart/report; report-type=delivery-status ». A receipt of reading or a complaint is a report of another type. */
const isReport = (structure: MessageStructureObject | undefined) =>
  structure?.type?.toLowerCase() === 'multipart/report' && structure.parameters?.['report-type']?.toLowerCase() === 'delivery-status'

function imapOf({ host, port, encrypted, user, password }: Mailbox): ImapFlow {
  const client = new ImapFlow({
    host,
    port,
    secure: encrypted,
    doSTARTTLS: false,
    auth: { user, pass: password },
    // What it would log holds the login and what it reads.
    logger: false,
    disableAutoIdle: true,
    ...{ connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 30_000 },
    ...{ maxLiteralSize: 2 * limits.reportBytes, maxResponseSize: 4 * limits.reportBytes },
  })
  // An error also rejects what was asked; without a listener it would end the process.
  client.on('error', () => {})
  return client
}

/** A mailbox that could not be read. It says why in a word, and keeps nothing of what its server said, which may hold anything. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  problem: MailboxProblem
  constructor(problem: MailboxProblem) {
    super(problem)
    this.problem = problem
  }
}

/** What a mailbox answers: only what is asked of it here can be told as its fault. */
const ofBox = <T>(answer: Promise<T>) => answer.catch((error: unknown) => Promise.reject(new Unreadable(problemIn(error))))

function problemIn(error: unknown): MailboxProblem {
  const { code = '', ...told } = error as { code?: string; authenticationFailed?: boolean; mailboxMissing?: boolean }
  if (told.authenticationFailed) return 'password'
  if (told.mailboxMissing) return 'folder'
  return /CERT|TLS|SSL|SIGNATURE/.test(code) ? 'certificate' : 'no-answer'
}
