import { parentPort } from 'node:worker_threads'
import { work, type Job } from '#server/yjs-thread.ts'

/** The thread beside the live rooms: one job after the other, its answer or why there is none. */
parentPort!.on('message', ({ id, job }: { id: number; job: Job }) => {
  try {
    const answer = work(job)
    parentPort!.postMessage({ id, answer })
  } catch (error) {
    parentPort!.postMessage({ id, error: String(error) })
  }
})
