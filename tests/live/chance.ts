/** Chance that can be had again: mulberry32 (Tommy Ettinger, public domain). */
export type Chance = ReturnType<typeof chanceOf>

export function chanceOf(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(next() * most)
  return {
    next,
    below,
    bytes: (length: number) => Uint8Array.from({ length }, () => below(256)),
    of: <T>(list: readonly T[]): T => list[below(list.length)]!,
    yes: (share: number) => next() < share,
  }
}
