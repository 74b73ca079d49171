// A national consultation from its file of people to its result, through the doors that people use: `npm run bench -- national --people 400000`.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { resultOf } from '../../domain/tally.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import type { Arrivals, Came } from './arrivals.ts'
import type { Bench } from './bench.ts'
import { percent, percentile, round, table, wait } from './measure.ts'
import { cookieOf, newMovement } from './movement.ts'
import { five, seven } from './polls.ts'
import { ticketOffice } from './tickets.ts'
import type { Cast, Rush } from './voters.ts'

/** Voters a second when a national mail has just left: 5 % of 467,000 in an hour, with peaks ten times the mean. */
const peak = 65

export async function national({ cluster, folder, goals, sizes }: Bench) {
  const people = Math.max(...sizes) > 1000 ? Math.max(...sizes) : 400_000
  const movement = await newMovement(cluster, 10)
  const { db } = movement
  await db.updateTable('membership').set({ standing: 'coordinator' }).where('memberId', '=', 'm1').execute()
  const office = ticketOffice(folder)
  const post = fork(new URL('./smtp-counter.ts', import.meta.url))
  const [{ port: smtp }] = (await once(post, 'message')) as [{ port: number }]
  const env = { DATABASE_URL: databaseUrl(movement.where), KEYS_DIR: office.keysDir, SMTP_URL: `smtp://127.0.0.1:${smtp}`, TRUSTED_PROXIES: '1', NODE_ENV: 'production' } // prettier-ignore
  const server = await startServer(env)
  const rows: [string, string, string][] = []
  const told = (what: string, seconds: number, more = '') => void (rows.push([what, `${round(seconds, 2)} s`, more]), console.log(`${what}: ${round(seconds, 2)} s ${more}`)) // prettier-ignore
  const seconds = async <T>(act: () => Promise<T>): Promise<[number, T]> => {
    const start = performance.now()
    const done = await act()
    return [(performance.now() - start) / 1000, done]
  }
  const knock = async <T>(method: string, path: string, body?: object | string): Promise<T> => {
    const type = typeof body === 'string' ? 'application/octet-stream' : 'application/json'
    const headers = { cookie: cookieOf(1), origin: server.origin, ...(body && { 'content-type': type }) }
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method, headers, body: typeof body === 'object' ? JSON.stringify(body) : body }) // prettier-ignore
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? null : await answer.json()) as T
  }
  const file = Array.from({ length: people }, (_, n) => `p${n}@place${n % 97}.test;Prénom ${n};Groupe ${n % 60}`).join('\n')

  // The roll
  const { id: roll } = await knock<{ id: string }>('POST', '/api/bodies/mains-levees/electorates', {
    title: 'Liste nationale',
    source: 'file',
  })
  const stepOf = (id: string) => knock<{ step: string; rejected: number }>('GET', `/api/electorate-files/${id}`)
  const until = async (id: string, step: string) => {
    while ((await stepOf(id)).step !== step) await wait(50)
  }
  const [reading, { id: fileId }] = await seconds(async () => {
    const sent = await knock<{ id: string }>('POST', `/api/electorates/${roll}/files?name=liste.csv`, `adresse;prénom;groupe\n${file}\n`)
    await until(sent.id, 'to-check')
    return sent
  })
  const [adding] = await seconds(async () => {
    await knock('POST', `/api/electorate-files/${fileId}/admission`)
    await until(fileId, 'added')
  })
  told(`import of ${people.toLocaleString('en')} lines`, reading + adding, `read in ${round(reading)} s, added in ${round(adding)} s`)
  const [freezing] = await seconds(() => knock('POST', `/api/electorates/${roll}/freezing`))
  told('the roll frozen, its fingerprint published', freezing)

  // The poll
  const choices = seven.map((label) => ({ label }))
  const opensAt = new Date().toISOString()
  const closesAt = new Date(Date.now() + 4 * 3_600_000).toISOString()
  const poll = { question: 'Qui nous représente ?', choices, scale: [...five].reverse(), missingGrades: 'required', changes: 'until-closing', opensAt, closesAt, electorate: roll } // prettier-ignore
  const [opening, { id: pollId }] = await seconds(async () => {
    const made = await knock<{ id: string }>('POST', '/api/bodies/mains-levees/polls', poll)
    await knock('GET', `/api/polls/${made.id}`)
    return made
  })
  told('the poll opened on that roll', opening)
  const members = (await db.selectFrom('elector').select('memberId').where('electorateId', '=', roll).orderBy('line').execute()).map(({ memberId }) => memberId) // prettier-ignore
  const tickets = await office.write(roll, members)
  const asked = (await knock<{ choices: { id: string }[] }>('GET', `/api/polls/${pollId}`)).choices.map(({ id }) => id)

  // The mail, and those whom it brings
  const [making] = await seconds(() => knock('POST', `/api/polls/${pollId}/mailings`, { kind: 'opening', pace: 60_000 }))
  told('the opening mail made', making)
  const loader = fork(new URL('./arrivals.ts', import.meta.url))
  const arrivals: Arrivals = { port: server.port, pollId, choices: asked, tickets, first: 0, perSecond: peak, seconds: 60 }
  loader.send(arrivals)
  const [came] = (await once(loader, 'message')) as [Came & { error?: string }]
  loader.kill()
  if (came.error) throw new Error(came.error)
  const slowest = Math.max(...Object.values(came.steps).map(({ p95 }) => p95))
  table(['step of a voter', 'p50', 'p95', 'p99'], Object.entries(came.steps).map(([step, { p50, p95, p99 }]) => [step, `${round(p50)} ms`, `${round(p95)} ms`, `${round(p99)} ms`])) // prettier-ignore
  told('the rush, while the mail is leaving', 60, `${came.people} people at ${peak} a second, ${came.receipts} receipts, ${came.waited} told to wait, from first page to receipt p50 ${round(came.journey.p50)} s, p95 ${round(came.journey.p95)} s, errors: ${came.errors.join('; ') || 'none'}`) // prettier-ignore
  goals.judge('rush of voters', came.errors.length === 0 && came.receipts === came.people && slowest < 300, `p95 ${round(slowest)} ms`)

  // Everyone else
  const voters = fork(new URL('./voters.ts', import.meta.url))
  let next = came.people
  let cast = 0
  const [voting] = await seconds(async () => {
    while (next < people) {
      voters.send({ port: server.port, origin: server.origin, pollId, choices: asked, first: next, connections: 96, seconds: 10, tickets, most: people } satisfies Rush) // prettier-ignore
      const [done] = (await once(voters, 'message')) as [Cast & { error?: string }]
      if (done.error || done.refused.length > 0) throw new Error(done.error ?? `refused: ${done.refused}`)
      cast += done.cast
      next = done.next
    }
  })
  voters.kill()
  told('everyone else votes', voting, `${Math.round(cast / voting)} ballots a second`)
  const mailed = async () => (await knock<{ mailings: { sent: number; failed: number; lastSentAt: string; madeAt: string }[] }>('GET', `/api/polls/${pollId}/mailings`)).mailings[0]! // prettier-ignore
  while ((await mailed()).sent < people) await wait(1000)
  const mail = await mailed()
  const lasted = (Date.parse(mail.lastSentAt) - Date.parse(mail.madeAt)) / 1000
  post.send('count')
  const [{ people: reached, twice }] = (await once(post, 'message')) as [{ people: number; twice: number }]
  post.kill()
  told(
    'the mail has left',
    lasted,
    `${Math.round(people / lasted)} a second; ${reached} people reached, ${twice} twice, ${mail.failed} refused`,
  )

  // The count
  await sql`update poll set closes_at = now() where id = ${pollId}`.execute(db)
  type Told = { voters: number; rollSize: number; choices: { label: string; counts: number[] }[] }
  const [counting, result] = await seconds(() => knock<Told>('GET', `/api/polls/${pollId}/result`))
  told('closed and counted', counting, `${result.voters.toLocaleString('en')} voters of ${result.rollSize.toLocaleString('en')}`)
  const pages: number[] = []
  for (let n = 0; n < 50; n++)
    pages.push((await seconds(() => fetch(`${server.origin}/scrutins/${pollId}`).then((page) => page.text())))[0])
  told('its page, p95 of 50', percentile(pages, 0.95))
  const again = await knock<{ choices: { counts: number[] }[] }>('GET', `/api/polls/${pollId}/counts.json`)
  const winner = resultOf(again.choices.map(({ counts }) => counts)).standings[0]!
  const memory = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))?.[1]
  const { rows: ballots } = await sql<{ n: number }>`select count(*)::int as n from ballot where poll_id = ${pollId}`.execute(db)
  console.log(`recounted: ${result.choices[winner.index]?.label ?? '?'} is first; ${ballots[0]!.n} ballots; memory of the server at most ${round(Number(memory) / 1024, 0)} MiB`) // prettier-ignore
  goals.judge(
    'national import',
    (reading + adding) * (500_000 / people) < 20,
    `${round(reading + adding)} s for ${people.toLocaleString('en')} lines`,
  )
  goals.judge('national opening', opening < 5, `${round(opening, 2)} s`)
  goals.judge('national count', counting < 10 && result.voters === people && ballots[0]!.n === people, `${round(counting, 2)} s`)
  goals.judge('national result page', percentile(pages, 0.95) < 0.05, `${round(percentile(pages, 0.95) * 1000)} ms`)
  goals.judge('national mail', reached === people && twice === 0, `${percent(reached / people)} reached, ${twice} twice`)
  goals.judge('national memory', Number(memory) / 1024 < 512, `${round(Number(memory) / 1024, 0)} MiB`)
  await server.stop()
  table(['a national consultation', 'takes', ''], rows)
  await movement.drop()
}
