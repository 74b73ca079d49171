/** Each of the screens that follow one another on a page is read from its top, however far down the last one was left. `screen`: its name. */
export function eachFromTheTop(screen: () => string | undefined) {
  let last: string | undefined
  $effect(() => {
    const now = screen()
    if (last !== undefined && now !== last) scrollTo({ top: 0 })
    last = now
  })
}
