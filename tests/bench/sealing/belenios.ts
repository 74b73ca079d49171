// The same election by Belenios's command line and by the engine, one after the other: seven questions, one grade of five to each.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { addBallot, aggregateLeaf, emptyAggregate } from '../../../domain/sealing/aggregate.ts'
import { openAggregate } from '../../../domain/sealing/open-aggregate.ts'
import { decryptPartially } from '../../../domain/sealing/partial.ts'
import { refuseCheaply, rowsHold } from '../../../domain/sealing/verify-ballot.ts'
import { chance } from '../../domain/sealing/chance.ts'
import { anElection, castBallot } from '../../domain/sealing/election.ts'
import type { Bench } from '../bench.ts'
import { round, table } from '../measure.ts'
import { findBelenios, newElection } from './belenios-tool.ts'
import { gradesOf } from './grades.ts'
import { msOfThread } from './thread-time.ts'

const voters = 20
/** make and check: ms of CPU a ballot; count: ms for all. */
type Found = { bytes: number; make: number; check: number; count: number; counts: readonly (readonly number[])[] }

export async function belenios({ folder, goals }: Bench) {
  const tool = findBelenios()
  if (tool === null) return console.log('belenios-tool is not here and could not be installed: nothing to compare with')
  const theirs = byBelenios(tool, mkdtempSync(join(folder, 'belenios-')))
  const ours = byUs()
  if (JSON.stringify(theirs.counts) !== JSON.stringify(ours.counts)) throw new Error('the two counts differ')

  const row = (what: string, us: number, them: number) => [what, round(us), round(them), `${round(them / us)} ×`]
  table(
    [`7 × 5, ${voters} ballots, ms of CPU`, 'Préau, libsodium', 'belenios-tool', 'ratio'],
    [
      row('bytes of a ballot', ours.bytes, theirs.bytes),
      row('make a ballot', ours.make, theirs.make),
      row('check a ballot', ours.check, theirs.check),
      row(`add up ${voters} ballots and open the sum`, ours.count, theirs.count),
    ],
  )
  console.log('belenios-tool looks at every ballot again in each of the three commands of its count')
  goals.judge('beside Belenios', ours.make < theirs.make && ours.check < theirs.check, 'a ballot made and checked in less CPU')
}

function byBelenios(tool: string, folder: string): Found {
  const election = newElection(tool, folder, voters)
  const empty = election.verify()
  const cast = Array.from({ length: voters }, (_, voter) => election.cast(voter, gradesOf(voter)))
  const check = (1000 * (election.verify() - empty)) / voters
  const { cpu, counts } = election.count()
  const make = (1000 * cast.reduce((total, { cpu }) => total + cpu, 0)) / voters
  return { bytes: cast[0]!.bytes, make, check, count: 1000 * cpu, counts }
}

function byUs(): Found {
  const luck = chance('beside belenios')
  const election = anElection(luck, { choices: 7, grades: 5, voters })
  const { poll, secrets } = election
  const ballots: Uint8Array[] = []
  const castAll = () => election.voters.forEach((_, voter) => ballots.push(castBallot(luck, election, { voter, counter: 1, grades: gradesOf(voter) }))) // prettier-ignore
  const checkAll = () => ballots.forEach((ballot) => check(refuseCheaply(poll, ballot, () => ({ lastCounter: 0 })) === null && rowsHold(poll, ballot))) // prettier-ignore
  let [total, result] = [emptyAggregate(poll), null as ReturnType<typeof openAggregate>]
  const countAll = () => {
    for (const ballot of ballots) total = addBallot(poll, total, ballot, 1)
    const leaf = aggregateLeaf(poll, total)
    result = openAggregate(poll, leaf, [decryptPartially(poll, poll.holders[0]!, secrets[0]!, leaf, luck.bytes(32))])
  }
  const [make, checked, count] = [castAll, checkAll, countAll].map(msOfThread) as [number, number, number]
  return { bytes: ballots[0]!.length, make: make / voters, check: checked / voters, count, counts: result!.counts }
}

function check(right: boolean) {
  if (!right) throw new Error('a good ballot was refused')
}
