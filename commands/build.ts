import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { buildOneFiles, buildPages, run } from './steps.ts'

const built = ['web/build/handler.js', 'web/build/booth.html', 'web/build/verifier.html']
const sources = ['web/src', 'web/static', 'web/vite.config.ts', 'web/one-file.ts', 'web/booth-fonts.ts', 'domain', 'package-lock.json']

/** Builds the pages unless the build is there and newer than everything it is made from. Ends the process when it fails. */
export function buildPagesIfNeeded() {
  const oldest = Math.min(...built.map((path) => (existsSync(path) ? statSync(path).mtimeMs : 0)))
  if (sources.every((path) => newest(path) <= oldest)) return
  console.log('Les pages se construisent, une fois : compte une minute. / Building the pages, once: it takes a minute.')
  if (![buildPages, ...buildOneFiles].every(run)) process.exit(1)
}

function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}
