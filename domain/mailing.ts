import type { Phase } from './poll.ts'

/** `opening`: to everyone on the roll. `reminder`: to those who have not signed it yet. */
export type MailingKind = 'opening' | 'reminder'

export const mailingLimits = {
  /** Messages a minute: what whoever sends them may choose, and what is proposed. It is what limits the rush that follows. */
  slowest: 10,
  fastest: 60_000,
  usual: 3000,
  /** Messages a minute to one domain. */
  toOneDomain: 1200,
  /** Messages that one process hands over at once, and takes in one go. */
  hands: 10,
  batch: 500,
  /** What each of those hands waits before a message in a rush for its pages: ten messages a second of one process. */
  giveWayMilliseconds: 1000,
  /** How long the whole waits when the mail server itself does not answer. */
  downSeconds: 20,
  /** A message that a process took without saying what became of it is taken again after so long. */
  forgottenMinutes: 10,
  /** Letters of what is given at once of messages that came back: a file of 2 MiB, and what is pasted with it. */
  returnedLetters: 2_200_000,
  /** Unknown addresses that are told, of those given. */
  unknownTold: 100,
  /** The mailbox of returned mail: seconds between two readings, and after which one begins nothing more; messages looked at in one, and in one go; bytes read of a report. */
  boxEverySeconds: 120,
  boxSeconds: 100,
  boxMessages: 5000,
  boxLot: 50,
  reportBytes: 262_144,
} as const

/** Minutes before a message that was answered "later" is tried again, each time. */
const laterMinutes = [1, 2, 5, 15, 30, 60, 120, 240] as const

export type MailingRefusal =
  | 'not-a-coordinator'
  | 'no-roll'
  | 'roll-not-frozen'
  | 'of-an-assembly'
  | 'cancelled'
  | 'closed'
  | 'already-sending'
  | 'already-sent'
  | 'not-open'

type Facts = {
  onRoll: boolean
  frozen: boolean
  ofAssembly: boolean
  phase: Phase
  under: readonly { kind: MailingKind; ended: boolean }[]
}

/**
 * Why a mailing about a poll may not begin now, or null. `under`: the mailings there were about it that were not stopped. An opening goes
 * once; a reminder while the poll is open, when nothing else is being sent. An assembly is convened; its votes last minutes, and those who are there know.
 */
export function refuseMailing(kind: MailingKind, { onRoll, frozen, ofAssembly, phase, under }: Facts): MailingRefusal | null {
  if (!onRoll) return 'no-roll'
  if (ofAssembly) return 'of-an-assembly'
  if (!frozen) return 'roll-not-frozen'
  if (phase === 'cancelled' || phase === 'closed') return phase
  if (under.some(({ ended }) => !ended)) return 'already-sending'
  if (kind === 'opening') return under.some((one) => one.kind === 'opening') ? 'already-sent' : null
  return phase === 'open' ? null : 'not-open'
}

/** In how many minutes a message is tried again when `tries` were answered "later", or null when it is given up: after nearly eight hours. */
export const laterIn = (tries: number): number | null => laterMinutes[tries - 1] ?? null

/** How many messages may leave now, when so many left in the last `window` seconds and the pace is so many a minute. */
export const mayLeave = (pace: number, left: number, window: number): number => Math.max(0, Math.ceil((pace * window) / 60) - left)

/** The minutes that `waiting` messages take at a pace. */
export const minutesFor = (waiting: number, pace: number): number => Math.ceil(waiting / pace)
