// One text of 20 kB, more and more people in it, ten of whom write: what a letter brought to a person costs, and what a rush to join costs.
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { cpuOf, percent, round, table } from './measure.ts'
import { type Server, startHocuspocus, startPreau, startYWebsocket } from './servers.ts'

export type Figures = {
  joinSeconds: number
  joinCpu: number
  delivered: number
  /** µs of the server's CPU for a letter that came to a person. */
  micros: number
  /** Share of one core, of the server and of PostgreSQL. */
  core: number
  database: number
  p50: number
  p99: number
  crowdCore: number
}

const pace = { perSecond: 5, seconds: 6 }
/** Code that has just been started is slow, here and there; nobody restarts a server for each text. */
const warmUp = { perSecond: 5, seconds: 2.5 }
const typists = 10

export async function fanOut({ movement, folder, goals, sizes }: Bench) {
  const crowd = newCrowd()
  const { update } = await crowd.ask('content', 20_000)
  await crowd.end()
  const rows: (string | number)[][] = []
  const found = new Map<string, Figures>()
  for (const people of sizes) {
    const starts = [
      () => startPreau(movement, true),
      () => startPreau(movement, false),
      () => startHocuspocus({ folder, content: update }),
      ...(people <= 1000 ? [() => startYWebsocket({ folder, content: update })] : []),
    ]
    for (const start of starts) {
      const server = await start()
      const figures = await rush(server, await movement.text(update), people, movement.databaseCpu)
      await server.stop()
      found.set(`${server.name} ${people}`, figures)
      rows.push(line(people, server.name, figures))
      console.log(`  ${people} people, ${server.name}: ${round(figures.micros)} µs, ${percent(figures.delivered)}`)
    }
  }
  table(
    [
      'people',
      'server',
      'joined in',
      'CPU of joins',
      'delivered',
      'µs a letter and person',
      'server’s core',
      'PostgreSQL’s',
      'p50',
      'p99',
      'crowd’s core',
    ],
    rows,
  )
  judge(goals, found)
}

async function rush(server: Server, room: string, people: number, databaseCpu: () => Promise<number>): Promise<Figures> {
  const crowd = newCrowd()
  try {
    const idle = cpuOf(server.pid)
    const seats = Array.from({ length: people }, (_, n) => server.seat(room, n, n < typists))
    const { seconds } = await crowd.ask('join', seats)
    const joinCpu = cpuOf(server.pid) - idle
    await crowd.ask('type', warmUp)
    const [before, databaseBefore, start] = [cpuOf(server.pid), await databaseCpu(), performance.now()]
    const typed = await crowd.ask('type', pace)
    const lasted = (performance.now() - start) / 1000
    const cpu = cpuOf(server.pid) - before
    return {
      ...{ joinSeconds: seconds, joinCpu, delivered: typed.delivered, micros: (cpu * 1e6) / typed.arrived, core: cpu / lasted },
      ...{
        database: ((await databaseCpu()) - databaseBefore) / lasted,
        p50: typed.p50,
        p99: typed.p99,
        crowdCore: typed.crowdCpu / lasted,
      },
    }
  } finally {
    await crowd.end()
  }
}

const line = (people: number, name: string, f: Figures) => [
  ...[people, name, `${round(f.joinSeconds, 2)} s`, `${round(f.joinCpu, 2)} s`, percent(f.delivered), round(f.micros)],
  ...[percent(f.core), percent(f.database), `${round(f.p50)} ms`, `${round(f.p99)} ms`, percent(f.crowdCore)],
]

function judge(goals: Bench['goals'], found: Map<string, Figures>) {
  const full = found.get('Préau, our client 1000')
  if (full)
    goals.judge(
      1,
      full.delivered === 1 && full.p99 < 120 && full.core <= 0.45,
      `1,000 people: ${percent(full.delivered)} delivered, p99 ${round(full.p99)} ms, ${percent(full.core)} of a core`,
    )
  const huge = found.get('Préau, our client 2000')
  if (huge) goals.judge(1, huge.delivered === 1, `2,000 people: ${percent(huge.delivered)} delivered`)
  for (const people of [300, 1000].filter((size) => found.has(`hocuspocus ${size}`))) {
    const ratio = (name: string) => found.get(`hocuspocus ${people}`)!.micros / found.get(`${name} ${people}`)!.micros
    const [unmodified, own] = [ratio('Préau, y-websocket’s client'), ratio('Préau, our client')]
    goals.judge(
      3,
      unmodified >= 2 && own >= 3,
      `${people} people: ${round(unmodified)} × hocuspocus with y-websocket’s client, ${round(own)} × with ours`,
    )
  }
  if (full)
    goals.judge(
      4,
      full.joinSeconds < 2 && full.joinCpu <= 1.5,
      `1,000 joins: ${round(full.joinSeconds, 2)} s, ${round(full.joinCpu, 2)} CPU-s`,
    )
}
