import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOrObtain } from '../distribution.ts'
import { freePort } from '../server-process.ts'
import type { Pair } from '../standby.ts'
import { wait } from './measure.ts'

/** The distribution's PgBouncer in front of the first of a pair: it lends a connection for the length of a transaction, eight at most. */
export async function startPooler({ account, first, folder }: Pair) {
  const program = findOrObtain('pgbouncer')
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(
    file,
    `[databases]
preau = host=127.0.0.1 port=${first.port} dbname=preau user=preau
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 8
max_client_conn = 500
`,
  )
  const pooler = spawn(program, [file], { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', ...account })
  let said = ''
  pooler.stderr.on('data', (text) => (said += text))
  const ended = once(pooler, 'exit')
  await wait(500)
  if (pooler.exitCode !== null) throw new Error(`PgBouncer did not start:\n${said}`)
  return { url: `postgres://preau@127.0.0.1:${port}/preau`, stop: () => (pooler.kill(), ended) }
}
