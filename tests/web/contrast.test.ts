import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { gradeColours } from '#domain/scale.ts'
import { contrast, difference, rgb, seen, visions } from './colour.ts'

const css = readFileSync(new URL('../../web/src/styles/tokens.css', import.meta.url), 'utf8')
const source = new URL('../../web/src/', import.meta.url)
const papers = ['light', 'dark'] as const

/** What a token is on light and on dark paper, read from the stylesheet itself. */
function token(name: string, paper: (typeof papers)[number]): string {
  const value = new RegExp(`--${name}: (?:light-dark\\((#\\w+), (#\\w+)\\)|(#\\w+));`).exec(css)
  if (!value) throw new Error(`no token --${name}`)
  return value[3] ?? (paper === 'light' ? value[1]! : value[2]!)
}

const onPaper = ['craie', 'papier', 'kraft']
const texts: [string, string][] = [
  ...['encre', 'encre2', 'violet', 'violet-deep', 'brique', 'tilleul', 'ciel'].flatMap((ink) =>
    onPaper.map((paper) => [ink, paper] as [string, string]),
  ),
  ['on-violet', 'violet'],
  ['on-violet', 'violet-deep'],
  ['fixed-ink', 'mirabelle'],
  ['fixed-ink', 'mirabelle-deep'],
  ['violet', 'violet-soft'],
  ['encre', 'violet-soft'],
  ['encre', 'mirabelle-soft'],
  ['brique', 'brique-soft'],
  ['encre', 'brique-soft'],
  ['tilleul', 'tilleul-soft'],
  ['encre', 'tilleul-soft'],
  ['ciel', 'ciel-soft'],
  ['encre', 'ciel-soft'],
  ['on-nuit', 'nuit'],
  ['on-nuit-soft', 'nuit'],
  ...[1, 2, 3, 4, 5, 6, 7].map((grade) => [`on-grade-${grade}`, `grade-${grade}`] as [string, string]),
]

describe.each(papers)('on %s paper', (paper) => {
  test.each(texts)('%s reads on %s (4.5:1)', (ink, ground) => {
    expect(contrast(token(ink, paper), token(ground, paper))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(onPaper)('the edge of a field shows on %s (3:1)', (ground) => {
    expect(contrast(token('edge', paper), token(ground, paper))).toBeGreaterThanOrEqual(3)
  })

  /** The smallest ΔE00 between any two grades of a scale; ux.md’s table, and the usual traffic lights have 2.2. */
  const least = { light: { 3: 14, 4: 14, 5: 14, 6: 12, 7: 12 }, dark: { 3: 14, 4: 14, 5: 14, 6: 9.5, 7: 9.5 } } as const
  test.each([3, 4, 5, 6, 7] as const)('every two grades of a scale of %i are told apart, whatever the eyes', (size) => {
    const colours = gradeColours(size).map((grade) => token(`grade-${grade}`, paper))
    const differences = visions.flatMap((vision) =>
      colours.flatMap((one, i) => colours.slice(i + 1).map((other) => difference(seen(one, vision), seen(other, vision)))),
    )
    expect(Math.min(...differences)).toBeGreaterThanOrEqual(least[paper][size])
  })
})

const styles = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(css|svelte|html)$/.test(path))
const linesWith = (asked: RegExp) => (path: string) => readFileSync(new URL(path, source), 'utf8').split('\n').filter((line) => asked.test(line)) // prettier-ignore

test('the scheme changes colours and nothing else: by night a page is laid out and told as by day', () => {
  expect(styles.length).toBeGreaterThan(100)
  expect(
    styles
      .flatMap(linesWith(/prefers-color-scheme|data-theme|color-scheme: (?!light dark)/))
      .filter((line) => !line.includes('<meta name="theme-color"'))
      .map((line) => line.trim())
      .sort(),
  ).toEqual(["[data-theme='dark'] {", "[data-theme='light'] {", 'color-scheme: dark;', 'color-scheme: light;', 'color-scheme: light;'])
})

test('no page turns with the phone, nor asks how it is held (WCAG 1.3.4)', () => {
  expect(styles.flatMap(linesWith(/\(\s*orientation/))).toEqual([])
})

test('the arithmetic agrees with the published pairs (Sharma, Wu and Dalal, table 1 scale)', () => {
  expect(difference(rgb('#ffffff'), rgb('#000000'))).toBeCloseTo(100, 1)
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
})
