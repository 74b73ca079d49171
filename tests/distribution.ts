import { spawnSync } from 'node:child_process'

/** Programs of the distribution that tests run beside the product, and what shows that one is there. */
const programs = { python3: '--version', haproxy: '-v' }

/** The machine's own, else (as root on Debian) the distribution's package of that name. Throws with the command to run. */
export function findOrObtain(program: keyof typeof programs): string {
  const isThere = () => spawnSync(program, [programs[program]]).status === 0
  if (!isThere() && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [
      ['update', '-q'],
      ['install', '-qy', '--no-install-recommends', program],
    ])
      spawnSync('apt-get', args, { env })
  }
  if (!isThere()) throw new Error(`A test needs ${program} (Debian: apt-get install ${program}).`)
  return program
}
