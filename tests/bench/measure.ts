import { readdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'

/** CPU seconds that the living threads of a process have spent; other processes are not in it. Linux. */
export function cpuOf(pid: number) {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => read(`/proc/${pid}/task/${thread}/schedstat`))
  return threads.reduce((sum, stat) => sum + Number(stat.split(' ')[0] ?? 0), 0) / 1e9
}

/** CPU seconds of a process and of all its children, those that have ended included. Linux, in steps of 10 ms. */
export function cpuOfFamily(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ')
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + cpuOfFamily(Number(child)), own)
}

/** A thread or a process may end while it is looked at. */
function read(path: string) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

export function percentile(values: readonly number[], share: number) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export const median = (values: readonly number[]) => percentile(values, 0.5)

export const machine = () =>
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`

/** How many wanted a core in the last minute: what figures of the clock are to be read with. */
export const loadNow = () => round(loadavg()[0]!)

export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Prints a table as it stands in docs/benchmarks.md. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]) {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  console.log(['', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n'))
}

export const round = (value: number, digits = 1) => Number(value.toFixed(digits))
export const percent = (share: number) => `${round(share * 100, share < 0.995 && share > 0.1 ? 0 : 1)} %`
