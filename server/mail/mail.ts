/** One message: always a text part; html is made from it. `to` is an address, never logged. */
export type Message = { to: string; subject: string; text: string; html: string }
export type Mail = {
  kind: 'smtp' | 'outbox'
  /** Hands the message over without waiting for its delivery; retries by itself. Never throws. */
  send(message: Message): void
  /** The last messages kept here when there is no SMTP server; empty with SMTP. */
  outbox(): readonly (Message & { at: Date })[]
  /** Waits until what was handed over has been sent or given up. */
  close(): Promise<void>
}
