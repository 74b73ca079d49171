// What `npm run bench` runs: each bench one after the other, on one PostgreSQL, then what the goals say.
import type { Asked, Bench } from './bench.ts'
import { casting } from './casting.ts'
import { documents } from './documents.ts'
import { fanOut } from './fan-out.ts'
import { newGoals } from './goals.ts'
import { history } from './history.ts'
import { killed } from './killed.ts'
import { large } from './large.ts'
import { many } from './many.ts'
import { loadNow, machine } from './measure.ts'
import { newCluster, newMovement } from './movement.ts'
import { national } from './national/national.ts'
import { opening } from './opening.ts'
import { pages } from './pages.ts'
import { rights } from './rights.ts'
import { rolls } from './rolls.ts'
import { belenios } from './sealing/belenios.ts'
import { booth } from './sealing/booth.ts'
import { engine } from './sealing/engine.ts'
import { growth } from './sealing/growth.ts'
import { rush } from './sealing/rush.ts'
import { shards } from './shards.ts'
import { stalledReaders } from './stalled.ts'
import { standby } from './standby.ts'
import { stored } from './stored.ts'
import { tally } from './tally.ts'

const live = { 'fan-out': fanOut, documents, many, large, stored, killed, stalled: stalledReaders, rights, history }
const sealing = { engine, booth, rush, growth, belenios }
const groups: Record<string, object> = { live, sealing }
const benches: Record<string, (bench: Bench) => Promise<void>> = {
  casting,
  standby,
  shards,
  tally,
  rolls,
  national,
  pages,
  opening,
  ...sealing,
  ...live,
}

/** Runs the named benches, all when none is named. */
export async function run(names: readonly string[], how: Asked) {
  const asked = names.length > 0 ? names.flatMap((name) => Object.keys(groups[name] ?? { [name]: name })) : Object.keys(benches)
  const unknown = asked.find((name) => !(name in benches))
  if (unknown) {
    console.error(`there is no bench named ${unknown}; there are: ${Object.keys({ ...groups, ...benches }).join(', ')}`)
    process.exit(2)
  }
  console.log(`${machine()}; load ${loadNow()}`)
  const goals = newGoals()
  const cluster = await newCluster()
  try {
    for (const name of asked) {
      const movement = await newMovement(cluster.where, 2000)
      console.log(`\n${name} (load ${loadNow()})`)
      try {
        await benches[name]!({ movement, cluster: cluster.where, folder: cluster.folder, goals, ...how })
      } catch (error) {
        process.exitCode = 1
        console.error(`✗ ${name} failed: ${error instanceof Error ? error.stack : error}`)
      }
      await movement.drop()
    }
  } finally {
    await cluster.stop()
  }
  goals.print()
}
