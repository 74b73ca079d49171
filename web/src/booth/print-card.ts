import { el } from './dom.ts'
import type { Print } from './sealer.ts'

/** Four words for the eye and the voice, and the code that finds a ballot on the board. */
export const printCard = (title: string, { words, code }: Print, ...more: Node[]) =>
  el(
    'section',
    { class: 'card print' },
    el('h2', {}, title),
    el('p', { class: 'four', lang: 'fr' }, ...words.flatMap((word) => [el('b', {}, word), ' '])),
    el('p', {}, el('code', { class: 'tracker' }, code)),
    ...more,
  )
