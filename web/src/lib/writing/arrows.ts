/**
 * A toolbar is one stop of the Tab key; arrows, Home and End go through its buttons (ARIA Authoring Practices, toolbar).
 * Buttons that the width of the screen hides are passed over.
 */
export function moveWithArrows(bar: HTMLElement): () => void {
  const shown = () => [...bar.querySelectorAll('button')].filter((button) => button.offsetParent !== null)
  const stopAt = (stop: HTMLElement | undefined) => {
    for (const button of bar.querySelectorAll('button')) button.tabIndex = button === stop ? 0 : -1
  }
  const move = (event: KeyboardEvent) => {
    const buttons = shown()
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const goals: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }
    const goal = goals[event.key]
    if (at < 0 || goal === undefined) return
    event.preventDefault()
    buttons[(goal + buttons.length) % buttons.length]!.focus()
  }
  const focused = ({ target }: FocusEvent) => stopAt(target as HTMLElement)
  const resized = () => {
    if (!shown().some(({ tabIndex }) => tabIndex === 0)) stopAt(shown()[0])
  }
  const following = new AbortController()
  bar.addEventListener('keydown', move, { signal: following.signal })
  bar.addEventListener('focusin', focused, { signal: following.signal })
  addEventListener('resize', resized, { signal: following.signal })
  stopAt(shown()[0])
  return () => following.abort()
}
