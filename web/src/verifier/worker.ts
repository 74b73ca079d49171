import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { ballotHash } from '#domain/sealing/ballot-bytes.ts'
import { keyOf } from '#domain/sealing/counting-plan.ts'
import { publicGroupIfAllowed } from '#domain/sealing/public-group.ts'
import { trackerOf } from '#domain/sealing/tracker.ts'
import { verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { verified } from '#domain/verified.ts'
import { answeringAsCopy, startCopies } from '#lib/trust/copies.ts'
import type { Asked, Said } from './talk.ts'

/** Verifies a dossier away from the page, which stays fluid, and keeps where each ballot is. */
type Kept = { position: number; voter: string; counter: number }
const ballots = new Map<string, Kept>()
const lastOf = new Map<string, number>()
const say = (said: Said) => postMessage(said)
const group = () => publicGroupIfAllowed(nobleGroup)
const isAnswered = answeringAsCopy(group)

async function verify(file: File) {
  let read = 0
  let leaves = 0
  let toldAt = 0
  async function* open() {
    read = 0
    const reader = file.stream().getReader()
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      read += chunk.value.length
      yield chunk.value
    }
  }
  const copies = startCopies()
  const verdict = await verifyDossier(group(), open, {
    checkRows(poll, ballot) {
      const [voter, counter] = [keyOf(ballot.subarray(5, 37)), new DataView(ballot.buffer, ballot.byteOffset + 1, 4).getUint32(0)]
      ballots.set(trackerOf(ballotHash(poll, ballot)), { position: leaves, voter, counter })
      lastOf.set(voter, counter)
      return copies.check(poll, ballot)
    },
    onProgress(count) {
      leaves = count
      if (Date.now() - toldAt < 100) return
      toldAt = Date.now()
      say({ kind: 'reading', share: read / file.size, leaves })
    },
  }).finally(copies.end)
  say(verdict.fault ? { kind: 'wrong', fault: verdict.fault } : { kind: 'verified', found: verified(verdict.board, verdict.root) })
}

function find(tracker: string) {
  const kept = ballots.get(tracker)
  say({ kind: 'place', place: kept ? { position: kept.position, replaced: lastOf.get(kept.voter)! > kept.counter } : null })
}

onmessage = ({ data }: MessageEvent<Asked>) => {
  if (isAnswered(data)) return
  if ('find' in data) find(data.find)
  else verify(data.verify).catch((error) => say({ kind: 'broken', error: String(error) }))
}
