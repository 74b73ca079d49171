import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latin1, readWhole, shortly, utf16, utf8 } from './files.ts'

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
console.log(`roll-file/reader.properties: SEED=${seed}`)
const runs = { seed, numRuns: 300 }

/** A cell as a spreadsheet may write it: quoted where it must be, or for no reason at all. */
const written = (cell: string, separator: string, always: boolean) =>
  always || /["\r\n;,\t]/.test(cell) || cell !== cell.trim()
    ? `"${cell.replaceAll('"', '""')}"`
    : cell.includes(separator)
      ? `"${cell}"`
      : cell

const name = fc.string({ unit: fc.constantFrom(...'aéÎñ .,;"\n\t\r-='.split('')), maxLength: 12 })
const person = fc.record({ name, quoted: fc.boolean(), weight: fc.integer({ min: 1, max: 10_000 }) })

const shape = fc.record({
  people: fc.array(person, { minLength: 1, maxLength: 30 }),
  separator: fc.constantFrom(';' as const, ',' as const, '\t' as const),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  charset: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252'),
  piece: fc.integer({ min: 1, max: 200 }),
})

const bytesOf = (text: string, charset: string) =>
  charset === 'utf-8' ? utf8(text) : charset === 'windows-1252' ? latin1(text) : utf16(text, charset === 'utf-16le' ? 'le' : 'be')

test('whatever a table is written like, and in whatever pieces it comes, everyone in it is read', () => {
  fc.assert(
    fc.property(shape, ({ people, separator, lineEnd, charset, piece }) => {
      const rows = people.map(({ name, quoted, weight }, n) =>
        [`p${n}@exemple.org`, written(name, separator, quoted), String(weight)].join(separator),
      )
      const text = [['email', 'nom', 'poids'].join(separator), ...rows, ''].join(lineEnd)
      const { lines, way } = readWhole(bytesOf(text, charset), piece)
      expect(way.separator).toBe(separator)
      expect(lines.map((read) => ('elector' in read ? [read.elector.email, read.elector.weight] : read))).toEqual(
        people.map(({ weight }, n) => [`p${n}@exemple.org`, weight]),
      )
    }),
    runs,
  )
})

test('any bytes at all are read or refused, never a crash, and the pieces change nothing', () => {
  const letters = fc.uint8Array({ max: 127, maxLength: 400 })
  const tables = fc.string({ unit: fc.constantFrom(...'a@b.fr;,"\n\r\t é'.split('')), maxLength: 200 }).map(utf8)
  fc.assert(
    fc.property(fc.oneof(letters, fc.uint8Array({ maxLength: 400 }), tables), fc.integer({ min: 1, max: 50 }), (bytes, piece) => {
      const outcome = (size: number) => {
        try {
          return shortly(readWhole(bytes, size).lines)
        } catch (error) {
          return (error as { reason?: string }).reason ?? String(error)
        }
      }
      const whole = outcome(1000)
      expect(outcome(piece)).toEqual(whole)
      expect(typeof whole === 'string' ? whole : '').not.toMatch(/Error/)
    }),
    runs,
  )
})
