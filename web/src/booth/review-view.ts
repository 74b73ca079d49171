import { gradeColours } from '#domain/scale.ts'
import { typeset } from '#domain/typography.ts'
import { button, el } from './dom.ts'
import type { Scene, View } from './page.ts'
import { printCard } from './print-card.ts'
import type { Print } from './sealer.ts'
import { top } from './top.ts'

type Next = { cast: () => void; control: () => void }

/**
 * The ballot to read once more. It is sealed meanwhile: the page says by which hash before the person chooses to cast it or to control it,
 * so that it cannot choose what to show by what will be done with it.
 */
export function reviewView(scene: Scene, { correct }: { correct: () => void }): View & { sealed: (print: Print, next: Next) => void } {
  const { t } = scene
  const words = t.booth.review
  const status = el('p', { role: 'status' }, words.sealing)
  const after = el('div', { class: 'stack' })
  return {
    title: words.title,
    nodes: [
      top(scene),
      el(
        'div',
        { class: 'stack wide' },
        el('div', {}, el('h1', { tabindex: -1 }, words.title), el('p', {}, words.intro)),
        gradeTable(scene),
        status,
        after,
        button('ghost', words.correct, correct, 'correct'),
      ),
    ],
    sealed(print, { cast, control }) {
      status.textContent = words.sealed
      after.append(
        printCard(t, words.print, print, el('p', { class: 's' }, words.printHint)),
        button('sun', words.cast, cast, 'cast'),
        el(
          'details',
          {},
          el('summary', {}, words.control),
          el('p', { class: 's' }, words.controlHint),
          button('out', words.control, control, 'control'),
        ),
      )
    },
  }
}

export function gradeTable({ t, question, draft }: Scene) {
  const words = t.booth.review
  const colours = gradeColours(question.grades.length)
  const row = ({ id, label }: { id: string; label: string }) => {
    const given = draft.grades[id]
    const chip =
      given === undefined || given === 'none'
        ? t.booth.ballot.noOpinion
        : el('span', { class: `grade-chip grade-${colours[Number(given)]}` }, typeset(question.grades[Number(given)]!))
    return el('tr', {}, el('th', { scope: 'row' }, typeset(label)), el('td', {}, chip))
  }
  return el(
    'table',
    {},
    el('caption', { class: 'sr' }, words.table),
    el('thead', { class: 'sr' }, el('tr', {}, el('th', { scope: 'col' }, words.choice), el('th', { scope: 'col' }, words.grade))),
    el('tbody', {}, ...question.choices.map(row)),
  )
}
