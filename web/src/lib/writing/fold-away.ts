/** Closes an open `details` when one presses elsewhere, goes elsewhere with Tab, or presses Escape, which leads back to its summary. */
export function foldAway(details: HTMLDetailsElement): () => void {
  const following = new AbortController()
  const { signal } = following
  const unlessInside = (to: EventTarget | null) => {
    if (to instanceof Node && !details.contains(to)) details.open = false
  }
  addEventListener('pointerdown', ({ target }) => unlessInside(target), { signal })
  details.addEventListener('focusout', ({ relatedTarget }) => unlessInside(relatedTarget), { signal })
  details.addEventListener(
    'keydown',
    ({ key }) => {
      if (key !== 'Escape' || !details.open) return
      details.open = false
      details.querySelector('summary')?.focus()
    },
    { signal },
  )
  return () => following.abort()
}
