import { button, el } from './dom.ts'
import type { Scene, View } from './page.ts'
import { top } from './top.ts'

/** At the sealed level the code comes by another way than the link, and is typed; nothing here keeps it. */
export function codeView(scene: Scene, enter: (code: string) => Promise<boolean>, next: () => void): View {
  const { t } = scene
  const words = t.booth.code
  const field = el('input', {
    id: 'code',
    type: 'text',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    'aria-describedby': 'hint',
  })
  const wrong = el('p', { class: 'wrong', role: 'alert' })
  const go = async () => {
    if (await enter(field.value)) return next()
    wrong.textContent = words.wrong
    field.setAttribute('aria-invalid', 'true')
    field.focus()
  }
  const onsubmit = (event: Event) => {
    event.preventDefault()
    void go()
  }
  return {
    title: words.title,
    nodes: [
      top(scene),
      el(
        'form',
        { class: 'stack', onsubmit },
        el('h1', { tabindex: -1 }, words.title),
        el('label', { for: 'code' }, words.label),
        el('p', { class: 's', id: 'hint' }, words.hint),
        wrong,
        field,
        button('', words.enter, go),
      ),
    ],
  }
}
