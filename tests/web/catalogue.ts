import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '../../web/src')

/** Every file of the pages that may speak, the catalogue itself excepted. */
export function speakers(): { path: string; text: string }[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(svelte|ts)$/.test(path) && !path.includes('lib/messages/'))
    .map((path) => ({ path: relative('.', path), text: readFileSync(join(root, path), 'utf8') }))
}

/** All the sentences of a catalogue by their path; functions are told as functions. */
export function leaves(catalogue: unknown, path: string[] = []): { path: string; value: unknown }[] {
  if (catalogue === null || typeof catalogue !== 'object' || Array.isArray(catalogue)) return [{ path: path.join('.'), value: catalogue }]
  return Object.entries(catalogue).flatMap(([key, value]) => leaves(value, [...path, key]))
}

const start = String.raw`(?:data\.t|page\.data\.t|messagesFor\([^()]*(?:\([^()]*\))?[^()]*\)|\bt)`
const chain = String.raw`((?:\??\.\s*[A-Za-z_$][\w$]*)+)`
const keysOf = (text: string) =>
  text
    .split('.')
    .map((key) => key.replace(/[?\s]/g, ''))
    .filter(Boolean)

/**
 * Paths of the catalogue that a file reads, by following names: `const words = $derived(t.members.home)` makes
 * `words.title` mean members.home.title. An object handed over or indexed counts for everything under it.
 */
export function readPaths(source: string): Set<string> {
  const text = source.replace(/<style>[\s\S]*<\/style>/, '').replace(/\bclass="[^"]*"|\.{3}/g, ' ')
  const names = new Map<string, string[]>()
  const found = new Set<string>()
  const opened = new Set<string>()
  const note = (keys: string[]) => keys.length > 0 && found.add(keys.join('.'))
  for (let round = 0; round < 4; round++) {
    const begins = [start, ...[...names.keys()].map((name) => String.raw`\b${name}`)].join('|')
    const heads = new RegExp(String.raw`(?<![\w$.])(${begins})${chain}`, 'g')
    const resolve = (head: string, tail: string) => [...(names.get(head) ?? []), ...keysOf(tail)]
    for (const [, head = '', tail = ''] of text.matchAll(heads)) note(resolve(head, tail))
    const naming = new RegExp(String.raw`const (\w+|\{[^}=]*\})(?::[^=]+)? =\s*(?:\$derived\()?\s*(${begins})${chain}\)?(?=[\s}])`, 'g')
    for (const [, left = '', head = '', tail = ''] of text.matchAll(naming)) {
      const keys = resolve(head, tail)
      if (!left.startsWith('{')) {
        names.set(left, keys)
        continue
      }
      opened.add(keys.join('.'))
      for (const part of left
        .slice(1, -1)
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean)) {
        const [key = '', name = key] = part.split(/\s*:\s*/)
        names.set(name, [...keys, key])
        note([...keys, key])
      }
    }
  }
  for (const whole of opened) found.delete(whole)
  // A named object is used through its name: only what is read further counts, unless the name itself is handed over.
  for (const [name, keys] of names) {
    const whole = new RegExp(String.raw`(?<![\w$.])${name}(?![\w$]|\s*\.|\s*[:=][^=]|\s*,\s*\w+\s*\})`, 'g')
    const uses = [...text.matchAll(whole)].length
    if (uses === 0) found.delete(keys.join('.'))
  }
  return found
}

/** Something plausible for each argument of a sentence, tried until one makes it speak. */
export function speak(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(speak)
  if (typeof value !== 'function') return []
  const samples: unknown[][] = [
    [2, 3, 4, 5],
    ['Toulouse', 'Toulouse', 'Toulouse', 'Toulouse'],
    ['group', 'Toulouse', null],
    [{ attemptsLeft: 2 }],
    [null, 2],
  ]
  const said = samples.flatMap((sample) => {
    try {
      return speak(value(...sample))
    } catch {
      return []
    }
  })
  return said
}

/** The pages that say `csr = true`, the shell around them, and all that these import, whatever the depth. */
export function* hydratedFiles(): Generator<{ path: string; text: string }> {
  const pages = readdirSync(join(root, 'routes'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('+page.ts') && readFileSync(join(root, 'routes', path), 'utf8').includes('csr = true'))
    .map((path) => join(root, 'routes', path.replace(/\.ts$/, '.svelte')))
  const waiting = [...pages, join(root, 'routes/+layout.svelte'), join(root, 'routes/+error.svelte')]
  const seen = new Set<string>()
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (seen.has(path) || !existsSync(path) || path.includes('lib/messages/')) continue
    seen.add(path)
    const text = readFileSync(path, 'utf8')
    yield { path: relative('.', path), text }
    for (const [, where = ''] of text.matchAll(/(?:from|import\()\s*'([^']+\.(?:svelte|ts))'/g))
      waiting.push(where.startsWith('#lib/') ? join(root, 'lib', where.slice(5)) : join(path, '..', where))
  }
}
