import { randomBytes } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { newArticleId } from '#domain/charter.ts'
import { typedReferences } from '#domain/references.ts'
import { stateOf } from '#server/yjs-content.ts'
import type { Done, Job } from './aside.ts'
import { headingsAsArticles } from './articles.ts'
import { write } from './formats.ts'
import { read, titled } from './read.ts'
import { Unreadable } from './refusal.ts'

const makeId = () => newArticleId(randomBytes(12))

/** The thread of files: one job after the other. What is wrong in reading a file is the file's; in writing one it is ours. */
parentPort!.on('message', (job: Job) => parentPort!.postMessage(done(job)))

function done(job: Job): Done {
  if (job.kind === 'write') return { file: write(job.format, job.text) }
  try {
    const found = read(job.name, Buffer.from(job.bytes), makeId)
    const nodes = job.articles ? headingsAsArticles(found.nodes, makeId) : found.nodes
    const text = titled({ ...found, nodes }, job.title, job.name)
    return { title: text.title, state: stateOf(text.nodes), left: { ...found.left, references: typedReferences(text.nodes) } }
  } catch (error) {
    return { refused: error instanceof Unreadable ? error.reason : 'file-unreadable' }
  }
}
