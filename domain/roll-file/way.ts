import { normaliseEmail } from '../email.ts'
import { asRead } from '../poll.ts'
import { type Row, rowsOfText, type Separator } from './records.ts'

/** What a column of a roll may hold. */
export const columnKinds = ['email', 'firstName', 'name', 'unit', 'weight', 'language'] as const
export type ColumnKind = (typeof columnKinds)[number]

/** How a file is read: its separator, whether its first row names the columns, and which column (from 0) holds what; null for none. */
export type Way = { separator: Separator; header: boolean; columns: Record<ColumnKind, number | null> }

const noColumn: Way['columns'] = { email: null, firstName: null, name: null, unit: null, weight: null, language: null }

const titles: Record<ColumnKind, readonly string[]> = {
  email: ['email', 'e mail', 'mail', 'courriel', 'adresse', 'adresse email', 'adresse e mail', 'adresse mail', 'adresse electronique', 'address', 'email address', 'e mail address'], // prettier-ignore
  firstName: ['prenom', 'prenoms', 'first name', 'firstname', 'given name'],
  name: ['nom', 'nom de famille', 'nom complet', 'prenom et nom', 'nom et prenom', 'name', 'last name', 'lastname', 'surname', 'family name', 'full name'], // prettier-ignore
  unit: ['groupe', 'groupe local', 'section', 'comite', 'unite', 'departement', 'group', 'unit', 'chapter', 'branch'],
  weight: ['poids', 'voix', 'nombre de voix', 'mandats', 'weight', 'votes'],
  language: ['langue', 'language', 'lang'],
}

/** Letters alone, without accents: `Adresse e-mail :` is `adresse e mail`. */
const plainWords = (title: string) =>
  asRead(title)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

const kindOf = (title: string) => columnKinds.find((kind) => titles[kind].includes(plainWords(title)))

/**
 * The way in which the first rows of a file are best read. The separator is the one under which most of them hold an address in a cell of
 * its own. A first row without an address, in which some title is known, names the columns; otherwise only the column of addresses is
 * known. email is null where no column holds any.
 */
export function guessWay(start: string): Way {
  const ways = ([';', ',', '\t'] as const).map((separator) => {
    const rows = cellsOf([...rowsOfText(separator).end(start)])
    const found = columnOfAddresses(rows)
    const width = Math.max(0, ...rows.map((cells) => cells.length))
    return { separator, rows, found, score: found.addresses * 100 + Math.min(width, 99) }
  })
  const { separator, rows, found } = ways.reduce((best, way) => (way.score > best.score ? way : best))
  const [first = []] = rows
  const named = namedColumns(first)
  const header = !first.some((cell) => cell.includes('@')) && (Object.keys(named).length > 0 || rows.length > 1)
  const email = found.addresses > 0 ? found.column : ((header ? named.email : undefined) ?? null)
  return { separator, header, columns: { ...noColumn, ...(header && named), email } }
}

const cellsOf = (rows: readonly Row[]) => rows.flatMap((row) => ('cells' in row ? [row.cells] : []))

function namedColumns(first: readonly string[]): Partial<Way['columns']> {
  const named: Partial<Way['columns']> = {}
  for (const [column, title] of first.entries()) {
    const kind = kindOf(title)
    if (kind && named[kind] === undefined) named[kind] = column
  }
  return named
}

/** The column in which most cells are addresses; the first of those, when there are several. */
function columnOfAddresses(rows: readonly (readonly string[])[]) {
  const counts = new Map<number, number>()
  for (const cells of rows)
    for (const [column, cell] of cells.entries()) if (normaliseEmail(cell)) counts.set(column, (counts.get(column) ?? 0) + 1)
  return [...counts].reduce((best, [column, addresses]) => (addresses > best.addresses ? { column, addresses } : best), {
    column: 0,
    addresses: 0,
  })
}
