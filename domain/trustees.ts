import { sealingLimits } from './limits.ts'
import { type Instants, phase } from './poll.ts'

/** Whom a sealed poll is entrusted to: ids of members. `needed`: how many trustees it takes, with the server, to open the sum. */
export type Trust = { needed: number; trustees: readonly string[]; registrar: string }

/** At most nine trustees; usually three, of whom two are enough. */
export const trustLimits = { trustees: 9, usual: 3, recommended: 2 } as const

export type TrustRefusal =
  | 'no-trustees'
  | 'too-many-trustees'
  | 'needed-out-of-range'
  | 'repeated-trustee'
  | 'no-registrar'
  | 'registrar-is-trustee'
  | 'not-a-member'
  | 'off-the-roll'

/** Why a poll may not be entrusted to these people, or null: members of the body now, who are on the roll where one was drawn up. */
export function refuseTrust(trust: Trust, members: ReadonlySet<string>, onTheRoll: ReadonlySet<string> = members): TrustRefusal | null {
  const refusal = refuseRoles(trust)
  if (refusal) return refusal
  const people = [...trust.trustees, trust.registrar]
  if (!people.every((member) => members.has(member))) return 'not-a-member'
  return people.every((member) => onTheRoll.has(member)) ? null : 'off-the-roll'
}

/** The part of that rule that needs not know who they are: a form tells it with its other mistakes. */
export function refuseRoles({ needed, trustees, registrar }: Trust): Exclude<TrustRefusal, 'not-a-member' | 'off-the-roll'> | null {
  if (trustees.length === 0) return 'no-trustees'
  if (trustees.length > trustLimits.trustees) return 'too-many-trustees'
  if (needed < 1 || needed > trustees.length) return 'needed-out-of-range'
  if (new Set(trustees).size < trustees.length) return 'repeated-trustee'
  if (registrar === '') return 'no-registrar'
  return trustees.includes(registrar) ? 'registrar-is-trustee' : null
}

/** What a trustee says in a ceremony, in this order; a complaint stops it. */
export const ceremonySteps = ['announcement', 'opening', 'shares', 'confirmation'] as const
export type CeremonyStep = (typeof ceremonySteps)[number]
export type CeremonySpeech = CeremonyStep | 'complaint'

/** How many trustees there are, and who said what, by number; 0 is the server. */
export type CeremonyFacts = { trustees: number; said: readonly { number: number; step: CeremonySpeech }[] }

/** What everyone is at. A step begins when all trustees have taken the one before: nobody sees an opening before all announced. */
export function ceremonyStage({ trustees, said }: CeremonyFacts): CeremonyStep | 'stopped' | 'done' {
  if (said.some(({ step }) => step === 'complaint')) return 'stopped'
  const taken = (wanted: CeremonyStep) => said.filter(({ number, step }) => number > 0 && step === wanted).length
  return ceremonySteps.find((step) => taken(step) < trustees) ?? 'done'
}

export type SpeechRefusal = 'not-a-trustee' | 'begun-again' | 'stopped' | 'done' | 'not-yet' | 'already-said'

/** Why this trustee may not say this now, or null. A complaint may come at any time: shares are wrong, or the words read aloud differ. */
export function refuseSpeech(facts: CeremonyFacts, number: number | null, step: CeremonySpeech): SpeechRefusal | null {
  if (number === null || number < 1) return 'not-a-trustee'
  const stage = ceremonyStage(facts)
  if (stage === 'stopped' || stage === 'done') return stage
  if (facts.said.some((one) => one.number === number && one.step === step)) return 'already-said'
  return step !== 'complaint' && ceremonySteps.indexOf(step) > ceremonySteps.indexOf(stage) ? 'not-yet' : null
}

/** Why a ceremony may not be begun again by this trustee, or null. Once all have confirmed, the key is made for good. */
export function refuseRestart(facts: CeremonyFacts, number: number | null): 'not-a-trustee' | 'done' | null {
  if (number === null) return 'not-a-trustee'
  return ceremonyStage(facts) === 'done' ? 'done' : null
}

/** When the registrar gave the public halves of the codes, and said that the codes are handed over: null before. */
export type CodesFacts = { codesGivenAt: Date | null; codesHandedAt: Date | null }

export type Missing = 'codes' | 'handing' | 'ceremony'

/** What a sealed poll still waits for before it can open; empty: it opens at its instant. Nobody could vote whose code is still in a drawer. */
export function missingToOpen(ceremony: CeremonyFacts, { codesGivenAt, codesHandedAt }: CodesFacts): Missing[] {
  const codes = codesGivenAt === null ? (['codes'] as const) : codesHandedAt === null ? (['handing'] as const) : []
  return [...codes, ...(ceremonyStage(ceremony) === 'done' ? [] : (['ceremony'] as const))]
}

/** Why the registrar may not say now that the codes they gave at that instant are handed over, or null: others may have been drawn since, which are in nobody's hands. */
export function refuseHanding({ codesGivenAt }: CodesFacts, given: Date): 'no-codes' | 'other-codes' | null {
  if (codesGivenAt === null) return 'no-codes'
  return codesGivenAt.getTime() === given.getTime() ? null : 'other-codes'
}

/** A letter to those to whom a sealed poll is entrusted: it has just been; it should open, and waits for them; it is closed and is to be counted; it still is, a day later. */
export const entrustedLetters = ['entrusted', 'awaited', 'count', 'count-again'] as const
export type EntrustedLetter = (typeof entrustedLetters)[number]

export const isToTheEntrusted = (kind: string): kind is EntrustedLetter => (entrustedLetters as readonly string[]).includes(kind)

/**
 * Which letter those whose turn it is are to have by now, or null. announcedAt: when the poll was; the first letter leaves a minute to cancel it. entrustedAt:
 * when that one was written; the second leaves them a day after it, however soon the poll should open. countAt: when they were called to the count; a day
 * later they are once more.
 */
export function letterToTheEntrusted(
  facts: { announcedAt: Date; opensAt: Date; closed: boolean; entrustedAt: Date | null; countAt: Date | null },
  now: Date,
): EntrustedLetter | null {
  const aDayAfter = (at: Date) => at.getTime() + sealingLimits.awaitedHours * 3_600_000
  if (facts.closed) return facts.countAt && now.getTime() >= aDayAfter(facts.countAt) ? 'count-again' : 'count'
  if (!facts.entrustedAt) return now.getTime() - facts.announcedAt.getTime() >= sealingLimits.graceSeconds * 1000 ? 'entrusted' : null
  const late = Math.max(facts.opensAt.getTime(), aDayAfter(facts.entrustedAt))
  return now.getTime() >= late ? 'awaited' : null
}

/** A holder of the key at the opening of a closed poll: what it has said so far. */
export type OpeningFacts = {
  needed: number
  summed: boolean
  tooFew: boolean
  givenUp: boolean
  seen: readonly number[]
  partials: readonly number[]
}
export type OpeningRefusal = 'not-a-trustee' | 'given-up' | 'too-few-ballots' | 'not-summed' | 'already-said' | 'sum-not-seen' | 'counted'

/** Why this trustee may not say now that they found the sum ('seen'), or give their part of its opening ('partial'); null: they may. */
export function refusePart(facts: OpeningFacts, number: number | null, what: 'seen' | 'partial'): OpeningRefusal | null {
  if (number === null) return 'not-a-trustee'
  if (facts.givenUp) return 'given-up'
  if (facts.tooFew) return 'too-few-ballots'
  if (!facts.summed) return 'not-summed'
  const trustees = facts.partials.filter((holder) => holder > 0)
  if (trustees.includes(number) || (what === 'seen' && facts.seen.includes(number))) return 'already-said'
  if (trustees.length >= facts.needed) return 'counted'
  return what === 'partial' && !facts.seen.includes(number) ? 'sum-not-seen' : null
}

export type GivingUpRefusal = 'not-sealed' | 'not-closed' | 'given-up' | 'counted' | 'too-early'

/**
 * Why the count of this poll may not be given up now, or null: once it is closed, as long as too few parts of its opening are given, and after
 * time enough for whoever was away. Nobody has seen any count of it: giving it up cannot be a way out of a result that displeases.
 */
export function refuseGivingUp(poll: Instants, opening: OpeningFacts, now: Date): GivingUpRefusal | null {
  if (poll.level !== 'sealed') return 'not-sealed'
  if (opening.givenUp) return 'given-up'
  if (phase(poll, now) !== 'closed') return 'not-closed'
  if (opening.tooFew || opening.partials.filter((holder) => holder > 0).length >= opening.needed) return 'counted'
  return now.getTime() - poll.closesAt.getTime() < sealingLimits.giveUpDays * 86_400_000 ? 'too-early' : null
}
