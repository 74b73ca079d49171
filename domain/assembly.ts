import type { AssemblyKind } from './assembly-rules.ts'
import { assemblyLimits as limits } from './limits.ts'
import { asRead } from './poll.ts'

export type Stage = 'draft' | 'convened' | 'open' | 'closed' | 'adjourned' | 'cancelled'

export type Assembly = {
  kind: AssemblyKind
  startsAt: Date
  convenedAt: Date | null
  openedAt: Date | null
  closedAt: Date | null
  adjournedAt: Date | null
  cancelledAt: Date | null
}

/** Derived from the instants: an assembly opens when its officers say so, and ends when they say so. */
export function stageOf({ convenedAt, openedAt, closedAt, adjournedAt, cancelledAt }: Omit<Assembly, 'kind' | 'startsAt'>): Stage {
  if (cancelledAt) return 'cancelled'
  if (closedAt) return 'closed'
  if (adjournedAt) return 'adjourned'
  if (openedAt) return 'open'
  return convenedAt ? 'convened' : 'draft'
}

/** What was opened and has ended has a sheet and minutes; what was cancelled has neither. */
export const wasHeld = (stage: Stage) => stage === 'closed' || stage === 'adjourned'
export const isOver = (stage: Stage) => wasHeld(stage) || stage === 'cancelled'

/** A point of the agenda. resolution: what would be decided, null for a point that is only talked over. */
export type Item = { title: string; text: string; resolution: string | null }
export type AssemblyDraft = { title: string; place: string; link: string; startsAt: Date; agenda: readonly Item[] }

export type DraftRefusal = 'no-title' | 'no-place' | 'bad-link' | 'bad-date' | 'in-the-past' | 'too-far' | 'no-agenda' | 'item-without-title' | 'too-many-items' | 'too-long' // prettier-ignore

/** Why an assembly may not be prepared like this, or null. Whether it leaves enough notice is asked when it is convened. */
export function refuseDraft({ title, place, link, startsAt, agenda }: AssemblyDraft, now: Date): DraftRefusal | null {
  if (asRead(title) === '') return 'no-title'
  if (place === '' && link === '') return 'no-place'
  if (link !== '' && !/^https?:\/\/[^\s]+$/.test(link)) return 'bad-link'
  if (Number.isNaN(startsAt.getTime())) return 'bad-date'
  if (startsAt < now) return 'in-the-past'
  if (startsAt.getTime() - now.getTime() > limits.horizon) return 'too-far'
  if (agenda.length === 0) return 'no-agenda'
  if (agenda.length > limits.items) return 'too-many-items'
  if (agenda.some((item) => asRead(item.title) === '')) return 'item-without-title'
  const tooLong = ({ title, text, resolution }: Item) =>
    title.length > limits.title || text.length > limits.itemText || (resolution ?? '').length > limits.itemText
  return title.length > limits.title || place.length > limits.place || link.length > limits.link || agenda.some(tooLong) ? 'too-long' : null
}

/** Only what was not convened yet is still prepared. */
export const refuseChange = (stage: Stage): 'already-convened' | null => (stage === 'draft' ? null : 'already-convened')

const day = 24 * 3_600_000

/** The earliest instant at which an assembly convened now may begin: whole days of notice after the sending. */
export const earliestStart = (noticeDays: number, now: Date) => new Date(now.getTime() + noticeDays * day)

export type ConveningRefusal = 'already-convened' | 'no-rules' | 'notice-too-short' | 'in-the-past' | 'remote-not-allowed' | 'roll-not-frozen' | 'nobody' | 'too-many-people' // prettier-ignore

/** Why an assembly may not be convened now, or null. `rules`: what it would obey; a link alone is an assembly at a distance. */
export function refuseConvening(
  stage: Stage,
  { startsAt, place }: { startsAt: Date; place: string },
  rules: { noticeDays: number; remote: boolean } | null,
  roll: { size: number; frozen: boolean },
  now: Date,
): ConveningRefusal | null {
  // prettier-ignore
  if (stage !== 'draft') return 'already-convened'
  if (!rules) return 'no-rules'
  if (startsAt < now) return 'in-the-past'
  if (startsAt < earliestStart(rules.noticeDays, now)) return 'notice-too-short'
  if (place === '' && !rules.remote) return 'remote-not-allowed'
  if (!roll.frozen) return 'roll-not-frozen'
  if (roll.size === 0) return 'nobody'
  return roll.size > limits.roll ? 'too-many-people' : null
}

export type PresenceRefusal = 'not-convened' | 'too-early' | 'over' | 'not-on-the-roll' | 'remote-not-allowed' | 'not-in-the-room' | 'already-here' | 'not-here' // prettier-ignore

/** The sheet is open from some time before the assembly until its end. */
export function refusePresence(
  assembly: Assembly,
  change: 'room' | 'remote' | 'out',
  facts: { onTheRoll: boolean; here: 'room' | 'remote' | null; remote: boolean },
  now: Date,
): PresenceRefusal | null {
  // prettier-ignore
  switch (stageOf(assembly)) {
    case 'draft':
      return 'not-convened'
    case 'closed':
    case 'adjourned':
    case 'cancelled':
      return 'over'
    case 'convened':
      if (now.getTime() < assembly.startsAt.getTime() - limits.doorsOpen) return 'too-early'
      break
    case 'open':
  }
  if (!facts.onTheRoll) return 'not-on-the-roll'
  if (change === 'out') return facts.here ? null : 'not-here'
  if (change === 'remote' && !facts.remote) return 'remote-not-allowed'
  return facts.here === change ? 'already-here' : null
}

export type OfficersRefusal = 'not-convened' | 'over' | 'same-person' | 'not-on-the-roll'

/** Who chairs and who keeps the minutes: two people of the roll, named by the desk, and changed until the end. */
export function refuseOfficers(stage: Stage, chair: string, secretary: string, onTheRoll: ReadonlySet<string>): OfficersRefusal | null {
  if (stage === 'draft') return 'not-convened'
  if (isOver(stage)) return 'over'
  if (chair === secretary) return 'same-person'
  return onTheRoll.has(chair) && onTheRoll.has(secretary) ? null : 'not-on-the-roll'
}

/** Between the convening and the opening, or why not. */
export function refuseUnlessConvened(stage: Stage): 'not-convened' | 'already-open' | 'over' | null {
  switch (stage) {
    case 'draft':
      return 'not-convened'
    case 'open':
      return 'already-open'
    case 'closed':
    case 'adjourned':
    case 'cancelled':
      return 'over'
    case 'convened':
      return null
  }
}

export type OpeningRefusal = 'not-convened' | 'already-open' | 'over' | 'too-early' | 'no-officers' | 'officers-absent'

/** Opened by whoever runs it, at its hour and not before, once those who hold it are named and there. */
export function refuseOpening(assembly: Assembly, officers: { named: boolean; present: boolean }, now: Date): OpeningRefusal | null {
  const moment = refuseUnlessConvened(stageOf(assembly))
  if (moment) return moment
  if (now < assembly.startsAt) return 'too-early'
  if (!officers.named) return 'no-officers'
  return officers.present ? null : 'officers-absent'
}

const refuseUnlessOpen = (stage: Stage): 'not-open' | 'over' | null => (stage === 'open' ? null : isOver(stage) ? 'over' : 'not-open')

export type ResolutionRefusal = 'not-open' | 'over' | 'no-resolution' | 'already-voted' | 'vote-under-way' | 'no-quorum'

/** Why this point may not be put to the vote now, or null. missing: how many it takes to the quorum. One resolution at a time. */
export function refuseResolution(
  stage: Stage,
  item: { resolution: string | null; voted: boolean },
  underWay: boolean,
  missing: number,
): ResolutionRefusal | null {
  // prettier-ignore
  const moment = refuseUnlessOpen(stage)
  if (moment) return moment
  if (item.resolution === null) return 'no-resolution'
  if (item.voted) return 'already-voted'
  if (underWay) return 'vote-under-way'
  return missing > 0 ? 'no-quorum' : null
}

export type EndRefusal = 'not-open' | 'over' | 'vote-under-way' | 'quorum-met' | 'already-voted'

/** Why the assembly may not be closed now, or null. */
export const refuseClosing = (stage: Stage, underWay: boolean): EndRefusal | null =>
  refuseUnlessOpen(stage) ?? (underWay ? 'vote-under-way' : null)

/** Adjourned for want of a quorum, which is what a second convening may follow: never once it has voted, nor when the quorum is met. */
export function refuseAdjournment(stage: Stage, underWay: boolean, voted: boolean, missing: number): EndRefusal | null {
  return refuseClosing(stage, underWay) ?? (voted ? 'already-voted' : missing === 0 ? 'quorum-met' : null)
}

/** Cancelled between its convening and its opening, with a reason for those who were to come: why not, or null. */
export const refuseCancelling = (stage: Stage, reason: string): ReturnType<typeof refuseUnlessConvened> | 'no-reason' =>
  refuseUnlessConvened(stage) ?? (asRead(reason) === '' ? 'no-reason' : null)

/** Only what was adjourned or cancelled is convened again; what was adjourned, once. */
export const refuseAgain = (stage: Stage, alreadyFollowed: boolean): 'not-adjourned' | 'already-followed' | null =>
  stage !== 'adjourned' && stage !== 'cancelled' ? 'not-adjourned' : alreadyFollowed ? 'already-followed' : null
