import type { AssemblyKind, AssemblyRules, Variant } from '#domain/assembly-rules.ts'

export const variants = ['ordinary', 'extraordinary'] as const satisfies readonly AssemblyKind[]
/** The figures of a variant as a form names them. */
export const figures = ['noticeDays', 'part', 'of', 'threshold', 'proxies', 'secondDays', 'secondPart', 'secondOf'] as const
export const nameOf = (kind: AssemblyKind, figure: (typeof figures)[number]) => `${kind}-${figure}`

/** What a form is filled with at first. */
export function valuesOfRules({ remote, ...rules }: AssemblyRules): Record<string, string> {
  const told = variants.flatMap((kind) => {
    const { noticeDays, quorum, threshold, proxies, second } = rules[kind]
    const values = [noticeDays, quorum.part, quorum.of, threshold, proxies, second.noticeDays, second.quorum.part, second.quorum.of]
    return figures.map((figure, at) => [nameOf(kind, figure), String(values[at])] as const)
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
    return { noticeDays: figure('noticeDays'), quorum, threshold: figure('threshold'), proxies: figure('proxies'), second }
  }
  return {
    convenes: 'coordination',
    remote: values.remote === 'yes',
    ordinary: variant('ordinary'),
    extraordinary: variant('extraordinary'),
  }
}
