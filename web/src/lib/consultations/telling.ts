import type { Reply } from '#lib/api.ts'
import { expressed } from '#domain/tally.ts'
import { typeset } from '#domain/typography.ts'
import type { Language, Messages } from '#lib/messages/index.ts'
import { dayAndHour } from '#lib/polls/when.ts'
import { type Ranked, tellAhead } from '#lib/results/telling.ts'
import { number } from '#lib/time.ts'

export type Consultation = Reply<'GET', '/api/consultations/:id'>
export type AskedGroup = Consultation['groups'][number]
export type ConsultedChoice = Consultation['choices'][number]

/** « Proposée par Mâcon »: a group that was asked, or as the body that asks says, or that body itself. */
export function sourceOf({ group, source }: Pick<ConsultedChoice, 'group' | 'source'>, { body }: Pick<Consultation, 'body'>, t: Messages) {
  const words = t.consultations.page
  const from = group?.name ?? source
  return from ? words.source(typeset(from)) : words.own(body.name)
}

export const askedChoices = ({ choices }: Pick<Consultation, 'choices'>) => choices.filter(({ state }) => state === 'asked')

/** How many polls have their count in the sum: one of each group, or of a group inside one. */
export const pollsCounted = ({ groups }: Pick<Consultation, 'groups'>) => groups.filter(({ counts }) => counts !== null).length

/** The choices of these ids, by their words: « Navette, Cantine ». */
export const labelsOf = (asked: Pick<Consultation, 'choices'>, ids: readonly string[]) =>
  askedChoices(asked)
    .flatMap(({ id, label }) => (ids.includes(id) ? [typeset(label)] : []))
    .join(', ')

/** The sum in the words of a result; null when there is none, or nobody gave any grade. */
export const rankedOf = ({ level, scale, result }: Consultation): Ranked | null =>
  result && expressed(result) > 0 ? { level, scale, ...result } : null

/** What is shared in a message loop: what is ahead, or until when groups propose or vote. */
export function tellShared(asked: Consultation, t: Messages, language: Language) {
  const words = t.consultations
  const ranked = rankedOf(asked)
  if (ranked) return tellAhead(ranked, t, t.results.turnout(number(language, ranked.voters), number(language, ranked.rollSize)))
  if (asked.phase === 'proposing') return words.page.proposeUntil(dayAndHour(language, asked.proposalsUntil!))
  return asked.phase === 'voting' ? words.page.voteUntil(dayAndHour(language, asked.closesAt)) : words.phases[asked.phase]
}

/** The groups in one state, by name: « Chalon, Tournus ». */
export const namesIn = ({ groups }: Consultation, state: AskedGroup['state']) =>
  groups.flatMap((group) => (group.state === state ? [group.name] : [])).join(', ')
