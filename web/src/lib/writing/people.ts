import type { EditorState } from 'prosemirror-state'
import type { Awareness } from 'y-protocols/awareness'
import { articleOf, personOf } from '#lib/charter/cursors.ts'
import type { Present } from '#lib/writing/present.ts'

/** The others who are here, each once whatever their windows, by name. */
export function peopleIn(awareness: Awareness, state: EditorState, ownId: string): Present[] {
  const found = new Map<string, Present>()
  for (const [client, said] of awareness.getStates()) {
    const person = personOf(said)
    if (!person || client === awareness.clientID || person.id === ownId) continue
    const article = articleOf(state, (said as { cursor?: unknown }).cursor)
    if ((found.get(person.id)?.article ?? null) === null) found.set(person.id, { ...person, article })
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'fr'))
}
