import type { RequestEvent } from '@sveltejs/kit'
import { readForm } from '#lib/forms.ts'
import { presetOf } from '#lib/polls/new-poll.ts'

/** What the form of a question does without sending anything: it comes back longer, or with the grades of another scale. */
export const reshaping = {
  lignes: async (event: RequestEvent) => ({ values: await readForm(event), more: true }),

  mentions: async (event: RequestEvent) => {
    const values = await readForm(event)
    const others = Object.fromEntries(Object.entries(values).filter(([name]) => !/^grade\d$/.test(name)))
    const preset = presetOf(Number(values.gradeCount))
    return { values: { ...others, ...Object.fromEntries(preset.map((label, index) => [`grade${index}`, label])) } }
  },
}
