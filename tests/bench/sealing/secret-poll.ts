// A secret poll at a real server, and the crowd that votes in it.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { databaseUrl, freePort, startServer } from '../../server-process.ts'
import type { Bench } from '../bench.ts'
import { crowdOf } from '../crowd.ts'
import { liveMemory } from '../inspector.ts'
import type { Movement } from '../movement.ts'
import { newPoll } from '../polls.ts'
import type { tasks } from './voters-process.ts'

/** How the choices and the grades of a poll are called. */
export type Labels = { choices: readonly string[]; grades: readonly string[] }

export async function startSecretPoll({ folder }: Pick<Bench, 'folder'>, movement: Movement, { choices, grades }: Labels) {
  const keysDir = mkdtempSync(join(folder, 'keys-'))
  const inspect = await freePort()
  const server = await startServer({
    DATABASE_URL: databaseUrl(movement.where),
    KEYS_DIR: keysDir,
    TRUSTED_PROXIES: '1',
    NODE_ENV: 'production',
    NODE_OPTIONS: `--inspect=127.0.0.1:${inspect}`,
  })
  const poll = await newPoll(movement, 'secret', choices, grades)
  const voters = crowdOf<typeof tasks>(new URL('./voters-process.ts', import.meta.url))
  return {
    ...{ server, poll, voters },
    pid: server.process.pid!,
    door: { origin: server.origin, pollId: poll.id },
    memory: () => liveMemory(inspect),
    async end() {
      await voters.end()
      await server.stop()
    },
  }
}
