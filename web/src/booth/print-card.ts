import { el } from './dom.ts'
import type { Print } from './sealer.ts'
import type { Words } from './words.ts'

/** The tracking number, which finds a ballot in the urn, and its four words for the eye and the voice. */
export const printCard = (t: Words, title: string, { words, code }: Print, ...more: Node[]) =>
  el(
    'section',
    { class: 'card print' },
    el('h2', {}, title),
    el('p', {}, el('code', { class: 'tracker' }, code)),
    el('p', { class: 's' }, t.booth.inWords),
    el('p', { class: 'four', lang: 'fr' }, ...words.flatMap((word) => [el('b', {}, word), ' '])),
    ...more,
  )
