import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/** house.md's table: who may import whom. Paths are relative to the project; anything not said is refused. */
const root = resolve(import.meta.dirname, '..')
const files = ['domain', 'db', 'server', 'web/src', 'commands'].flatMap((room) => sources(join(root, room)))

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name === 'node_modules') return []
    if (entry.isDirectory()) return sources(path)
    return /\.(ts|svelte|js)$/.test(entry.name) ? [path] : []
  })
}

type Import = { from: string; what: string; typesOnly: boolean }

const importPattern = /^\s*(import|export)\s+(type\s+)?(?:[^'"\n;]*?from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8').replace(/import\s+(type\s+)?\{[^}]*\}\s+from/g, (found) => found.replace(/\n/g, ' '))
  return [...text.matchAll(importPattern)].map((match) => ({
    from: relative(root, path),
    what: place(path, match[3] ?? match[4] ?? ''),
    typesOnly: Boolean(match[2]),
  }))
}

/** Where an import leads: a path of ours ("domain/poll.ts"), or the name of a library ("node:fs", "yjs"). */
function place(path: string, specifier: string) {
  if (specifier.startsWith('#lib/')) return `web/src/lib/${specifier.slice(5)}`
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return relative(root, resolve(dirname(path), specifier))
  return specifier
}

const ours = /^(domain|db|server|web|commands|tests)\//
const all = files.flatMap(importsOf)
const room = (prefix: string) => all.filter(({ from }) => from.startsWith(prefix))
const offending = (imports: Import[], allowed: (i: Import) => boolean) =>
  imports.filter((i) => !allowed(i)).map((i) => `${i.from} → ${i.what}`)

describe('who may import whom', () => {
  test('the imports are really read', () => {
    expect(all.length).toBeGreaterThan(100)
  })

  test('the domain imports the domain only; its sealing, the curves and hashes too, and one file a list of words', () => {
    const sealing = ({ from, what }: Import) => from.startsWith('domain/sealing/') && /^@noble\/(curves|hashes)\//.test(what)
    const words = ({ from, what }: Import) => from === 'domain/sealing/words.ts' && what.startsWith('@scure/bip39')
    expect(offending(room('domain/'), (i) => i.what.startsWith('domain/') || sealing(i) || words(i))).toEqual([])
  })

  test('the db room imports itself, the domain’s facts, kysely, postgres and node', () => {
    const allowed = /^(db\/|domain\/|kysely|postgres$|node:)/
    expect(offending(room('db/'), ({ what }) => allowed.test(what))).toEqual([])
  })

  test('a feature of the server imports domain, db, common files, libraries, itself and others’ queries', () => {
    const common = /^server\/([a-z-]+\.ts$|mail\/|jobs\/|formats\/|sealing\/|setup\/setup-link)/
    const allowed = ({ from, what }: Import) => {
      if (!ours.test(what)) return true
      if (/^(domain|db)\//.test(what)) return true
      if (!what.startsWith('server/')) return false
      const feature = /^server\/([a-z-]+)\//.exec(from)?.[1]
      const other = /^server\/([a-z-]+)\//.exec(what)?.[1]
      return feature === undefined || feature === other || common.test(what) || /\/queries\.ts$/.test(what)
    }
    expect(offending(room('server/'), allowed)).toEqual([])
  })

  test('the web imports itself and the domain, and from the server types only', () => {
    const allowed = ({ what, typesOnly }: Import) =>
      !/^(db|server|commands|tests)\//.test(what) || (what.startsWith('server/') && typesOnly)
    expect(offending(room('web/'), allowed)).toEqual([])
  })

  test('the web knows nothing of node outside its hooks and server files', () => {
    const served = /(hooks\.server|\.server)\.ts$/
    expect(offending(room('web/'), ({ from, what }) => served.test(from) || !what.startsWith('node:'))).toEqual([])
  })

  test('the own components know no word of the domain', () => {
    const allowed = ({ what }: Import) => !ours.test(what) || what.startsWith('web/src/lib/ui/')
    expect(offending(room('web/src/lib/ui/'), allowed)).toEqual([])
  })
})

/** docs/scaling.md: what would have to follow if rolls and urns lay in several databases. */
describe('the seam of roll and urn', () => {
  const named =
    /(?:From|Into|Table|Join)\(\s*'(?:rollEntry|ballot|sealedBallot)\b|\b(?:from|join|into|update)\s+(?:roll_entry|ballot|sealed_ballot)\b/
  const naming = files.map((path) => relative(root, path)).filter((path) => named.test(readFileSync(join(root, path), 'utf8')))

  test('only the code of polls names their tables; of the others, those that tell who cast for whom or who is asked twice, and what invents people', () => {
    expect(naming.filter((path) => !path.startsWith('server/polls/')).sort()).toEqual([
      'server/assemblies/queries.ts',
      'server/assemblies/seats/queries.ts',
      'server/consultations/queries.ts',
      'server/demo/assemblies.ts',
      'server/demo/consulted.ts',
      'server/demo/seed.ts',
    ])
  })

  test('and of the code of polls, these files', () => {
    expect(naming.filter((path) => path.startsWith('server/polls/')).sort()).toEqual([
      'server/polls/asked-again/queries.ts',
      'server/polls/counting.ts',
      'server/polls/queries.ts',
      'server/polls/roll-anew.ts',
      'server/polls/roll.ts',
      'server/polls/sealed/boards.ts',
      'server/polls/sealed/casting.ts',
      'server/polls/sealed/freezing.ts',
      'server/polls/sealed/queries.ts',
      'server/polls/sealed/summing.ts',
      'server/polls/sealed/trust-queries.ts',
    ])
  })

  test('a ballot by show of hands is written by one function of the database, called from one place', () => {
    const calling = files.filter((path) => /\bcast_ballots\(/.test(readFileSync(path, 'utf8'))).map((path) => relative(root, path))
    expect(calling).toEqual(['server/polls/casting.ts'])
  })
})

describe('a file fits in the head', () => {
  const measured = (paths: string[]) =>
    paths.map((path) => ({ path: relative(root, path), lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
  const lengths = measured(files)
  const written = lengths.filter(({ path }) => path !== 'db/schema.ts')

  test('none over 300 lines, nor a test; no component over 150', () => {
    const held = [...written, ...measured(sources(import.meta.dirname))]
    expect(held.filter(({ path, lines }) => lines > (path.endsWith('.svelte') ? 150 : 300))).toEqual([])
  })

  test('the median is under 60 lines', () => {
    const sorted = written.map(({ lines }) => lines).sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(60)
  })
})
