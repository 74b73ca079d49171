type Listener = () => void

const listeners = new Set<Listener>()

/**
 * Said by whoever changes a right, a membership or a session, after the commit. Open connections ask again at once instead of within
 * their 0.6 second; in other processes they do so by themselves.
 */
export function rightsChanged() {
  for (const listener of listeners) listener()
}

/** The answer stops listening. */
export function onRightsChanged(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
