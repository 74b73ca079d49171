import { parentPort } from 'node:worker_threads'
import { publicGroup } from '#domain/sealing/public-group.ts'
import { loadSodiumGroup } from './sodium.ts'
import type { Task } from './verifiers.ts'
import { verifying } from './verify.ts'

/** A thread that checks the proofs of ballots and adds ballots up, one thing after the other. */
const { verify, addUp } = verifying(publicGroup(await loadSodiumGroup()))

parentPort!.on('message', ({ id, ...task }: Task & { id: number }) => {
  try {
    parentPort!.postMessage({ id, answer: 'ballot' in task ? verify(task.manifest, task.ballot) : addUp(task.manifest, task.leaves) })
  } catch (error) {
    parentPort!.postMessage({ id, error: String(error) })
  }
})
