import { button, el } from './dom.ts'
import type { Scene, View } from './page.ts'
import { top } from './top.ts'

/** The ballot is on its way: nothing here says that it was cast. */
export function sendingView(scene: Scene, again: () => void): View & { waiting: () => void; failed: () => void } {
  const { t } = scene
  const words = t.booth.sending
  const status = el('p', { role: 'status', class: 'lead' }, words.sending)
  const after = el('div')
  return {
    title: words.title,
    nodes: [top(scene), el('div', { class: 'stack wide' }, el('h1', { tabindex: -1 }, words.title), status, after)],
    waiting: () => (status.textContent = words.waiting),
    failed() {
      status.textContent = words.failed
      after.append(button('sun', words.again, again, 'again'))
    },
  }
}
