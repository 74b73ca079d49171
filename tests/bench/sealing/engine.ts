// What a ballot of seven choices and five grades costs to make, check, add up and count, by each backend; and how many a second the server's
// threads check.
import { randomBytes } from 'node:crypto'
import { addBallot, emptyAggregate } from '../../../domain/sealing/aggregate.ts'
import { nobleGroup } from '../../../domain/sealing/backend-noble.ts'
import { type Group, readKey } from '../../../domain/sealing/group.ts'
import { logarithms } from '../../../domain/sealing/logarithm.ts'
import { openPoll } from '../../../domain/sealing/open-poll.ts'
import { sealBallot } from '../../../domain/sealing/seal.ts'
import { refuseCheaply, rowsHold } from '../../../domain/sealing/verify-ballot.ts'
import { publicGroup } from '../../../domain/sealing/public-group.ts'
import { loadSodiumGroup } from '../../../server/sealing/sodium.ts'
import { chance } from '../../domain/sealing/chance.ts'
import { anElection, castBallot, type Election } from '../../domain/sealing/election.ts'
import type { Bench } from '../bench.ts'
import { round, table } from '../measure.ts'
import { gradesOf } from './grades.ts'
import { cpuOfRuns, msOfThread } from './thread-time.ts'
import { verifiedASecond } from './threads.ts'

const voters = 400_000
const luck = chance('bench')

export async function engine({ goals }: Bench) {
  const election = anElection(luck, { choices: 7, grades: 5, voters: 100 })
  const sodium = await loadSodiumGroup()
  const groups = [sodium, nobleGroup, publicGroup(sodium)]
  const figures = groups.map((group) => measure(group, election))
  const line = (what: string, of: (f: (typeof figures)[number]) => string) => [what, ...figures.map(of)]
  table(
    ['ms of one thread, 7 × 5', ...groups.map(({ name }) => name)],
    [
      line('encrypt and prove', ({ prove }) => `${round(prove)}`),
      line('check before the receipt', ({ cheap }) => `${round(cheap, 2)}`),
      line('check the rows', ({ rows }) => `${round(rows)} (${Math.round(1000 / rows)} ballots/s)`),
      line('add to the sum', ({ add }) => `${round(add, 2)}`),
      line('find 28 counts of 400,000 voters', ({ count }) => `${Math.round(count)}`),
      line('read a credential that a registrar gives', ({ read }) => `${round(read, 3)} (${round(read * 100)} s for 100,000)`),
      line('bytes', ({ size }) => `${size}`),
    ],
  )
  const [{ count, size }] = figures as [(typeof figures)[number]]
  goals.judge('sealed ballot', size <= 4096, `${size} bytes`)
  goals.judge('sealed count', count < 1000, `28 counters of 400,000 voters in ${Math.round(count)} ms`)

  const ballots = election.voters.map((_, voter) => castBallot(luck, election, { voter, counter: 1, grades: gradesOf(voter) }))
  const { rate, cpu } = await verifiedASecond(election.manifestBytes, ballots)
  console.log(
    `two threads check ${round(rate)} ballots/s by the clock, ${round(cpu)} ms of CPU each: ${round(2000 / cpu)} on two idle cores`,
  )
  goals.judge('sealed verification', rate >= 45, `${round(rate)} ballots/s on two threads`)
}

function measure(group: Group, { manifestBytes, voters: people }: Election) {
  const poll = openPoll(group, manifestBytes)
  const seal = () => sealBallot(poll, { credential: people[0]!.credential, counter: 1, grades: gradesOf(0), random: randomBytes(64) })
  const { bytes } = seal()
  const empty = emptyAggregate(poll)
  const counters = Array.from({ length: 28 }, (_, at) => group.multiplyBase(BigInt(Math.floor((voters * at) / 28))))
  return {
    prove: cpuOfRuns(15, seal),
    cheap: cpuOfRuns(100, () => refuseCheaply(poll, bytes, () => ({ lastCounter: 0 }))),
    rows: cpuOfRuns(15, () => rowsHold(poll, bytes)),
    add: cpuOfRuns(30, () => addBallot(poll, empty, bytes, 1)),
    count: msOfThread(() => logarithms(group, counters, voters)),
    read: cpuOfRuns(500, () => readKey(group, people[0]!.credential.publicBytes, 'credential')),
    size: bytes.length,
  }
}
