// What can be told of a message to one person: what the mail server answered, and what came back. What happens beyond is not known, and never said.

export const messageStates = ['handed', 'returned', 'refused', 'waiting', 'never', 'left-out', 'no-address', 'not-written'] as const
/**
 * handed: the mail server took it; returned: it came back afterwards; refused: the mail server refused it for good; waiting: it is still to be
 * handed over; never: the mailing was stopped before; left-out: there was nothing left to ask of this person, or their address was gone, when its
 * turn came; no-address: they have a printed sheet, or erased themselves; not-written: the mailing had no message for them.
 */
export type MessageState = (typeof messageStates)[number]

export type MessageFacts = {
  hasAddress: boolean
  /** There is a message to them. */
  written: boolean
  sentAt: Date | null
  failedAt: Date | null
  skipped: string | null
  problem: string | null
}

/** `stopped`: the mailing was, for good. `status`: what the mail server answered last, or what the report of its return says (RFC 3463). */
export function stateOfMessage(facts: MessageFacts, stopped: boolean): { state: MessageState; status: string | null } {
  const { hasAddress, written, sentAt, failedAt, skipped, problem } = facts
  if (!written) return { state: hasAddress ? 'not-written' : 'no-address', status: null }
  const came = problem?.startsWith('returned') ?? false
  const status = (came ? problem!.slice('returned'.length).trim() : problem) || null
  if (failedAt) return { state: came || sentAt ? 'returned' : 'refused', status }
  if (sentAt) return { state: 'handed', status: null }
  if (skipped) return { state: 'left-out', status: null }
  return { state: stopped ? 'never' : 'waiting', status }
}

/** Why who was sent a mailing may not be listed, or null: a reminder goes to those who have not voted, so that its list would say who had. */
export const refuseProof = (kind: string): 'tells-who-voted' | null => (kind === 'reminder' ? 'tells-who-voted' : null)
