import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** `quiet`: what the command says when all goes well is kept back; what it complains of is shown. */
export type Step = { name: string; command: string; args: string[]; cwd?: string; quiet?: boolean }

/** What the checks read of the pages. */
export const generatePages: Step = { name: 'pages are generated', command: 'svelte-kit', args: ['sync', '--config', 'web/vite.config.ts'] }

/** Types, lint and format: what `npm run check` runs, and the first part of `npm test`. */
export const checks: Step[] = [
  { name: 'types of the pages', command: 'svelte-check', args: ['--tsconfig', 'tsconfig.json', '--fail-on-warnings'], cwd: 'web' },
  { name: 'types', command: 'tsc', args: ['--noEmit'] },
  { name: 'lint', command: 'eslint', args: ['--max-warnings', '0', '.'] },
  { name: 'format', command: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
]

/** The pages as the server serves them; the adapter looks for package.json where it is run. Kit would advise a command that is not ours. */
export const buildPages: Step = { name: 'the pages build', command: 'vite', args: ['build', 'web', '--logLevel', 'warn'], quiet: true }

/** The booth in which secret ballots are sealed and the page that verifies dossiers, a file each; they name fonts that the pages brought. */
export const buildOneFiles: Step[] = [
  { name: 'the booth builds', command: 'node', args: ['commands/build-booth.ts'] },
  { name: 'the verifier builds', command: 'node', args: ['commands/build-verifier.ts'] },
]

/** Runs one step in the foreground and says in a line how it went. True when it passed. */
export function run({ name, command, args, cwd = '.', quiet = false }: Step): boolean {
  const start = Date.now()
  const { status, error } = spawnSync(command, args, { stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'], cwd, env: process.env })
  if (error) console.error(error.message)
  return tell(name, status === 0, start)
}

/** Runs steps two at a time, each of which fills one core, and shows each one's words whole. True for each that passed. */
export async function runTogether(steps: readonly Step[]): Promise<boolean[]> {
  const waiting = [...steps]
  const passed: boolean[] = []
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) passed.push(await runAside(step))
  }
  await Promise.all([lane(), lane()])
  return passed
}

async function runAside({ name, command, args, cwd = '.' }: Step): Promise<boolean> {
  const start = Date.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd, env: { ...process.env, FORCE_COLOR: '1' } })
  const [said, complained, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  process.stdout.write(said + complained)
  return tell(name, status === 0, start)
}

function tell(name: string, passed: boolean, start: number): boolean {
  console.log(`${passed ? '✓' : '✗'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`)
  return passed
}
