/**
 * Keeps a bar fixed at the foot of the screen above the keyboard of a phone: iOS lays its keyboard over the page without telling
 * the layout, only the visual viewport shrinks. Set through the CSSOM, which the content policy lets pass.
 */
export function aboveKeyboard(bar: HTMLElement): () => void {
  const seen = window.visualViewport
  if (!seen) return () => {}
  const place = () => {
    // Someone who zooms in sees less of the page too: that is no keyboard.
    const zoomed = seen.scale > 1.05
    const covered = zoomed ? 0 : Math.max(0, document.documentElement.clientHeight - seen.height - seen.offsetTop)
    bar.style.setProperty('--keyboard', `${Math.round(covered)}px`)
  }
  const following = new AbortController()
  seen.addEventListener('resize', place, { signal: following.signal })
  seen.addEventListener('scroll', place, { signal: following.signal })
  place()
  return () => following.abort()
}
