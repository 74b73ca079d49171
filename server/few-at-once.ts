/** Runs what is asked a few at a time, in the order asked; the others wait for their turn. */
export function fewAtOnce(most: number) {
  const waiting: (() => void)[] = []
  let underWay = 0

  return async function inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (underWay === most) await new Promise<void>((begin) => waiting.push(begin))
    else underWay++
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else underWay--
    }
  }
}
