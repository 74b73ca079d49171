// npm run soak -- --minutes N [--seed S]: for as long as asked, runs of the live rooms in a world that goes wrong on purpose, and frames,
// ballots and files made by chance. Stops at the first promise that is broken, with the seed that shows it again.
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { chance } from '../tests/domain/sealing/chance.ts'
import { fuzz as fuzzSealing } from '../tests/domain/sealing/fuzz.ts'
import { fuzzSamples } from '../tests/domain/sealing/fuzz-samples.ts'
import { fuzz } from '../tests/live/fuzz.ts'
import { simulate } from '../tests/live/simulation.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } } })
const started = performance.now()
const end = started + Number(values.minutes) * 60_000
let seed = values.seed ? Number(values.seed) : randomInt(2 ** 30)
console.log(`from seed ${seed}, for ${values.minutes} minutes`)

const sum: Record<string, number> = { runs: 0 }
const add = (figures: Record<string, number>) => {
  for (const [name, figure] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + figure
}
let told = started
let slowest = 0
while (performance.now() < end) {
  for (let i = 0; i < 50 && performance.now() < end; i++) {
    add(await simulate(seed++))
    sum.runs = sum.runs! + 1
  }
  const { slowest: slow, ...figures } = fuzz(seed, 500_000)
  slowest = Math.max(slowest, slow)
  add(figures)
  const decoded = await fuzzSealing(await fuzzSamples(chance(seed)), seed, 200_000)
  add({ 'sealed bytes read': decoded.read, 'refused as malformed': decoded.refused })
  if (performance.now() - told > 60_000) {
    told = performance.now()
    console.log(tell())
  }
}
console.log(`${tell()}\nno promise broken`)

function tell() {
  const minutes = ((performance.now() - started) / 60_000).toFixed(1)
  const figures = Object.entries(sum).map(([name, figure]) => `${figure} ${name}`)
  return `${minutes} min: ${figures.join(', ')}; slowest frame ${slowest.toFixed(1)} ms; next seed ${seed}`
}
