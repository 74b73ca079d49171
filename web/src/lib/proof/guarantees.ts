import { limits, sealingLimits } from '#domain/limits.ts'
import { typeset } from '#domain/typography.ts'
import type { Reply } from '#lib/api.ts'
import type { Language, Messages } from '#lib/messages/index.ts'
import { number, shortDay } from '#lib/time.ts'

type Assurance = Reply<'GET', '/api/polls/:id/assurance'>
export type Told = { warning: string | null; here: string[]; yes: string[]; no: string[] }

/** What the secrecy of a poll of this level guarantees and what it does not, from its real parameters. `host`: who serves it. */
export function guaranteesOf(t: Messages, language: Language, level: 'open' | 'secret' | 'sealed', facts: Assurance, host: string): Told {
  const words = t.proof.guarantees
  const n = (value: number) => number(language, value)
  const { rollSize, needed, trustees } = facts
  const hosted = words.host(host)
  switch (level) {
    case 'open':
      return { warning: null, here: [hosted], yes: [...words.openYes, words.openNamed(n(limits.namedBallots))], no: words.openNo }
    case 'secret':
    case 'sealed': {
      const sealed = level === 'sealed'
      const holders = new Intl.ListFormat(language).format(trustees.map(typeset))
      const key = words.key[facts.key](facts.keyUntil ? shortDay(language, facts.keyUntil) : '')
      const here = [
        rollSize === null ? words.rollLater : words.roll(n(rollSize)),
        words.minimum(n(facts.minimum)),
        ...(sealed && trustees.length > 0 ? [words.trustees(n(needed), n(trustees.length), holders)] : []),
        key,
        hosted,
      ]
      const few = rollSize !== null && rollSize < sealingLimits.fewVoters
      return {
        warning: few ? words.few(n(rollSize)) : null,
        here,
        yes: sealed ? words.sealedYes(n(needed), n(trustees.length)) : words.secretYes,
        no: [...(sealed ? words.sealedNo(n(needed)) : words.secretNo), ...words.never],
      }
    }
  }
}
