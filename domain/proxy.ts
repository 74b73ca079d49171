import { isOver, refuseUnlessConvened, type Stage } from './assembly.ts'
import type { Represented } from './quorum.ts'

// Proxies (pouvoirs). The law of 1901 says nothing of them; what is not in the statutes is not allowed, hence a cap of the body's own.
// Its scope is one assembly, all the votes on its agenda: it belongs to that assembly, and a second convening is another one.

export type ProxyRefusal = 'not-convened' | 'already-open' | 'over' | 'not-on-the-roll' | 'no-proxies' | 'to-oneself' | 'already-given' | 'you-are-here' | 'holder-not-on-the-roll' | 'holder-is-full' | 'holder-gave-theirs' | 'holds-some' // prettier-ignore

/** A proxy that is being given: who gives, to whom (null: in blank), how many the holder has taken already, of how many at most. */
export type Giving = {
  giverIsElector: boolean
  hasGiven: boolean
  /** The giver has signed in and not left: a proxy would be void before it is given. */
  isHere: boolean
  /** Proxies that others gave to the giver and that still stand: one does not hand over what one carries. */
  holds: number
  holder: { isSelf: boolean; isElector: boolean; holds: number; hasGiven: boolean } | null
  cap: number
}

/** Why this proxy may not be given, or null. */
export function refuseProxy(stage: Stage, { giverIsElector, hasGiven, isHere, holds, holder, cap }: Giving): ProxyRefusal | null {
  const moment = refuseUnlessConvened(stage)
  if (moment) return moment
  if (!giverIsElector) return 'not-on-the-roll'
  if (cap === 0) return 'no-proxies'
  if (hasGiven) return 'already-given'
  if (isHere) return 'you-are-here'
  if (holds > 0) return 'holds-some'
  if (!holder) return null
  if (holder.isSelf) return 'to-oneself'
  if (!holder.isElector) return 'holder-not-on-the-roll'
  if (holder.hasGiven) return 'holder-gave-theirs'
  return holder.holds >= cap ? 'holder-is-full' : null
}

export type AnswerRefusal = 'not-yours' | 'already-answered' | 'ended' | 'over' | 'holder-is-full' | 'holder-gave-theirs'

/** Why someone may not take or decline this proxy, or null. It is taken until the end, since who gave it is not there to give another. */
export function refuseAnswer(
  stage: Stage,
  proxy: Represented & { blank: boolean },
  me: string,
  accepts: boolean,
  { holds, hasGiven, cap }: { holds: number; hasGiven: boolean; cap: number },
): AnswerRefusal | null {
  // prettier-ignore
  if (proxy.blank || proxy.holderId !== me) return 'not-yours'
  if (isOver(stage)) return 'over'
  if (proxy.endedAt) return 'ended'
  if (proxy.acceptedAt) return 'already-answered'
  if (!accepts) return null
  if (hasGiven) return 'holder-gave-theirs'
  return holds >= cap ? 'holder-is-full' : null
}

export type RevocationRefusal = 'not-yours' | 'ended' | 'already-open' | 'over'

/** Who gave a proxy takes it back until the opening; afterwards by coming, which ends it. */
export function refuseRevocation(stage: Stage, proxy: Represented, me: string): RevocationRefusal | null {
  if (proxy.giverId !== me) return 'not-yours'
  if (proxy.endedAt) return 'ended'
  const moment = refuseUnlessConvened(stage)
  return moment === 'not-convened' ? null : moment
}

/** Someone in the room or at a distance who may be given a blank proxy, with how many they carry. */
export type Bearer = { memberId: string; firstName: string; holds: number }

/**
 * Who gets each blank proxy, in the order in which they were given: whoever carries the fewest, then the first by the alphabet (French),
 * then by the older id; never beyond the cap, nobody when all carry as many as they may. The same facts always give the same answer.
 */
export function assignBlanks<P extends { id: string; giverId: string }>(blanks: readonly P[], bearers: readonly Bearer[], cap: number) {
  const alphabet = new Intl.Collator('fr')
  const carried = new Map(bearers.map(({ memberId, holds }) => [memberId, holds]))
  const order = [...bearers].sort((a, b) => alphabet.compare(a.firstName, b.firstName) || (a.memberId < b.memberId ? -1 : 1))
  return blanks.map(({ id, giverId }) => {
    const free = order.filter(({ memberId }) => memberId !== giverId && carried.get(memberId)! < cap)
    const holder = free.reduce<Bearer | null>(
      (best, one) => (best === null || carried.get(one.memberId)! < carried.get(best.memberId)! ? one : best),
      null,
    )
    if (holder) carried.set(holder.memberId, carried.get(holder.memberId)! + 1)
    return { id, holderId: holder?.memberId ?? null }
  })
}

export type ProxyVoteRefusal = 'not-yours' | 'proxy-not-accepted' | 'proxy-ended' | 'not-present' | 'giver-is-here' | 'giver-voted'

/**
 * Why someone may not cast in the name of who gave them a proxy, or null. The giver's own vote is the last word: once they have cast
 * themselves, nobody casts in their name any more, and what was cast before in their name is replaced by theirs.
 */
export function refuseProxyVote(
  proxy: Represented,
  me: string,
  present: ReadonlyMap<string, unknown>,
  giverVotedThemself: boolean,
): ProxyVoteRefusal | null {
  // prettier-ignore
  if (proxy.holderId !== me) return 'not-yours'
  if (!proxy.acceptedAt) return 'proxy-not-accepted'
  if (giverVotedThemself) return 'giver-voted'
  if (present.has(proxy.giverId)) return 'giver-is-here'
  if (proxy.endedAt) return 'proxy-ended'
  return present.has(me) ? null : 'not-present'
}
