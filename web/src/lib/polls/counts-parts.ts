import type { Messages } from '#lib/messages/index.ts'

/** Which part of a file of counts a problem is about, in words: `choices.1.counts` is « proposition 2 ». */
export function partOf(field: string, t: Messages): string {
  const { bring } = t.polls
  const [part = '', position] = field.split('.')
  return part === 'choices' && position !== undefined ? bring.ofChoice(Number(position) + 1) : (bring.parts[part] ?? field)
}
