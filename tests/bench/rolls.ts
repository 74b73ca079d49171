// The roll of a national consultation: half a million people from a file to a poll that is open, through HTTP, against the bare COPY of the same
// rows that nothing can do without.
import { pipeline } from 'node:stream/promises'
import { driverOf } from '../../db/connect.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import type { Bench } from './bench.ts'
import { cpuOf, percentile, round, table, wait } from './measure.ts'
import { cookieOf, type Movement } from './movement.ts'

const people = 500_000
const looks = 200

export async function rolls({ movement, goals }: Bench) {
  await movement.db.updateTable('membership').set({ standing: 'coordinator' }).where('memberId', '=', 'm1').where('bodyId', '=', 'movement').execute() // prettier-ignore
  const server = await startServer({ DATABASE_URL: databaseUrl(movement.where), NODE_ENV: 'production' })
  const knock = async (method: string, path: string, body?: object | Buffer) => {
    const type = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json'
    const answer = await fetch(server.origin + path, {
      method,
      headers: { cookie: cookieOf(1), ...(body && { 'content-type': type }) },
      ...(body && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
    })
    if (answer.status >= 400) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`)
    return answer.status === 204 || /html/.test(answer.headers.get('content-type') ?? '') ? answer.text() : answer.json()
  }
  const rows: [string, number, string][] = []
  const timed = async <T>(what: string, goal: string, act: () => Promise<T>): Promise<T> => {
    const start = performance.now()
    const done = await act()
    rows.push([what, (performance.now() - start) / 1000, goal])
    return done
  }
  const secondsOf = (what: string) => rows.find(([name]) => name === what)![1]
  const [cpu, databaseCpu] = [cpuOf(server.process.pid!), await movement.databaseCpu()]

  await timed('bare COPY', '', () => bareCopy(movement))
  const { id } = (await knock('POST', '/api/bodies/mains-levees/electorates', { title: 'Consultation', source: 'file' })) as { id: string }
  const file = (await timed('sent, read, understood', '', () => knock('POST', `/api/electorates/${id}/files?name=a.csv`, Buffer.from(tableOf())))) as { id: string } // prettier-ignore
  await timed('added', '', async () => {
    await knock('POST', `/api/electorate-files/${file.id}/admission`)
    for (let step = ''; step !== 'added'; await wait(100)) {
      ;({ step } = (await knock('GET', `/api/electorate-files/${file.id}`)) as { step: string })
      if (step === 'failed') throw new Error('the file was not added')
    }
  })
  const spent = [cpuOf(server.process.pid!) - cpu, (await movement.databaseCpu()) - databaseCpu] as const
  await timed('roll frozen, with its fingerprint', '', () => knock('POST', `/api/electorates/${id}/freezing`))
  const poll = (await knock('POST', '/api/bodies/mains-levees/polls', pollOn(id))) as { id: string }
  const beforeOpening = await movement.databaseCpu()
  await timed('poll opened on it', '5 s', () => knock('GET', `/api/polls/${poll.id}`))
  const opening = (await movement.databaseCpu()) - beforeOpening
  const found = { 'page of the roll': await looking((n) => `page=${1 + ((n * 7919) % (people / 50))}`), search: await looking((n) => `debut=prenom.nom${(n * 7919) % people}`) } // prettier-ignore
  await server.stop()

  async function looking(query: (n: number) => string) {
    const times = []
    const before = cpuOf(server.process.pid!) + (await movement.databaseCpu())
    for (let n = 0; n < looks; n++) {
      const start = performance.now()
      await knock('GET', `/listes/${id}/personnes?${query(n)}`)
      times.push(performance.now() - start)
    }
    const cpu = cpuOf(server.process.pid!) + (await movement.databaseCpu()) - before
    return { times, cpu: (cpu / looks) * 1000 }
  }

  const bare = secondsOf('bare COPY')
  table(
    [`${people.toLocaleString('en')} people`, 'seconds', 'of a bare COPY', 'goal'],
    rows.map(([what, seconds, goal]) => [what, round(seconds, 2), round(seconds / bare), goal]),
  )
  table(['what coordination looks at', 'p50', 'p95', 'CPU of both'], Object.entries(found).map(([what, { times, cpu }]) => [what, `${round(percentile(times, 0.5))} ms`, `${round(percentile(times, 0.95))} ms`, `${round(cpu)} ms`])) // prettier-ignore
  const imported = secondsOf('sent, read, understood') + secondsOf('added')
  console.log(
    `CPU of the import: ${round(spent[0])} s of the server, ${round(spent[1])} s of PostgreSQL with the bare COPY; of the opening: ${round(opening)} s of PostgreSQL`,
  )
  goals.judge('import', imported < 20, `${people} people in ${round(imported)} s, ${round(imported / bare)} × a bare COPY`)
  goals.judge('opening', secondsOf('poll opened on it') < 5, `${round(secondsOf('poll opened on it'), 2)} s`)
  for (const [what, { times }] of Object.entries(found))
    goals.judge(what, percentile(times, 0.95) < 100, `p95 ${round(percentile(times, 0.95))} ms`)
}

const lineOf = (n: number) => `prenom.nom${n}@exemple.org;Prénom Nom ${n};Drôme\n`
const tableOf = () => `email;nom;groupe\n${Array.from({ length: people }, (_, n) => lineOf(n)).join('')}`

const pollOn = (electorate: string) => ({
  electorate,
  question: 'Quelle priorité ?',
  choices: [{ label: 'Navette' }, { label: 'Cantine' }],
  scale: ['Bien', 'Passable', 'À rejeter'],
  missingGrades: 'required',
  changes: 'until-closing',
  opensAt: new Date().toISOString(),
  closesAt: new Date(Date.now() + 3_600_000).toISOString(),
})

async function bareCopy({ db }: Movement) {
  const sql = driverOf(db)
  await sql`create unlogged table bare (email text, name text, unit text)`
  const into = await sql`copy bare from stdin (delimiter ';')`.writable()
  await pipeline(function* () {
    for (let n = 0; n < people; n += 1000) yield Array.from({ length: 1000 }, (_, at) => lineOf(n + at)).join('')
  }, into)
  await sql`drop table bare`
}
