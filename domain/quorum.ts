import type { Share } from './assembly-rules.ts'

/** Someone's time at an assembly; several when they went out and came back. */
export type Stay = { memberId: string; how: 'room' | 'remote'; cameAt: Date; leftAt: Date | null }

/** A proxy as far as quorum and votes go: who it is from, who holds it, from when, until when. */
export type Represented = { giverId: string; holderId: string | null; acceptedAt: Date | null; endedAt: Date | null }

export type Heads = { room: number; remote: number; represented: number }

const during = (from: Date | null, until: Date | null, at: Date) => from !== null && from <= at && (until === null || until > at)

/** Who was there at an instant, by how. */
export function presentAt(stays: readonly Stay[], at: Date): ReadonlyMap<string, Stay['how']> {
  return new Map(stays.filter(({ cameAt, leftAt }) => during(cameAt, leftAt, at)).map(({ memberId, how }) => [memberId, how]))
}

/** The proxies that counted at an instant: accepted, not ended, their holder there and their giver not. */
export function standingProxies<P extends Represented>(proxies: readonly P[], present: ReadonlyMap<string, unknown>, at: Date): P[] {
  return proxies.filter(
    ({ giverId, holderId, acceptedAt, endedAt }) =>
      during(acceptedAt, endedAt, at) && holderId !== null && present.has(holderId) && !present.has(giverId),
  )
}

/** How many were there, in the room, at a distance, and represented: nobody twice. */
export function headsAt(stays: readonly Stay[], proxies: readonly Represented[], at: Date): Heads {
  const present = presentAt(stays, at)
  const how = [...present.values()]
  const room = how.filter((one) => one === 'room').length
  return { room, remote: how.length - room, represented: standingProxies(proxies, present, at).length }
}

/** How many it takes: the share of the roll, rounded up. Half of 41 is 21. */
export const quorumNeeded = (rollSize: number, { part, of }: Share) => Math.ceil((rollSize * part) / of)

/** How many are missing; 0 when the quorum is met. */
export const missingTo = (needed: number, { room, remote, represented }: Heads) => Math.max(0, needed - room - remote - represented)
