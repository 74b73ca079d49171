// node tests/bench/sealing.ts: how long a ballot of seven choices and five grades takes to make, check, add up and count, by both backends.
import { randomBytes } from 'node:crypto'
import { cpus } from 'node:os'
import { addBallot, emptyAggregate } from '../../domain/sealing/aggregate.ts'
import { nobleGroup } from '../../domain/sealing/backend-noble.ts'
import { credentialOf } from '../../domain/sealing/credential.ts'
import type { Group } from '../../domain/sealing/group.ts'
import { logarithms } from '../../domain/sealing/logarithm.ts'
import type { SealedPoll } from '../../domain/sealing/sealed-poll.ts'
import { sealBallot } from '../../domain/sealing/seal.ts'
import { refuseCheaply, rowsHold } from '../../domain/sealing/verify-ballot.ts'
import { loadSodiumGroup } from '../../server/sealing/sodium.ts'

const voters = 392_738
const shape = { choices: 7, grades: 5 }

/** Milliseconds of the processor's time, which waits for nobody: the median of a few runs after warming up. */
function median(times: number, work: () => unknown): number {
  for (let run = 0; run < 5; run++) work()
  const taken = Array.from({ length: times }, () => timed(work))
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)]!
}

function timed(work: () => unknown): number {
  const started = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(started)
  return (user + system) / 1000
}

function measure(group: Group) {
  const secret = 123_456_789n
  const poll: SealedPoll = { group, id: 'bench', ctx: new Uint8Array(64), key: group.prepare(group.multiplyBase(secret)), ...shape }
  const credential = credentialOf(group, poll.id, 'BENCH')
  const grades = Array.from({ length: shape.choices }, (_, choice) => choice % shape.grades)
  const seal = () => sealBallot(poll, { credential, counter: 1, grades, random: randomBytes(64) })
  const { bytes } = seal()
  const empty = emptyAggregate(poll)
  const prove = median(15, seal)
  const twenty = Array.from({ length: 20 }, () => bytes) // one alone is below what the processor's clock tells
  const cheap = median(9, () => twenty.map((ballot) => refuseCheaply(poll, ballot, () => ({ lastCounter: 0 })))) / twenty.length
  const rows = median(15, () => rowsHold(poll, bytes))
  const add = median(15, () => addBallot(poll, empty, bytes, 1))
  const counters = Array.from({ length: 28 }, (_, at) => group.multiplyBase(BigInt(Math.floor((voters * at) / 28))))
  return { prove, cheap, rows, add, count: timed(() => logarithms(group, counters, voters)), size: bytes.length }
}

console.log(`${cpus().length} × ${cpus()[0]?.model}, node ${process.version}; ${shape.choices} choices, ${shape.grades} grades`)
for (const group of [nobleGroup, await loadSodiumGroup()]) {
  const { prove, cheap, rows, add, count, size } = measure(group)
  const figures = [
    `prove ${prove.toFixed(1)} ms`,
    `before the receipt ${cheap.toFixed(2)} ms`,
    `rows ${rows.toFixed(1)} ms (${(1000 / rows).toFixed(0)} ballots/s a thread)`,
    `add ${add.toFixed(2)} ms`,
    `28 counters of ${voters} voters ${count.toFixed(0)} ms`,
    `${size} bytes`,
  ]
  console.log(`${group.name.padEnd(9)} ${figures.join(' · ')}`)
}
