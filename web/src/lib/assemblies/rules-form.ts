import type { AssemblyKind, AssemblyRules, RulesRefusal, Variant } from '#domain/assembly-rules.ts'
import { assemblyLimits as limits } from '#domain/limits.ts'

export const variants = ['ordinary', 'extraordinary'] as const satisfies readonly AssemblyKind[]
/** The figures of a variant as a form names them. */
export const figures = ['noticeDays', 'part', 'of', 'threshold', 'proxies', 'secondDays', 'secondPart', 'secondOf'] as const
type Figure = (typeof figures)[number]
export const nameOf = (kind: AssemblyKind, figure: Figure) => `${kind}-${figure}`

/** The shares that a form offers; rules brought by the API may have others. */
export const majorities = ['1/2', '3/5', '2/3', '3/4'] as const

/** What a form is filled with at first. */
export function valuesOfRules({ remote, ...rules }: AssemblyRules): Record<string, string> {
  const told = variants.flatMap((kind) => {
    const { noticeDays, quorum, threshold, majority, proxies, second } = rules[kind]
    const values = [noticeDays, quorum.part, quorum.of, threshold, proxies, second.noticeDays, second.quorum.part, second.quorum.of]
    const told = figures.map((figure, at) => [nameOf(kind, figure), String(values[at])] as const)
    return [...told, [`${kind}-majority`, `${majority.part}/${majority.of}`] as const]
  })
  return { remote: remote ? 'yes' : 'no', ...Object.fromEntries(told) }
}

/** Where the first wrong figure of a refusal was typed, so that it is told beside its field. */
export function placesOf(rules: AssemblyRules): Partial<Record<RulesRefusal, string>> {
  const outside = (value: number, least: number, most: number) => value < least || value > most
  const first = (wrong: (variant: Variant) => Partial<Record<Figure, boolean>>) =>
    variants.flatMap((kind) => figures.filter((figure) => wrong(rules[kind])[figure]).map((figure) => nameOf(kind, figure)))[0]
  const inDays = (days: number) => outside(days, 0, limits.noticeDays)
  return {
    'bad-notice': first(({ noticeDays, second }) => ({ noticeDays: inDays(noticeDays), secondDays: inDays(second.noticeDays) })),
    'bad-quorum': first(({ quorum, second: { quorum: again } }) => ({
      part: outside(quorum.part, 0, quorum.of),
      of: outside(quorum.of, 1, limits.quorumOf),
      secondPart: outside(again.part, 0, again.of),
      secondOf: outside(again.of, 1, limits.quorumOf),
    })),
    'bad-proxies': first(({ proxies }) => ({ proxies: outside(proxies, 0, limits.proxiesOfOne) })),
    'too-long': 'ownWords',
  }
}

/** What was typed, as the API takes it; what is no whole number is refused there. */
export function rulesIn(values: Record<string, string>): AssemblyRules {
  const variant = (kind: AssemblyKind): Variant => {
    const figure = (name: Figure) => {
      const typed = values[nameOf(kind, name)] ?? ''
      return /^\d{1,4}$/.test(typed) ? Number(typed) : -1
    }
    const second = { noticeDays: figure('secondDays'), quorum: { part: figure('secondPart'), of: figure('secondOf') } }
    const quorum = { part: figure('part'), of: figure('of') }
    const [, part, of] = /^(\d{1,3})\/(\d{1,3})$/.exec(values[`${kind}-majority`] ?? '') ?? []
    const majority = { part: Number(part ?? -1), of: Number(of ?? -1) }
    return { noticeDays: figure('noticeDays'), quorum, threshold: figure('threshold'), majority, proxies: figure('proxies'), second }
  }
  return {
    convenes: 'coordination',
    remote: values.remote === 'yes',
    ordinary: variant('ordinary'),
    extraordinary: variant('extraordinary'),
  }
}
