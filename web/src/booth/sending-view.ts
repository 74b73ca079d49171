import { button, el } from './dom.ts'
import type { Scene, View } from './page.ts'
import type { Undelivered, Waited } from './talk.ts'
import { top } from './top.ts'

/** The ballot is on its way: nothing here says that it was cast. */
export function sendingView(
  scene: Scene,
  again: () => void,
): View & { waiting: (why: Waited) => void; failed: (how: Undelivered) => void } {
  const { t } = scene
  const words = t.booth.sending
  const { later } = t.booth
  const status = el('p', { role: 'status', class: 'lead' }, words.sending)
  const after = el('div')
  return {
    title: words.title,
    nodes: [top(scene), el('div', { class: 'stack wide' }, el('h1', { tabindex: -1 }, words.title), status, after)],
    waiting: (why) => (status.textContent = later[why].wait),
    failed({ later: why, unsure }) {
      status.textContent = `${later[why].why} ${unsure ? words.unsure : words.notReceived} ${later[why].next}`
      after.append(button('sun', words.again, again, 'again'))
    },
  }
}
