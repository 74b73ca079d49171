import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const cache = resolve('.cache/chromium')

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
    join(cache, 'chromium'),
  ]
  return candidates.find((path) => path && existsSync(path))
}

const does = (command: string, args: string[], cwd?: string) => spawnSync(command, args, { stdio: 'inherit', cwd }).status === 0
const isDebian = () => existsSync('/etc/debian_version')

function fromTheDistribution() {
  if (!isDebian() || process.getuid?.() !== 0) return
  process.env.DEBIAN_FRONTEND = 'noninteractive'
  console.log('No Chromium yet: installing the distribution’s package.')
  if (!does('apt-get', ['update', '-q']) || !does('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'])) return
  return fromTheMachine()
}

/** Without root: download the package and what it needs, and unpack them side by side. */
function fromUnpackedPackages() {
  if (!isDebian()) return
  console.log('No Chromium yet: unpacking the distribution’s packages into .cache/chromium.')
  mkdirSync(cache, { recursive: true })
  try {
    const listed = execFileSync(
      'apt-cache',
      [
        'depends',
        '--recurse',
        '--no-recommends',
        '--no-suggests',
        '--no-conflicts',
        '--no-breaks',
        '--no-replaces',
        '--no-enhances',
        'chromium',
      ],
      { encoding: 'utf8' },
    )
    const names = [...new Set(listed.split('\n').filter((line) => /^[a-z0-9][a-z0-9.+-]+$/.test(line)))]
    const absent = names.filter((name) => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status !== 0)
    if (!does('apt-get', ['download', ...absent], cache)) return
  } catch {
    return
  }
  const root = join(cache, 'root')
  for (const file of readdirSync(cache).filter((name) => name.endsWith('.deb'))) if (!does('dpkg', ['-x', join(cache, file), root])) return
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const libraries = [`usr/lib/${triplet}`, `lib/${triplet}`, 'usr/lib'].map((path) => join(root, path)).join(':')
  const launcher = join(cache, 'chromium')
  writeFileSync(launcher, `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${join(root, 'usr/lib/chromium/chromium')}' "$@"\n`, {
    mode: 0o755,
  })
  return spawnSync(launcher, ['--version'], { stdio: 'ignore' }).status === 0 ? launcher : undefined
}

function fromPlaywright() {
  console.log('No Chromium yet: asking Playwright for one.')
  if (!does('playwright-core', ['install', 'chromium-headless-shell'])) return
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
