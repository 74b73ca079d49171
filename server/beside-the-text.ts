/** What changes beside a text while people write it: what is said of it, and what is frozen of it on its way to a vote. */
export type Beside = 'discussion' | 'frozen'
type Listener = (documentId: string, what: Beside) => void

const listeners = new Set<Listener>()

const changed = (what: Beside) => (documentId: string) => {
  for (const listener of listeners) listener(documentId, what)
}

/** Said after the commit by whoever changes what is said of a text: those who have it open in this process are told to look again. */
export const discussionChanged = changed('discussion')

/** The same when a text was frozen, put to the vote, given up or adopted. */
export const frozenChanged = changed('frozen')

/** The answer stops listening. */
export function onChangedBeside(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
