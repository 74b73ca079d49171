import { answeringAsCopy } from './copies.ts'
import { forPublic } from './opening-tasks.ts'
import { type Progress, tasks } from './tasks.ts'

/** The cryptography of trustees and registrars, beside the page so that it stays lively. It keeps nothing between two questions. */
type Asked = { id: number; task: keyof typeof tasks; argument: unknown }

const isAnswered = answeringAsCopy(forPublic)

self.addEventListener('message', async ({ data }: MessageEvent<Asked>) => {
  if (isAnswered(data)) return
  const { id, task, argument } = data
  const progress: Progress = (done, all) => self.postMessage({ id, done, all })
  try {
    const run = tasks[task] as (argument: unknown, progress: Progress) => unknown
    self.postMessage({ id, answer: await run(argument, progress) })
  } catch (error) {
    self.postMessage({ id, error: String(error) })
  }
})
