import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { install, unpack, unpacked } from './distribution.ts'

/**
 * The path of a real Chromium: PREAU_BROWSER, else the machine's, else (as root on Debian) the distribution's package,
 * else the same package unpacked into a cache of ours, else Playwright's download. Throws with the command to run.
 */
export function findOrObtainBrowser(): string {
  const found = fromTheMachine() ?? fromTheDistribution() ?? fromUnpackedPackages() ?? fromPlaywright()
  if (!found)
    throw new Error(
      'No Chromium here and none could be obtained. Install one (Debian: apt-get install chromium) or set PREAU_BROWSER to its path.',
    )
  return found
}

/**
 * For a whole run of the tests: Chromium as its distribution builds it to be driven without windows, the same engine, which costs a quarter less.
 * PREAU_BROWSER, else the machine's, else (as root on Debian) the distribution's package; undefined: the run takes what findOrObtainBrowser finds.
 */
export function findOrObtainShell(): string | undefined {
  const shell = '/usr/bin/chromium-headless-shell'
  if (process.env.PREAU_BROWSER) return process.env.PREAU_BROWSER
  return existsSync(shell) || (install('chromium-headless-shell') && existsSync(shell)) ? shell : undefined
}

/** What Chromium needs to run as root, in a container, and to ask nothing of the network. */
export const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

function fromTheMachine() {
  const candidates = [
    process.env.PREAU_BROWSER,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    unpacked('chromium'),
  ]
  return candidates.find((path) => path && existsSync(path))
}

function fromTheDistribution() {
  return install('chromium') ? fromTheMachine() : undefined
}

function fromUnpackedPackages() {
  const launcher = unpack('chromium', 'usr/lib/chromium/chromium')
  return launcher && spawnSync(launcher, ['--version'], { stdio: 'ignore' }).status === 0 ? launcher : undefined
}

function fromPlaywright() {
  console.log('No Chromium yet: asking Playwright for one.')
  if (spawnSync('playwright-core', ['install', 'chromium-headless-shell'], { stdio: 'inherit' }).status !== 0) return
  const listed = spawnSync('playwright-core', ['install', '--dry-run', 'chromium-headless-shell'], { encoding: 'utf8' }).stdout ?? ''
  const folder = /Install location:\s+(.+)/.exec(listed)?.[1]?.trim()
  if (!folder || !existsSync(folder)) return
  return walk(folder).find(
    (path) => /(headless_shell|chrome-headless-shell|chrome)$/.test(path) && readFileSync(path).subarray(0, 4).length === 4,
  )
}

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  )
