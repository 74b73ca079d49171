import { assemblyLimits as limits } from './limits.ts'
import type { Histogram } from './majority-judgment.ts'
import { presetScales } from './scale.ts'

/** part of the roll out of `of`: { part: 1, of: 2 } is half of it, { part: 0, of: 1 } asks for nobody. */
export type Share = { part: number; of: number }

/**
 * What an assembly of one kind obeys. threshold: the grade that adopts a resolution, an index of assemblyScale, and majority: the share of the
 * expressed ballots that must be at that grade or above. Half means strictly more than half, that is, the majority grade (a lower median)
 * reaches the threshold: the absolute majority of the votes cast. Another share means at least so many, as statutes say « les deux tiers ».
 * second: when the first convening lacked its quorum.
 */
export type Variant = {
  noticeDays: number
  quorum: Share
  threshold: number
  majority: Share
  proxies: number
  second: { noticeDays: number; quorum: Share }
}

export type AssemblyKind = 'ordinary' | 'extraordinary'

/**
 * The rules of the assemblies of a body. The law of 1 July 1901 leaves them to the statutes: who convenes, how long before, which quorum,
 * which majority, how many proxies. remote: whether the statutes allow to take part and vote at a distance; where they say
 * nothing it is not allowed (outside the exceptional laws of 2020 to 2022).
 */
export type AssemblyRules = { convenes: 'coordination'; remote: boolean } & Record<AssemblyKind, Variant>

/** Resolutions are graded on the scale of five, which ends with "À rejeter". */
export const assemblyScale = presetScales[5]

/** What a body begins with: usual figures of French statutes, to be put in accord with its own. */
export const modelRules: AssemblyRules = {
  convenes: 'coordination',
  remote: false,
  ordinary: {
    noticeDays: 15,
    quorum: { part: 1, of: 2 },
    threshold: 2,
    majority: { part: 1, of: 2 },
    proxies: 2,
    second: { noticeDays: 7, quorum: { part: 0, of: 1 } },
  },
  extraordinary: {
    noticeDays: 15,
    quorum: { part: 2, of: 3 },
    threshold: 2,
    majority: { part: 2, of: 3 },
    proxies: 2,
    second: { noticeDays: 15, quorum: { part: 1, of: 3 } },
  },
}

export type RulesRefusal = 'bad-notice' | 'bad-quorum' | 'bad-threshold' | 'bad-majority' | 'bad-proxies' | 'too-long' | 'same-rules'

const whole = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most
const fair = ({ part, of }: Share) => whole(of, 1, limits.quorumOf) && whole(part, 0, of)

/** Why these rules cannot be adopted, or null. `before`: the version in force. */
export function refuseRules(
  rules: AssemblyRules,
  ownWords: string,
  before: { rules: AssemblyRules; ownWords: string } | null,
): RulesRefusal | null {
  for (const { noticeDays, quorum, threshold, majority, proxies, second } of [rules.ordinary, rules.extraordinary]) {
    if (!whole(noticeDays, 0, limits.noticeDays) || !whole(second.noticeDays, 0, limits.noticeDays)) return 'bad-notice'
    if (!fair(quorum) || !fair(second.quorum)) return 'bad-quorum'
    if (!whole(threshold, 1, assemblyScale.length - 1)) return 'bad-threshold'
    if (!fair(majority) || 2 * majority.part < majority.of) return 'bad-majority'
    if (!whole(proxies, 0, limits.proxiesOfOne)) return 'bad-proxies'
  }
  if (ownWords.length > limits.ownWords) return 'too-long'
  return before && asText(rules) === asText(before.rules) && ownWords === before.ownWords ? 'same-rules' : null
}

const asText = ({ remote, ordinary, extraordinary }: AssemblyRules) =>
  JSON.stringify([remote, ...[ordinary, extraordinary].map((v) => [v.noticeDays, v.quorum.part, v.quorum.of, v.threshold, v.majority.part, v.majority.of, v.proxies, v.second.noticeDays, v.second.quorum.part, v.second.quorum.of])]) // prettier-ignore

const half: Share = { part: 1, of: 2 }

/** Rules as they were kept: those that were adopted before majorities were figures ask for more than half. */
export const asKept = (rules: AssemblyRules): AssemblyRules => ({
  ...rules,
  ordinary: { ...rules.ordinary, majority: rules.ordinary.majority ?? half },
  extraordinary: { ...rules.extraordinary, majority: rules.extraordinary.majority ?? half },
})

/** Whether these counts of expressed ballots adopt a resolution. Without an expressed ballot nothing is adopted. */
export function isAdopted(counts: Histogram, { threshold, majority: { part, of } }: Pick<Variant, 'threshold' | 'majority'>): boolean {
  const sum = (of: Histogram) => of.reduce((all, count) => all + count, 0)
  const [reach, all] = [sum(counts.slice(threshold)), sum(counts)]
  return all > 0 && (2 * part === of ? 2 * reach > all : of * reach >= part * all)
}

/** What one assembly obeys: that of its kind, and of its second convening when it is one. */
export function inForceFor(rules: AssemblyRules, kind: AssemblyKind, isSecond: boolean): Omit<Variant, 'second'> {
  const { second, ...first } = rules[kind]
  return isSecond ? { ...first, ...second } : first
}
