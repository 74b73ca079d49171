// Belenios's command line, from the distribution, and an election in a folder as its own demo runs one.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const group = 'BELENIOS-2048'

/** Where belenios-tool is, or null. As root on Debian it is installed when absent. */
export function findBelenios(): string | null {
  const look = () => (process.env.PATH ?? '').split(':').find((folder) => existsSync(join(folder, 'belenios-tool')))
  if (!look() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'belenios-tool'], { stdio: 'ignore', env })
  }
  const folder = look()
  return folder === undefined ? null : join(folder, 'belenios-tool')
}

/** An election of seven questions, one answer of five to each, with one trustee; every step of it takes seconds of CPU. */
export function newElection(tool: string, cwd: string, voters: number) {
  const run = (args: string, input = '') => {
    const before = cpuOfEndedChildren()
    const env = { ...process.env, BELENIOS_USE_URANDOM: '1' }
    const said = execFileSync(tool, args.split(' '), {
      cwd,
      input,
      env,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 2 ** 30,
    })
    return { said, cpu: cpuOfEndedChildren() - before }
  }
  const [write, only] = [
    (name: string, text: string) => writeFileSync(join(cwd, name), text),
    (end: string) => globSync(`*.${end}`, { cwd })[0]!,
  ]

  const question = { answers: ['0', '1', '2', '3', '4'], min: 1, max: 1, question: 'Q' }
  const questions = new Array(7).fill(question)
  write('template.json', JSON.stringify({ description: '-', name: '-', questions, administrator: '-', credential_authority: '-' }))
  const uuid = run('setup generate-token').said.trim()
  run(`setup generate-credentials --uuid ${uuid} --group ${group} --count ${voters}`)
  renameSync(join(cwd, only('pubcreds')), join(cwd, 'public_creds.json'))
  const lines = readFileSync(join(cwd, only('privcreds')), 'utf8')
    .trim()
    .split('\n')
  const codes = lines.map((line) => line.split(' ').at(-1)!)
  run(`setup generate-trustee-key --group ${group}`)
  renameSync(join(cwd, only('pubkey')), join(cwd, 'public_keys.jsons'))
  run('setup make-trustees')
  run(`setup make-election --uuid ${uuid} --group ${group} --template template.json`)
  run('archive init')
  for (const name of ['election.json', 'trustees.json', 'public_creds.json']) rmSync(join(cwd, name))

  const add = (type: string, input: string) => run(`archive add-event --type=${type}`, input)
  const step = (type: string, args: string) => {
    const done = run(args)
    add(type, done.said)
    return done
  }
  return {
    cast(voter: number, grades: readonly number[]) {
      write('code.txt', codes[voter]!)
      write('choices.json', JSON.stringify(grades.map((grade) => question.answers.map((_, answer) => Number(answer === grade)))))
      const { said, cpu } = run('election generate-ballot --privcred code.txt --ballot choices.json')
      add('Ballot', said)
      return { cpu, bytes: said.trim().length }
    },
    verify: () => run('election verify').cpu,
    count() {
      add('EndBallots', '')
      const sum = step('EncryptedTally', 'election compute-encrypted-tally')
      const part = step('PartialDecryption', `election decrypt --privkey ${only('privkey')} --trustee-id 1`)
      const { said, cpu } = step('Result', 'election compute-result')
      return { cpu: sum.cpu + part.cpu + cpu, counts: (JSON.parse(said) as { result: number[][] }).result }
    },
  }
}

/** Seconds of CPU, in steps of 10 ms, of the children of this process that have ended. Linux. */
function cpuOfEndedChildren() {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}
