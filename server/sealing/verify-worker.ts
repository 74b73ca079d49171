import { parentPort } from 'node:worker_threads'
import { loadSodiumGroup } from './sodium.ts'
import { verifying } from './verify.ts'

/** A thread that checks the proofs of ballots, one after the other. */
const verify = verifying(await loadSodiumGroup())

parentPort!.on('message', ({ id, manifest, ballot }: { id: number; manifest: Uint8Array; ballot: Uint8Array }) => {
  try {
    parentPort!.postMessage({ id, answer: verify(manifest, ballot) })
  } catch (error) {
    parentPort!.postMessage({ id, error: String(error) })
  }
})
