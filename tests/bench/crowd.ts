import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { tasks } from './crowd-process.ts'

type AnyTasks = Record<string, (...args: never[]) => Promise<unknown>>

export type CrowdOf<Tasks extends AnyTasks> = {
  pid: number
  ask<N extends keyof Tasks & string>(task: N, ...args: Parameters<Tasks[N]>): Promise<Awaited<ReturnType<Tasks[N]>>>
  end(): Promise<void>
}

/** A crowd that writes and reads, in a process of its own, so that neither the servers' CPU nor ours is mixed with its own. */
export const newCrowd = () => crowdOf<typeof tasks>(new URL('./crowd-process.ts', import.meta.url))

/** The process of a crowd, whose file calls answerAs. */
export function crowdOf<Tasks extends AnyTasks>(file: URL): CrowdOf<Tasks> {
  const child = fork(file, { serialization: 'advanced' })
  const ended = once(child, 'exit')
  return {
    pid: child.pid!,
    ask: async (task, ...args) => {
      child.send({ task, args })
      const [answer] = (await Promise.race([once(child, 'message'), ended.then(() => [{ error: 'the crowd died' }])])) as [
        { result: never; error?: string },
      ]
      if (answer.error !== undefined) throw new Error(`${task}: ${answer.error}`)
      return answer.result
    },
    end: async () => {
      child.kill()
      await ended
    },
  }
}

/** In the process of a crowd: does one task after the other, as it is asked. */
export function answerAs(tasks: AnyTasks) {
  process.on('message', ({ task, args }: { task: string; args: never[] }) => {
    tasks[task]!(...args).then(
      (result) => process.send!({ result }),
      (error: Error) => process.send!({ error: error.stack ?? error.message }),
    )
  })
}
