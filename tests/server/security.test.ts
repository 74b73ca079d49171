import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = read('docs/security.md')
const written = [...page.matchAll(/`(tests\/[\w/.-]+\.test\.ts)`([^`]*)/g)].map(([, file = '', after = '']) => ({ file, after }))
const files = new Set(written.map(({ file }) => file))
/** « "a sentence", "another" » after a file are titles of tests in it. */
const promises = written.flatMap(({ file, after }) =>
  [...after.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title: title.replace(/\s+/g, ' ') })),
)

test('every test that docs/security.md names is there, in the file that it names', () => {
  expect([...files].filter((file) => !existsSync(new URL(file, root)))).toEqual([])
  expect(promises.length).toBeGreaterThan(40)
  expect(promises.filter(({ file, title }) => !read(file).includes(title))).toEqual([])
})

test('each part of docs/security.md names at least one', () => {
  const parts = page
    .split(/^## /m)
    .slice(1)
    .filter((part) => !part.startsWith('Against whom'))
  expect(parts.length).toBeGreaterThan(7)
  for (const part of parts) expect(part).toMatch(/tests\/[\w/.-]+\.test\.ts/)
})

test('every file of the project that docs/rights.md and docs/security.md name is there', () => {
  const named = [...`${page}${read('docs/rights.md')}`.matchAll(/`((?:server|docs|tests|domain)\/[\w/.-]+)`/g)].map(([, path = '']) => path)
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
})
