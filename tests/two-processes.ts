import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findOrObtain } from './distribution.ts'
import { freePort, startServer } from './server-process.ts'

/** Two server processes on one database behind the distribution's load balancer, with the settings that docs/operating.md gives. */
export async function startTwoServers(env: Record<string, string>) {
  const haproxy = findOrObtain('haproxy')
  const [port, first, second] = await Promise.all([freePort(), freePort(), freePort()])
  const origin = `http://localhost:${port}`
  const start = (port: number) => startServer({ TRUSTED_PROXIES: '1', ...env, ORIGIN: origin, PORT: String(port) })
  const servers = await Promise.all([start(first), start(second)])
  const balancer = spawn(haproxy, ['-db', '-f', 'docs/haproxy.cfg'], {
    env: { ...process.env, BIND: `127.0.0.1:${port}`, FIRST: `127.0.0.1:${first}`, SECOND: `127.0.0.1:${second}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  balancer.stderr.on('data', (text) => (said += text))
  const ended = once(balancer, 'exit')
  while (!(await fetch(`${origin}/ready`).catch(() => null))?.ok) {
    if (balancer.exitCode !== null) throw new Error(`the balancer did not start:\n${said}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    origin,
    port,
    servers,
    /** Starts again, at its own port, the one that was killed. */
    restart: async (which: 0 | 1) => void (servers[which] = await start(which === 0 ? first : second)),
    async stop() {
      balancer.kill()
      await ended
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}
