/** A small seeded generator (mulberry32): the demonstration is the same on every machine. Numbers in [0, 1). */
export function generator(seed: number) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A grade from 0 (the worst) to grades − 1 for a choice received with this leaning (0 to 1); three draws give it a bell. */
export function drawGrade(leaning: number, grades: number, random: () => number): number {
  const spread = (random() + random() + random()) / 3 - 0.5
  return Math.min(grades - 1, Math.max(0, Math.floor((leaning + spread * 1.1) * grades)))
}
