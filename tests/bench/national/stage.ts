// What a national run happens on: a server as `npm start` runs it, a mail server that takes everything, doors knocked at as people do, a clock.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import manifest from '../../../package.json' with { type: 'json' }
import { databaseUrl, startServer } from '../../server-process.ts'
import type { Bench } from '../bench.ts'
import { loadNow, round, table } from '../measure.ts'
import { cookieOf, newMovement } from '../movement.ts'
import { ticketOffice } from '../tickets.ts'

export type Stage = Awaited<ReturnType<typeof newStage>>

/** What `npm start` tells Node. */
const asStarted = manifest.scripts.start.match(/--max-\S+/g)!.join(' ')

/** People of the movement who have a session: who coordinates it is the first, the others hold what a national vote needs people for. */
export const offices = { coordinator: 1, chair: 2, secretary: 3, trustees: [4, 5, 6], registrar: 7 } as const

export async function newStage({ cluster, folder }: Pick<Bench, 'cluster' | 'folder'>) {
  const movement = await newMovement(cluster, 10)
  const { db } = movement
  await db.updateTable('membership').set({ standing: 'coordinator' }).where('memberId', '=', 'm1').execute()
  const office = ticketOffice(folder)
  const post = fork(new URL('../smtp-counter.ts', import.meta.url))
  const [{ port: smtp }] = (await once(post, 'message')) as [{ port: number }]
  const env = {
    ...{ DATABASE_URL: databaseUrl(movement.where), KEYS_DIR: office.keysDir, SMTP_URL: `smtp://127.0.0.1:${smtp}` },
    ...{ TRUSTED_PROXIES: '1', NODE_ENV: 'production', NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS ?? asStarted },
  }
  const server = await startServer(env)
  const steps: { what: string; seconds: number; more: string; memory: number }[] = []
  const memory = watchMemory(server.process.pid!)

  /** Knocks at a door as the n-th person, or as nobody (0); bytes when they are asked for, else what the answer says. */
  async function knock<T>(method: string, path: string, body?: object | string | Uint8Array, as: number = offices.coordinator): Promise<T> {
    const raw = typeof body === 'string' || body instanceof Uint8Array
    const type = raw ? 'application/octet-stream' : 'application/json'
    const headers = { origin: server.origin, ...(as > 0 && { cookie: cookieOf(as) }), ...(body && { 'content-type': type }) }
    const sent = body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method, headers, ...sent })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
    if (answer.status === 204) return null as T
    if (/octet-stream/.test(answer.headers.get('content-type') ?? '')) return new Uint8Array(await answer.arrayBuffer()) as T
    return (await answer.json()) as T
  }

  /** Does a step and writes down how long it took, with what `more` says of what came out of it. */
  async function step<T>(what: string, act: () => Promise<T>, more: (done: T, seconds: number) => string = () => ''): Promise<T> {
    memory.begin()
    const start = performance.now()
    const done = await act()
    const seconds = (performance.now() - start) / 1000
    told(what, seconds, more(done, seconds))
    return done
  }
  function told(what: string, seconds: number, more = '') {
    steps.push({ what, seconds, more, memory: memory.most() })
    console.log(
      `${new Date().toTimeString().slice(0, 8)} ${what}: ${round(seconds, 2)} s ${more} (server ${memory.most()} MiB, load ${loadNow()})`,
    )
  }
  const secondsOf = (what: string) => steps.find((step) => step.what === what)!.seconds
  const print = () =>
    table(
      ['a national consultation', 'takes', '', 'server’s memory, at most'],
      steps.map(({ what, seconds, more, memory }) => [what, `${round(seconds, 2)} s`, more, `${memory} MiB`]),
    )

  /** How many people the mail reached, and how many of them twice by one mailing or another. */
  async function reached() {
    post.send('count')
    const [counted] = (await once(post, 'message')) as [{ people: number; twice: number; messages: number }]
    return counted
  }
  async function end() {
    memory.end()
    post.kill()
    await server.stop()
    await movement.drop()
  }
  return { movement, db, office, server, folder, knock, step, told, secondsOf, print, reached, peak: memory.peak, end }
}

/** The resident memory of a process, looked at twice a second: the most since a step began, in MiB. */
function watchMemory(pid: number) {
  const now = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  let most = now()
  const timer = setInterval(() => (most = Math.max(most, now())), 500)
  const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  return { begin: () => void (most = now()), most: () => Math.round((most = Math.max(most, now()))), peak, end: () => clearInterval(timer) }
}

export const seconds = async <T>(act: () => Promise<T>): Promise<[number, T]> => {
  const start = performance.now()
  const done = await act()
  return [(performance.now() - start) / 1000, done]
}
