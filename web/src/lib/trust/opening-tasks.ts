import { aggregateHash, aggregateWords } from '#domain/sealing/aggregate.ts'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { pieces, same } from '#domain/sealing/bytes.ts'
import { recordOf } from '#domain/sealing/ceremony-bytes.ts'
import { electionKeyOf, transcriptHash } from '#domain/sealing/ceremony-result.ts'
import { ceremonyOf } from '#domain/sealing/ceremony.ts'
import { type DossierRecord, writeDossier } from '#domain/sealing/dossier.ts'
import { readHead } from '#domain/sealing/head.ts'
import { type Leaf, readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { decryptPartially } from '#domain/sealing/partial.ts'
import { publicGroupIfAllowed } from '#domain/sealing/public-group.ts'
import { receiveShares } from '#domain/sealing/shares.ts'
import { type Fault, verifyDossier } from '#domain/sealing/verify-dossier.ts'
import type { Mine } from '#domain/sealing/trustee.ts'
import { blinded } from './blinded.ts'
import { startCopies } from './copies.ts'
import type { Progress } from './tasks.ts'

const group = blinded(nobleGroup)
export const forPublic = () => publicGroupIfAllowed(nobleGroup)

type Aggregate = Leaf & { kind: 'aggregate' }
export type Sum = { fault: Fault } | { fault: null; hash: Uint8Array; words: string[]; ballots: number; aggregate: Uint8Array }

/**
 * The sum of a closed poll, found by this browser from the board alone: the roll is that of the manifest, every ballot is signed and
 * proved, the close is signed and not early, the sum is that of the last ballots. What is wrong is named.
 */
export async function sumTheBoard({ pollId }: { pollId: string }, progress: Progress): Promise<Sum> {
  const url = `/api/polls/${pollId}`
  const { heads } = (await (await ask(`${url}/board`)).json()) as { heads: { size: number; head: string }[] }
  const head = readHead(fromBase64(heads[0]!.head))
  let aggregate: Uint8Array | null = null
  async function* records(): AsyncGenerator<DossierRecord> {
    yield { type: 'manifest', bytes: await bytesOf(`${url}/manifest`) }
    for (const credential of pieces(await bytesOf(`${url}/credentials`), 32)) yield { type: 'roll', entry: { credential, weight: 1 } }
    for (let from = 0; from < head.size;) {
      const { leaves } = (await (await ask(`${url}/board/leaves?from=${from}`)).json()) as { leaves: { kind: string; bytes: string }[] }
      for (const { kind, bytes } of leaves.slice(0, head.size - from)) {
        if (kind === 'aggregate') aggregate = fromBase64(bytes)
        yield { type: 'leaf', bytes: fromBase64(bytes) }
      }
      from += leaves.length
      if (leaves.length === 0) break
    }
    yield { type: 'head', head }
  }
  const copies = startCopies()
  const verdict = await verifyDossier(forPublic(), () => writeDossier(records()), {
    checkRows: copies.check,
    onProgress: (leaves) => progress(leaves, head.size),
  }).finally(copies.end)
  if (verdict.fault) return verdict
  const { published } = verdict.board
  if (!published || !aggregate)
    return { fault: { kind: 'aggregate', leaf: null, reason: 'not-covered', detail: 'no aggregate under the last head' } }
  return { fault: null, hash: aggregateHash(published), words: aggregateWords(published), ballots: published.ballots, aggregate }
}

/** My part of the opening, made from my seed and what is stored; null when these words are not those of my share. */
export async function giveMyPart(at: Mine & { manifest: Uint8Array; aggregate: Uint8Array }): Promise<Uint8Array | null> {
  const ceremony = ceremonyOf(at.pollId, at.needed, at.names)
  const poll = openPoll(group, at.manifest)
  const record = recordOf(ceremony, at.said)
  if (!record || !same(transcriptHash(ceremony, record, electionKeyOf(group, record)), poll.manifest.ceremony)) return null
  const received = receiveShares(group, ceremony, at.seed, at.number, {
    shares: record.shares.map((sent) => sent[at.number - 1]!),
    commitments: record.second.slice(1).map(({ commitments }) => commitments),
  })
  const holder = poll.holders[at.number]!
  if ('wrong' in received || !same(group.encode(group.multiplyBase(received.share)), holder.keyBytes)) return null
  const aggregate = readLeaf(poll, at.aggregate) as Aggregate
  return writeLeaf(decryptPartially(poll, holder, received.share, aggregate, crypto.getRandomValues(new Uint8Array(32))))
}

async function ask(url: string) {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return answer
}
const bytesOf = async (url: string) => new Uint8Array(await (await ask(url)).arrayBuffer())
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
