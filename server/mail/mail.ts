/** One message: always a text part; html is made from it. `to` is an address, never logged. */
export type Message = { to: string; subject: string; text: string; html: string }
/** What became of one message: taken by the mail server; refused for good; to be tried later; or nobody answers there. `problem`: the server's code, with its status (RFC 3463) if it has one. */
export type Posted = { outcome: 'sent' } | { outcome: 'refused' | 'later' | 'down'; problem: string }

export type Mail = {
  kind: 'smtp' | 'outbox'
  /** Hands the message over without waiting for its delivery; retries by itself. Never throws. */
  send(message: Message): void
  /** Hands over one message of many, once, and says what became of it. `name` and `place` (name@place) name it for ever: a copy of it is dropped by whoever has it, and a report quotes it. */
  post(message: Message & { name: string; place: string }): Promise<Posted>
  /** The last messages kept here when there is no SMTP server; empty with SMTP. */
  outbox(): readonly (Message & { at: Date })[]
  /** Waits until what was handed over has been sent or given up. */
  close(): Promise<void>
}
