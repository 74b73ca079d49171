import { assemblyLimits as limits } from './limits.ts'
import { presetScales } from './scale.ts'

/** part of the roll out of `of`: { part: 1, of: 2 } is half of it, { part: 0, of: 1 } asks for nobody. */
export type Share = { part: number; of: number }

/**
 * What an assembly of one kind obeys. threshold: the lowest majority grade that adopts a resolution, an index of assemblyScale. It adopts
 * when strictly more than half of the expressed ballots are at that grade or above (the majority grade is the lower median): at
 * any threshold this is the absolute majority of the votes cast. second: when the first convening lacked its quorum.
 */
export type Variant = {
  noticeDays: number
  quorum: Share
  threshold: number
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
    proxies: 2,
    second: { noticeDays: 7, quorum: { part: 0, of: 1 } },
  },
  extraordinary: {
    noticeDays: 15,
    quorum: { part: 2, of: 3 },
    threshold: 3,
    proxies: 2,
    second: { noticeDays: 15, quorum: { part: 1, of: 3 } },
  },
}

export type RulesRefusal = 'bad-notice' | 'bad-quorum' | 'bad-threshold' | 'bad-proxies' | 'too-long' | 'same-rules'

const whole = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most
const fair = ({ part, of }: Share) => whole(of, 1, limits.quorumOf) && whole(part, 0, of)

/** Why these rules cannot be adopted, or null. `before`: the version in force. */
export function refuseRules(
  rules: AssemblyRules,
  ownWords: string,
  before: { rules: AssemblyRules; ownWords: string } | null,
): RulesRefusal | null {
  for (const { noticeDays, quorum, threshold, proxies, second } of [rules.ordinary, rules.extraordinary]) {
    if (!whole(noticeDays, 0, limits.noticeDays) || !whole(second.noticeDays, 0, limits.noticeDays)) return 'bad-notice'
    if (!fair(quorum) || !fair(second.quorum)) return 'bad-quorum'
    if (!whole(threshold, 1, assemblyScale.length - 1)) return 'bad-threshold'
    if (!whole(proxies, 0, limits.proxiesOfOne)) return 'bad-proxies'
  }
  if (ownWords.length > limits.ownWords) return 'too-long'
  return before && asText(rules) === asText(before.rules) && ownWords === before.ownWords ? 'same-rules' : null
}

const asText = ({ remote, ordinary, extraordinary }: AssemblyRules) =>
  JSON.stringify([remote, ...[ordinary, extraordinary].map((v) => [v.noticeDays, v.quorum.part, v.quorum.of, v.threshold, v.proxies, v.second.noticeDays, v.second.quorum.part, v.second.quorum.of])]) // prettier-ignore

/** What one assembly obeys: that of its kind, and of its second convening when it is one. */
export function inForceFor(rules: AssemblyRules, kind: AssemblyKind, isSecond: boolean): Omit<Variant, 'second'> {
  const { second, ...first } = rules[kind]
  return isSecond ? { ...first, ...second } : first
}
