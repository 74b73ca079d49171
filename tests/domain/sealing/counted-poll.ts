import { addBallot, aggregateLeaf, emptyAggregate } from '#domain/sealing/aggregate.ts'
import type { DossierRecord } from '#domain/sealing/dossier.ts'
import { writeLeaf } from '#domain/sealing/leaf.ts'
import { openAggregate } from '#domain/sealing/open-aggregate.ts'
import { decryptPartially } from '#domain/sealing/partial.ts'
import { type Verdict, verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { sodiumGroup as group } from './backends.ts'
import { chance, seedOf } from './chance.ts'
import { anElection, type Cast, castBallot, fileOf, leavesOf, recordsOf, reopened } from './election.ts'

/** A poll of seven voters, of whom six voted, one of them three times, counted by the server and two trustees of three; and what is found in its dossier. */
export function aCountedPoll(name: string) {
  const luck = chance(seedOf(name))
  const election = anElection(luck, { choices: 1, grades: 3, voters: 7, needed: 2, trustees: 3 })
  const { poll, secrets, voters } = election
  const casts: Cast[] = [
    ...voters.slice(0, 6).map((_, voter) => ({ voter, counter: 1, grades: [voter % 3] })),
    { voter: 1, counter: 2, grades: [0] },
    { voter: 1, counter: 3, grades: [2] },
  ]
  /** open 0, ballots 1–8, close 9, aggregate 10, partials 11–13, result 14. */
  const leaves = leavesOf(luck, election, casts, [3, 1])
  const opened = leaves[0]!
  const ballots = leaves.slice(1, 9)
  const close = leaves[9]!

  const verify = async (records: readonly DossierRecord[]) => verifyDossier(group, reopened(await fileOf(records)))
  const verdictOf = (given: readonly Uint8Array[]) => verify(recordsOf(election, given))
  const faultOf = async (given: readonly Uint8Array[]) => found(await verdictOf(given))

  const ballotLeaf = (cast: Cast) => writeLeaf({ kind: 'ballot', weight: 1, ballot: castBallot(luck, election, cast) })
  /** The end of a poll whose ballots are these, honestly summed and opened: what the operator of a forged board would write. */
  function ending(given: readonly Uint8Array[], seconds = [3, 1]): Uint8Array[] {
    const sum = aggregateLeaf(
      poll,
      given.reduce((total, bytes) => addBallot(poll, total, bytes.subarray(5), 1), emptyAggregate(poll)),
    )
    const partials = [0, ...seconds].map((number) => decryptPartially(poll, poll.holders[number]!, secrets[number]!, sum, luck.bytes(32)))
    const result = openAggregate(poll, sum, partials)
    return [close, writeLeaf(sum), ...partials.map(writeLeaf), ...(result ? [writeLeaf(result)] : [])]
  }
  return { luck, election, leaves, opened, ballots, close, verify, verdictOf, faultOf, ballotLeaf, ending }
}

export const found = ({ fault }: Verdict) => fault && [fault.leaf, fault.kind, fault.reason]
