/**
 * Each of the screens that follow one another on a page is read from its top, however far down the last one was left: the page goes up, and
 * the focus to the heading of the screen, since what had it is gone. `screen`: its name; what it is made of is in
 * `data-screen`, which is no live region: it would be read twice.
 */
export function eachFromTheTop(screen: () => string | null | undefined) {
  let last: string | null | undefined
  $effect(() => {
    const now = screen()
    if (last && now !== last) arrive()
    last = now
  })
}

function arrive() {
  scrollTo({ top: 0 })
  const main = document.querySelector('main')!
  const elsewhere = document.activeElement !== document.body && !main.contains(document.activeElement)
  const heading = main.querySelector<HTMLElement>('[data-screen] h2') ?? main.querySelector('h1')
  if (elsewhere || !heading) return
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}
