import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { tasks } from './crowd-process.ts'

type Tasks = typeof tasks
type Answer<N extends keyof Tasks> = Awaited<ReturnType<Tasks[N]>>

export type Crowd = {
  pid: number
  ask<N extends keyof Tasks>(task: N, ...args: Parameters<Tasks[N]>): Promise<Answer<N>>
  end(): Promise<void>
}

/** A crowd in a process of its own, so that neither the servers' CPU nor ours is mixed with its own. */
export function newCrowd(): Crowd {
  const child = fork(new URL('./crowd-process.ts', import.meta.url), { serialization: 'advanced' })
  const ended = once(child, 'exit')
  return {
    pid: child.pid!,
    ask: async (task, ...args) => {
      child.send({ task, args })
      const [answer] = (await Promise.race([once(child, 'message'), ended.then(() => [{ error: 'the crowd died' }])])) as [
        { result: never; error?: string },
      ]
      if (answer.error !== undefined) throw new Error(`${String(task)}: ${answer.error}`)
      return answer.result
    },
    end: async () => {
      child.kill()
      await ended
    },
  }
}
