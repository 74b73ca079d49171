/**
 * A micro-batcher without a window: a batch is what came in while the last one was under way. One lonely item is carried at
 * once, without any delay; under load the batches grow by themselves, and the cost of a commit is shared.
 * Two items with the same key never travel in the same batch. When a batch fails by the fault of one item (`faulty`), it is
 * cut in halves until the item is alone, so that it fails alone. Beyond `most` waiting items, `Overloaded` is thrown at once.
 */
export type BatcherOptions<Item, Outcome> = {
  carry: (items: Item[]) => Promise<Outcome[]>
  key: (item: Item) => string
  faulty: (error: unknown) => boolean
  /** How many batches may be under way together, how many items one may hold, how many may wait. */
  hands: number
  size: number
  most: number
}

/** Too many are waiting: 429, and the ballot was not stored. */
export class Overloaded extends Error {
  override name = 'Overloaded'
  statusCode = 429
}

type Waiting<Item, Outcome> = { item: Item; resolve: (outcome: Outcome) => void; reject: (error: unknown) => void }

export function microBatcher<Item, Outcome>({ carry, key, faulty, hands, size, most }: BatcherOptions<Item, Outcome>) {
  let waiting: Waiting<Item, Outcome>[] = []
  let busy = 0
  const idle: (() => void)[] = []

  function give(item: Item): Promise<Outcome> {
    if (waiting.length >= most) throw new Overloaded()
    return new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      pull()
    })
  }

  function pull() {
    while (busy < hands && waiting.length > 0) {
      busy++
      void deliver(take()).finally(() => {
        busy--
        pull()
      })
    }
    if (busy === 0) for (const tell of idle.splice(0)) tell()
  }

  function take() {
    const batch: Waiting<Item, Outcome>[] = []
    const later: Waiting<Item, Outcome>[] = []
    const keys = new Set<string>()
    for (const one of waiting) {
      const itsKey = key(one.item)
      if (batch.length >= size || keys.has(itsKey)) later.push(one)
      else {
        keys.add(itsKey)
        batch.push(one)
      }
    }
    waiting = later
    return batch
  }

  async function deliver(batch: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await carry(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, at) => resolve(outcomes[at] as Outcome))
    } catch (error) {
      if (batch.length === 1 || !faulty(error)) return batch.forEach(({ reject }) => reject(error))
      const half = batch.length >> 1
      await deliver(batch.slice(0, half))
      await deliver(batch.slice(half))
    }
  }

  /** Resolves when nothing waits and nothing is under way. */
  const settled = () => new Promise<void>((resolve) => (busy === 0 ? resolve() : void idle.push(resolve)))

  return { give, settled, waiting: () => waiting.length }
}
