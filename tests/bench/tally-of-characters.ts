import * as Y from 'yjs'

type Range = { client: number; from: number; to: number }

/** The same bytes reach a thousand people: they are decoded once, and found again by what they are. */
const decoded = new Map<string, Range[]>()

function rangesOf(update: Uint8Array): Range[] {
  const key = Buffer.from(update.buffer, update.byteOffset, update.length).toString('latin1')
  const found = decoded.get(key)
  if (found) return found
  const { from, to } = Y.parseUpdateMeta(update)
  const ranges = [...to].map(([client, end]) => ({ client, from: from.get(client) ?? 0, to: end }))
  if (decoded.size > 5_000) decoded.clear()
  decoded.set(key, ranges)
  return ranges
}

/** What has reached one person: for each writer, up to which clock. A character that comes twice counts once, one after a gap not at all. */
export class Tally {
  readonly known = new Map<number, number>()
  count = 0
  onCharacter: ((client: number, clock: number) => void) | null = null

  take(update: Uint8Array) {
    for (const { client, from, to } of rangesOf(update)) {
      const known = this.known.get(client) ?? 0
      if (to <= known || from > known) continue
      this.known.set(client, to)
      this.count += to - known
      if (this.onCharacter) for (let clock = known; clock < to; clock++) this.onCharacter(client, clock)
    }
  }

  /** Everything that has come, first content included. */
  clocks() {
    let sum = 0
    for (const clock of this.known.values()) sum += clock
    return sum
  }
}
