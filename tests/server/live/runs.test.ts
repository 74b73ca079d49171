import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { simulate } from '../../live/simulation.ts'

/** Run one again with SEED=… ; thousands with `npm run soak`. */
test('two hundred runs of edits, partitions, kills and lost answers end with one text, and nothing told as stored is lost', async () => {
  const first = Number(process.env.SEED) || randomInt(2 ** 30)
  const runs = process.env.SEED ? 1 : 200
  console.log(`runs: seeds ${first} to ${first + runs - 1}`)
  const sum = { edits: 0, acked: 0, kills: 0, restarts: 0, compactions: 0, handovers: 0 }
  for (let seed = first; seed < first + runs; seed++) {
    const ran = await simulate(seed)
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += ran[key]
  }
  console.log(`runs: ${JSON.stringify(sum)}`)
  if (runs === 1) return
  for (const count of Object.values(sum)) expect(count).toBeGreaterThan(10)
}, 120_000)
