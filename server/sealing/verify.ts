import { addBallot, emptyAggregate, sumsBytes } from '#domain/sealing/aggregate.ts'
import type { Group } from '#domain/sealing/group.ts'
import { type Leaf, readLeaf } from '#domain/sealing/leaf.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { rowsHold } from '#domain/sealing/verify-ballot.ts'
import type { Added } from './verifiers.ts'

/** What is done with ballots in the poll of a manifest. Manifests already opened are kept, the latest used last. */
export function verifying(group: Group, most = 20) {
  const opened = new Map<string, ReturnType<typeof openPoll>>()
  function pollOf(manifest: Uint8Array) {
    const name = Buffer.from(manifest).toString('base64')
    const poll = opened.get(name) ?? openPoll(group, manifest)
    opened.delete(name)
    opened.set(name, poll)
    if (opened.size > most) opened.delete(opened.keys().next().value!)
    return poll
  }
  return {
    /** Whether the proofs of a ballot hold. */
    verify: (manifest: Uint8Array, ballot: Uint8Array): boolean => rowsHold(pollOf(manifest), ballot),
    /** The sum of ballots whose proofs were checked before, given as leaves of the board. */
    addUp(manifest: Uint8Array, leaves: readonly Uint8Array[]): Added {
      const poll = pollOf(manifest)
      const ballots = leaves.map((leaf) => readLeaf(poll, leaf) as Leaf & { kind: 'ballot' })
      const sum = ballots.reduce((sum, { ballot, weight }) => addBallot(poll, sum, ballot, weight), emptyAggregate(poll))
      return { ...sum, sums: sumsBytes(poll, sum.sums) }
    },
  }
}
