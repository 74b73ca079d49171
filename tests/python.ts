import { spawnSync } from 'node:child_process'

const isThere = () => spawnSync('python3', ['--version']).status === 0

/** The machine's Python 3, else (as root on Debian) the distribution's package. Throws with the command to run. */
export function findOrObtainPython(): string {
  if (!isThere() && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [
      ['update', '-q'],
      ['install', '-qy', '--no-install-recommends', 'python3'],
    ])
      spawnSync('apt-get', args, { env })
  }
  if (!isThere()) throw new Error('The independent verifier needs Python 3 (Debian: apt-get install python3).')
  return 'python3'
}
