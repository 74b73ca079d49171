/** A room that is told at one instant asks over this time for each of its people: a thousand behind one address stay under its rate. */
const spreadMs = 30

/** Asks in a moment, not all at the same one, and once for all that was told meanwhile. people: how many were told. */
export function soon(ask: () => unknown) {
  let waiting: ReturnType<typeof setTimeout> | undefined
  return {
    ask(people: number) {
      waiting ??= setTimeout(
        () => {
          waiting = undefined
          ask()
        },
        100 + Math.random() * people * spreadMs,
      )
    },
    stop: () => clearTimeout(waiting),
  }
}
