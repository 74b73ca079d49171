import { execFile } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { loadSodiumGroup } from '../../../server/sealing/sodium.ts'
import { crowdOf, type CrowdOf } from '../crowd.ts'
import { cpuOf, round, table, wait } from '../measure.ts'
import { five, seven } from '../polls.ts'
import { gradesOf } from '../sealing/grades.ts'
import { check } from './recount.ts'
import { importRoll } from './roll.ts'
import type { Booth, tasks } from './sealed-people.ts'
import { offices, type Stage } from './stage.ts'
import { giveCodes, holdCeremony, openSum } from './trustees.ts'

// A sealed poll from its announcement to its verified dossier, at three sizes; what grows with its people is a line.

/** Seconds of each step by the clock, and of CPU: of the server, PostgreSQL, those who vote, and who verifies. */
type Took = { people: number; cpu: Record<(typeof steps)[number], number> } & Record<(typeof steps)[number], number>
const steps = ['codes', 'ballots made', 'cast', 'closed and added up', 'opened by two trustees', 'dossier', 'verified'] as const

type Crowd = CrowdOf<typeof tasks>

/** How many ballots are made, then cast, before the clock is looked at again. */
const several = 100

export async function sealedPolls(stage: Stage, people: number, voters: number) {
  const took: Took[] = []
  for (const size of [people / 4, people / 2, people].map((size) => Math.max(20, Math.round(size))))
    took.push(await sealedPoll(stage, size))
  const line = (of: (one: Took) => number) => {
    const slope = slopeOf(took.map((one) => [one.people, of(one)]))
    return [...took.map((one) => `${round(of(one), 2)} s`), `${round(Math.max(0, slope) * 1000, 1)} ms`, hours(Math.max(0, slope) * voters)]
  }
  const all = (one: Took) => steps.reduce((sum, step) => sum + one[step], 0)
  table(
    [
      'sealed, 7 × 5',
      ...took.map(({ people }) => `${people.toLocaleString('en')} people`),
      'each more',
      `${voters.toLocaleString('en')}, by the slope`,
    ],
    [...steps.map((step) => [step, ...line((one) => one[step])]), ['all of it', ...line(all)]],
  )
  const ofCpu = (of: (one: Took) => number) => {
    const slope = Math.max(0, slopeOf(took.map((one) => [one.people, of(one)])))
    return [...took.map((one) => `${round(of(one), 2)} s`), `${round(slope * 1000, 1)} ms`, `${round((slope * voters) / 3600)} h of a core`]
  }
  table(
    [
      'of CPU, whoever else works',
      ...took.map(({ people }) => `${people.toLocaleString('en')} people`),
      'each more',
      `${voters.toLocaleString('en')}, by the slope`,
    ],
    [
      ...steps.map((step) => [step, ...ofCpu((one) => one.cpu[step])]),
      ['all of it', ...ofCpu((one) => steps.reduce((sum, step) => sum + one.cpu[step], 0))],
    ],
  )
  return took
}

async function sealedPoll(stage: Stage, people: number): Promise<Took> {
  const { knock, step, server, folder, db } = stage
  const group = await loadSodiumGroup()
  const trusted = [...offices.trustees, offices.registrar].map((n) => `m${n}@bench.test`)
  const roll = await importRoll(stage, `scelle${people}-`, people, trusted)
  const named = people.toLocaleString('en')
  // Its closing is written in the manifest when it opens, and looked at by whoever verifies: what it takes is guessed, and moved later in time.
  const guess = () => new Date(Date.now() + 30_000 + people * 42)
  const trust = { needed: 2, trustees: offices.trustees.map((n) => `m${n}`), registrar: `m${offices.registrar}` }
  const { id: pollId } = await knock<{ id: string }>('POST', '/api/bodies/mains-levees/polls', {
    ...{
      level: 'sealed',
      trust,
      electorate: roll.id,
      question: `Qui coordonne, à ${people} ?`,
      choices: seven.map((label) => ({ label })),
    },
    ...{ scale: [...five].reverse(), missingGrades: 'required', changes: 'until-closing', reason: 'Un essai de plus' },
    ...{ opensAt: new Date().toISOString(), closesAt: new Date(Date.now() + 3_600_000).toISOString() },
  })
  const trustees = await step(`sealed, ${named}: the key ceremony of three trustees`, () => holdCeremony(stage, group, pollId))
  let closesAt = guess()
  await db.updateTable('poll').set({ closesAt }).where('id', '=', pollId).execute()
  const crowds: Crowd[] = []
  /** Of the server, PostgreSQL, those who vote, and this process with what it ran to its end. */
  const spent = async () => {
    const others = crowds.reduce((sum, { pid }) => sum + cpuOf(pid), 0)
    return cpuOf(server.process.pid!) + (await stage.movement.databaseCpu()) + others + ownCpu()
  }
  const timed = async <T>(what: (typeof steps)[number], act: () => Promise<T>, more?: (done: T, took: number) => string) => {
    const before = await spent()
    const done = await step(`sealed, ${named}: ${what}`, act, more)
    took.cpu[what] = (await spent()) - before
    took[what] = stage.secondsOf(`sealed, ${named}: ${what}`)
    return done
  }
  const took = { people, cpu: {} } as Took
  const codes = await timed(
    'codes',
    () => giveCodes(stage, group, pollId),
    () => 'drawn by the registrar, their public half given: it opens',
  )
  const booth: Booth = { origin: server.origin, pollId, codes: join(folder, `codes-${pollId}`), tickets: roll.tickets }
  writeFileSync(booth.codes, codes.join('\n'))
  crowds.push(...[1, 2].map(() => crowdOf<typeof tasks>(new URL('./sealed-people.ts', import.meta.url))))

  /**
   * The two processes take so many people each in turn. The closing is moved, as people would move it, when what is left would not be done before
   * it: the others, and `after` times as long as all of this for what comes afterwards.
   */
  async function byHalves(act: (crowd: Crowd, people: { first: number; count: number }) => Promise<unknown>, after: number) {
    const start = performance.now()
    for (let first = 0; first < people; first += 2 * several) {
      const half = Math.min(several, Math.ceil((people - first) / 2))
      const counts = [half, Math.min(half, people - first - half)]
      await Promise.all(crowds.map((crowd, at) => (counts[at]! > 0 ? act(crowd, { first: first + at * half, count: counts[at]! }) : null)))
      const done = Math.min(people, first + 2 * several)
      if (done < people / 10) continue // processes that have just started are slow
      const each = (performance.now() - start) / done
      const left = each * (people - done) + each * people * after
      if (Date.now() + left + 10_000 > closesAt.getTime()) await extend(left * 1.3)
    }
  }
  async function extend(ms: number) {
    closesAt = new Date(Math.max(Date.now() + ms, closesAt.getTime()) + 20_000)
    const reason = 'Tout le monde n’a pas fini de voter'
    await knock('POST', `/api/polls/${pollId}/extension`, { closesAt: closesAt.toISOString(), reason })
    console.log(`the closing was moved to ${closesAt.toISOString()}`)
  }
  const rate = (_: unknown, took: number) => `${round(people / took)} a second, by two processes`
  // Casting takes less than making does.
  await timed('ballots made', () => byHalves((crowd, those) => crowd.ask('make', booth, those), 0.8), rate)
  const delays: { p50: number; p95: number }[] = []
  await timed('cast', () => byHalves(async (crowd, those) => delays.push(await crowd.ask('castAll', booth, those)), 0), rate)
  await Promise.all(crowds.splice(0).map((crowd) => crowd.end()))
  console.log(
    `to a receipt, sixteen at a time: p50 ${round(Math.max(...delays.map(({ p50 }) => p50)))} ms at most, p95 ${round(Math.max(...delays.map(({ p95 }) => p95)))} ms`,
  )
  await wait(closesAt.getTime() - Date.now() + 100)

  // Whoever comes first past the closing makes the board close and add up, and is told where that is; there is no result yet.
  await timed('closed and added up', async () => {
    const answer = await fetch(`${server.origin}/api/polls/${pollId}/result`)
    check(answer.status === 409, `a sealed poll gave a result without its trustees: ${answer.status}`)
    type Told = { counting: { summed: boolean } | null }
    while (!(await knock<Told>('GET', `/api/polls/${pollId}`)).counting?.summed) await wait(100)
  })
  await timed('opened by two trustees', () => openSum(stage, group, pollId, trustees))
  type Result = { voters: number; rollSize: number; choices: { label: string; counts: number[] }[] }
  const result = await knock<Result>('GET', `/api/polls/${pollId}/result`, undefined, 0)
  check(result.voters === people && result.rollSize === people, `${result.voters} of ${people} ballots count`)
  for (const { label, counts } of result.choices)
    check(`${counts}` === `${plainCounts(people, seven.indexOf(label))}`, `${label} has not the grades that were given`)
  const dossier = join(folder, `dossier-${pollId}`)
  await timed(
    'dossier',
    async () => writeFileSync(dossier, await knock<Uint8Array>('GET', `/api/polls/${pollId}/dossier`, undefined, 0)),
    () => `${round(statSync(dossier).size / 1e6)} MB`,
  )
  const told = await timed(
    'verified',
    async () => (await promisify(execFile)(process.execPath, ['commands/verify.ts', dossier], { maxBuffer: 1e8 })).stdout,
  )
  check(told.includes('✓ Result') && told.includes(`${people} count`), `the dossier was not verified:\n${told}`)
  if (people === 20) console.log(told)
  await sql`analyze`.execute(db)
  return took
}

/** What was graded, counted by who graded it. */
function plainCounts(people: number, choice: number) {
  const counts = new Array<number>(five.length).fill(0)
  for (let n = 0; n < people; n++) counts[gradesOf(n)[choice]!]!++
  return counts
}

/** Seconds of this process and of its children that have ended. Linux. */
function ownCpu() {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
}

/** By least squares. */
export function slopeOf(points: readonly (readonly [number, number])[]) {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}

const hours = (seconds: number) =>
  seconds < 120 ? `${round(seconds)} s` : seconds < 7200 ? `${round(seconds / 60)} min` : `${round(seconds / 3600)} h`
