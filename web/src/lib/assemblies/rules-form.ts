import type { AssemblyKind, AssemblyRules, Variant } from '#domain/assembly-rules.ts'

export const variants = ['ordinary', 'extraordinary'] as const satisfies readonly AssemblyKind[]
/** The figures of a variant as a form names them. */
export const figures = ['noticeDays', 'part', 'of', 'threshold', 'proxies', 'secondDays', 'secondPart', 'secondOf'] as const
export const nameOf = (kind: AssemblyKind, figure: (typeof figures)[number]) => `${kind}-${figure}`

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

/** What was typed, as the API takes it; what is no whole number is refused there. */
export function rulesIn(values: Record<string, string>): AssemblyRules {
  const variant = (kind: AssemblyKind): Variant => {
    const figure = (name: (typeof figures)[number]) => {
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
