import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { type Verdict, verifyDossier, type VerifyOptions } from '#domain/sealing/verify-dossier.ts'
import { publicGroup } from '#domain/sealing/public-group.ts'
import { loadSodiumGroup } from './sodium.ts'
import { startVerifiers } from './verifiers.ts'

/**
 * Verifies a dossier in a file, the proofs of its ballots in threads with WebAssembly, or all by itself where that does not load.
 * `onProgress` is told leaves and the share of the file that was read, from 0 to 1. Rejects when the file cannot be read.
 */
export async function verifyFile(path: string, onProgress: (leaves: number, share: number) => void): Promise<Verdict> {
  const { size } = await stat(path)
  let read = 0
  const open = async function* () {
    read = 0
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
      read += (chunk as Buffer).length
      yield chunk as Buffer
    }
  }
  const group = await loadSodiumGroup().catch(() => null)
  const options: VerifyOptions = { onProgress: (leaves) => onProgress(leaves, read / size) }
  if (!group) return verifyDossier(nobleGroup, open, options)
  const { verify } = startVerifiers()
  return verifyDossier(publicGroup(group), open, { ...options, checkRows: (poll, ballot) => verify(poll.manifestBytes, ballot) })
}
