import { sha512 } from '@noble/hashes/sha2.js'
import { concat, u64, utf8 } from '#domain/sealing/bytes.ts'
import { L, littleEndian } from '#domain/sealing/scalar.ts'

/** Bytes that look like chance and come back with the same seed. */
export type Chance = { bytes(length: number): Uint8Array; below(most: number): number; scalar(): bigint; pick<T>(items: readonly T[]): T }

export function chance(seed: number | string): Chance {
  let counter = 0
  let left: Uint8Array = new Uint8Array()
  const bytes = (length: number) => {
    const parts = []
    let missing = length
    while (missing > left.length) {
      parts.push(left)
      missing -= left.length
      left = sha512(concat(utf8(`tests ${seed} `), u64(counter++)))
    }
    parts.push(left.subarray(0, missing))
    left = left.subarray(missing)
    return concat(...parts)
  }
  const below = (most: number) => Number(littleEndian(bytes(8)) % BigInt(most))
  return { bytes, below, scalar: () => littleEndian(bytes(64)) % L, pick: (items) => items[below(items.length)]! }
}

/** SEED=… npx vitest run … plays a run again. */
export function seedOf(name: string): number {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
  console.log(`${name}: SEED=${seed}`)
  return seed
}
