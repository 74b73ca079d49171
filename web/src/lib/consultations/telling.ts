import type { Reply } from '#lib/api.ts'
import type { Messages } from '#lib/messages/index.ts'
import { typeset } from '#domain/typography.ts'
import type { Ranked } from '#lib/results/telling.ts'

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

/** The sum in the words of a result. */
export const rankedOf = ({ level, scale, result }: Consultation): Ranked | null => result && { level, scale, ...result }

/** The groups in one state, by name: « Chalon, Tournus ». */
export const namesIn = ({ groups }: Consultation, state: AskedGroup['state']) =>
  groups.flatMap((group) => (group.state === state ? [group.name] : [])).join(', ')
