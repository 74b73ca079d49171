type Listener = (documentId: string) => void

const listeners = new Set<Listener>()

/** Said after the commit by whoever changes what is said of a text: those who have it open in this process are told to look again. */
export function discussionChanged(documentId: string) {
  for (const listener of listeners) listener(documentId)
}

/** The answer stops listening. */
export function onDiscussionChanged(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
