import type { EditorState } from 'prosemirror-state'
import { yCursorPlugin, ySyncPluginKey, relativePositionToAbsolutePosition } from 'y-prosemirror'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

/** Someone else's state, as the server relays it: `user` is written by the server from the session. */
export type Person = { id: string; name: string; tint: number }
type State = { user?: { id?: unknown; name?: unknown; tint?: unknown }; cursor?: { anchor: unknown; head: unknown } | null }

export function personOf(state: unknown): Person | null {
  const { user } = (state ?? {}) as State
  if (typeof user?.id !== 'string' || typeof user.name !== 'string') return null
  return { id: user.id, name: user.name, tint: tintOf(user.tint) }
}

const tintOf = (tint: unknown) => (typeof tint === 'number' && tint >= 0 ? Math.trunc(tint) % 8 : 0)

type Seen = { cursor: string; resting: boolean; element: HTMLElement | null; timer: ReturnType<typeof setTimeout> }

/** How long a name stays above a cursor that does not move. */
const shownFor = 2000

/**
 * The others' cursors: a bar of their colour, under their name for two seconds after each move. Colours are classes: the content
 * policy refuses the style attribute that y-prosemirror's own cursor sets.
 */
export function cursors(awareness: Awareness) {
  const seen = new Map<number, Seen>()
  const rest = (one: Seen) => {
    one.resting = true
    one.element?.classList.add('resting')
  }
  const watch = () => {
    const states = awareness.getStates() as Map<number, State>
    for (const [client, one] of seen) {
      if (states.has(client)) continue
      clearTimeout(one.timer)
      seen.delete(client)
    }
    for (const [client, state] of states) {
      const cursor = JSON.stringify(state.cursor ?? null)
      const known = seen.get(client)
      if (client === awareness.clientID || known?.cursor === cursor) continue
      clearTimeout(known?.timer)
      known?.element?.classList.remove('resting')
      const one: Seen = { cursor, resting: false, element: known?.element ?? null, timer: setTimeout(() => rest(one), shownFor) }
      seen.set(client, one)
    }
  }
  awareness.on('change', watch)
  watch()

  const plugin = yCursorPlugin(awareness, {
    cursorBuilder(user: unknown, client: number) {
      const element = draw(personOf({ user }))
      const one = seen.get(client)
      if (one) one.element = element
      if (one?.resting) element.classList.add('resting')
      return element
    },
    selectionBuilder: (user: unknown) => ({ class: `selected tint-${personOf({ user })?.tint ?? 0}` }),
  })
  const stop = () => {
    awareness.off('change', watch)
    for (const { timer } of seen.values()) clearTimeout(timer)
  }
  return { plugin, stop }
}

function draw(person: Person | null): HTMLElement {
  const bar = document.createElement('span')
  bar.className = `cursor tint-${person?.tint ?? 0}`
  bar.ariaHidden = 'true'
  const name = document.createElement('span')
  name.className = 'name'
  name.textContent = person?.name ?? ''
  // Word joiners keep the bar on the line of the letters beside it.
  bar.append('\u2060', name, '\u2060')
  return bar
}

/** In which article (counted from 1) someone's cursor stands; 0 outside of any, null when they have none here. */
export function articleOf(state: EditorState, cursor: unknown): number | null {
  const sync = ySyncPluginKey.getState(state) as { doc: Y.Doc; type: Y.XmlFragment; binding: { mapping: Map<never, never> } }
  const head = (cursor as { head?: unknown } | null)?.head
  if (!head) return null
  const at = relativePositionToAbsolutePosition(sync.doc, sync.type, Y.createRelativePositionFromJSON(head), sync.binding.mapping)
  return at === null || at > state.doc.content.size ? null : articleAt(state, at)
}

/** The article (counted from 1) at a position of the text; 0 outside of any. */
export function articleAt(state: EditorState, at: number): number {
  const index = state.doc.resolve(at).index(0)
  if (state.doc.maybeChild(index)?.type.name !== 'article') return 0
  let number = 0
  state.doc.forEach((node, _offset, place) => {
    if (place <= index && node.type.name === 'article') number++
  })
  return number
}
