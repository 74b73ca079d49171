import { gradeColours } from '#domain/scale.ts'
import { typeset } from '#domain/typography.ts'
import { dayAndHour } from '#lib/polls/when.ts'
import { button, drawing, el, link, notice, signs } from './dom.ts'
import type { Scene, View } from './page.ts'
import { top } from './top.ts'

/** Every choice and its grades: real radios, a legend that stays in sight, how many are left. */
export function ballotView(scene: Scene, keep: () => void, review: () => void): View {
  const { t, question, draft, poll, pollId, language } = scene
  const words = t.booth.ballot
  const fields = question.choices.map((choice) => choiceField(scene, choice))
  const missing = () => fields.filter((field) => !field.querySelector(':checked'))
  const count = el('b')
  const bar = el('progress', { max: fields.length, 'aria-label': words.progressLabel })
  const state = el('p', { class: 'state', role: 'status' })
  const next = button('', '', () => goOn())

  const showLeft = () => {
    const left = missing()
    for (const field of fields) field.querySelector<HTMLElement>('.todo')!.hidden = !left.includes(field)
    bar.value = fields.length - left.length
    count.textContent = words.progress(fields.length - left.length, fields.length)
    next.textContent = left.length > 0 ? words.left(left.length) : words.review
    if (left.length > 0) next.append(' ', drawing('M12 5v14M19 12l-7 7-7-7', { size: 20 }))
  }
  const showState = () => {
    const over = Date.parse(poll.closesAt) <= Date.now()
    state.textContent = over ? words.over : navigator.onLine ? '' : words.offline
  }
  function goOn() {
    const [first] = missing()
    if (!first) return review()
    first.scrollIntoView({ block: 'center' })
    first.querySelector('input')!.focus({ preventScroll: true })
  }
  const form = el(
    'form',
    {
      class: isStrip(scene) ? 'ballot strip' : 'ballot',
      onchange: (event) => {
        const { name, value } = event.target as HTMLInputElement
        draft.grades[name] = value
        keep()
        showLeft()
      },
      onsubmit: (event) => event.preventDefault(),
    },
    isStrip(scene) && legend(scene),
    ...fields,
  )
  const closes = dayAndHour(language, poll.closesAt)
  const rule = question.revotes === 'never' ? words.final : words.changeUntil(closes)
  showLeft()
  for (const change of ['online', 'offline']) addEventListener(change, showState)
  return {
    title: t.booth.title(typeset(question.question)),
    nodes: [
      top(scene),
      el(
        'div',
        { class: 'ballot-words' },
        el('h1', { tabindex: -1 }, typeset(question.question)),
        el('p', {}, words.intro, question.missingGrades === 'worst' && ` ${words.introWorst}`),
      ),
      form,
      el(
        'div',
        { class: 'notes stack' },
        notice('ciel', drawing(signs.lock), el('div', {}, el('p', {}, words.secret), el('p', {}, rule))),
        draft.counter > 1 &&
          notice('mirabelle', el('p', {}, words.again, ' ', el('a', { href: `/scrutins/${pollId}/recu` }, t.booth.receipt.see))),
        el(
          'details',
          {},
          el('summary', {}, words.about),
          el('p', { class: 's' }, words.aboutSentence),
          el('p', { class: 's' }, el('code', {}, `SHA-256 ${question.booth}`)),
          link('ghost', words.download, `/api/polls/${pollId}/booth`, ''),
        ),
      ),
      el('div', { class: 'ballot-bar' }, el('div', { class: 'inner' }, el('div', { class: 'grow' }, count, bar), next), state),
    ],
    then: showState,
  }
}

/** A strip above all choices where labels are short and few; else every grade carries its own. */
const isStrip = ({ question: { grades, missingGrades } }: Scene) =>
  grades.length <= 5 && missingGrades === 'required' && grades.every((label) => label.length <= 12)

type Grade = { value: string; label: string; look: string }

/** From the best to the worst, as they are shown. */
function gradesOf({ question, t }: Scene): Grade[] {
  const colours = gradeColours(question.grades.length)
  const grades = question.grades.map((label, grade) => ({ value: String(grade), label: typeset(label), look: `grade-${colours[grade]}` }))
  const none = { value: 'none', label: t.booth.ballot.noOpinion, look: 'none' }
  return [...grades.reverse(), ...(question.missingGrades === 'worst' ? [none] : [])]
}

const legend = (scene: Scene) =>
  el(
    'div',
    { class: 'ballot-legend', 'aria-hidden': 'true' },
    ...gradesOf(scene).map(({ label, look }) => el('span', { class: look }, el('i'), label)),
  )

function choiceField(scene: Scene, choice: { id: string; label: string }) {
  const { t, poll, draft } = scene
  const { description: about, from } = poll.choices.find(({ id }) => id === choice.id) ?? {}
  return el(
    'fieldset',
    {},
    el('legend', {}, el('span', { class: 'h' }, typeset(choice.label)), ' ', el('span', { class: 'todo' }, t.booth.ballot.toGrade)),
    about && el('p', { class: 's' }, typeset(about)),
    from && el('p', { class: 's' }, t.booth.ballot.from(typeset(from))),
    el('div', { class: 'grades' }, ...gradesOf(scene).map((grade) => radio(choice.id, grade, draft.grades[choice.id] === grade.value))),
  )
}

const radio = (name: string, { value, label, look }: Grade, checked: boolean) =>
  el(
    'label',
    { class: look },
    el('input', { type: 'radio', name, value, checked }),
    el('span', { class: 'face' }, el('span', { class: 'ring' })),
    el('span', { class: 'label' }, label),
  )
