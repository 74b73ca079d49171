import { type AssemblyKind, isAdopted, type Share, type Variant } from './assembly-rules.ts'
import { assemblyLimits as limits } from './limits.ts'
import { type Histogram, majorityGrade } from './majority-judgment.ts'
import type { Heads } from './quorum.ts'
import { type Stage, wasHeld } from './assembly.ts'

/** What became of a resolution. voters: ballots, byProxy among them; counts: of each grade from the worst. */
export type Decided = {
  title: string
  text: string
  rollSize: number
  voters: number
  byProxy: number
  blank: number
  counts: number[]
  grade: number | null
  adopted: boolean
  openedAt: string
  closedAt: string
  present: Heads
  poll: string
}

/** A point of the agenda in the minutes; decided: null where nothing was put to the vote. */
export type MinutedItem = { title: string; text: string; resolution: string | null; decided: Decided | null }

/** Everything that minutes say, as it is fingerprinted. Instants are ISO, in universal time. */
export type Minutes = {
  format: 'preau-minutes/1'
  assembly: string
  body: { name: string; slug: string }
  year: number
  number: number
  kind: AssemblyKind
  second: boolean
  title: string
  place: string
  link: string
  startsAt: string
  /** returned: of those handed over, those that came back; absent from what was signed before it was known. */
  convening: { at: string; sent: number; of: number; returned?: number }
  rules: { version: number; clauses: string[]; ownWords: string }
  roll: { size: number; fingerprint: string }
  officers: { chair: string; secretary: string }
  openedAt: string
  endedAt: string
  adjourned: boolean
  attendance: { came: number; atOpening: Heads; atEnd: Heads }
  proxies: { given: number; counted: number }
  quorum: { needed: number; met: boolean }
  scale: string[]
  threshold: number
  /** Absent from what was signed before it was a figure: more than half. */
  majority?: Share
  items: MinutedItem[]
  remarks: string
  journal: string
}

/** The majority grade of a resolution, null without an expressed ballot, and whether the rules adopt it. */
export const outcomeOfResolution = (counts: Histogram, rule: Pick<Variant, 'threshold' | 'majority'>) => ({
  grade: majorityGrade(counts),
  adopted: isAdopted(counts, rule),
})

export type CertificationRefusal = 'not-over' | 'not-an-officer' | 'already-certified'

/** The sheet is certified once it no longer moves. */
export function refuseCertification(stage: Stage, isOfficer: boolean, already: boolean): CertificationRefusal | null {
  if (!wasHeld(stage)) return 'not-over'
  if (!isOfficer) return 'not-an-officer'
  return already ? 'already-certified' : null
}

export type RemarksRefusal = 'not-over' | 'not-the-secretary' | 'already-signed' | 'too-long'

/** Remarks are the secretary's, until they sign. */
export function refuseRemarks(stage: Stage, isSecretary: boolean, signed: boolean, remarks: string): RemarksRefusal | null {
  if (!wasHeld(stage)) return 'not-over'
  if (!isSecretary) return 'not-the-secretary'
  if (signed) return 'already-signed'
  return remarks.length > limits.remarks ? 'too-long' : null
}

export type SignatureRefusal = 'not-over' | 'not-an-officer' | 'sheet-not-certified' | 'secretary-first' | 'already-signed' | 'not-counted'

/** The secretary signs first, which draws the minutes up for ever; then the chair signs what was drawn up. */
export function refuseSignature(
  stage: Stage,
  me: 'chair' | 'secretary' | null,
  signed: { secretary: boolean; chair: boolean },
  facts: { certified: boolean; counted: boolean },
): SignatureRefusal | null {
  // prettier-ignore
  if (!wasHeld(stage)) return 'not-over'
  if (!me) return 'not-an-officer'
  if (signed[me]) return 'already-signed'
  if (me === 'chair') return signed.secretary ? null : 'secretary-first'
  if (!facts.certified) return 'sheet-not-certified'
  return facts.counted ? null : 'not-counted'
}
