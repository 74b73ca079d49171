import { rollLimits } from '../limits.ts'

export type Separator = ';' | ',' | '\t'

/** A line of the file as its cells, or why it is none. `line`: where it begins, from 1; a quoted cell may go over several. */
export type Row = { line: number; cells: readonly string[] } | { line: number; reason: 'unclosed-quote' | 'too-long' | 'too-many-columns' }

/**
 * Cuts text into rows as it comes (RFC 4180, and what spreadsheets make of it): lines end by LF, CRLF or CR; a cell in double quotes holds
 * separators and line breaks, and two quotes are one. Empty lines are skipped. A quote that is not closed within the longest row there may
 * be spoils its own line and nothing after it.
 */
export function rowsOfText(separator: Separator) {
  let text = ''
  let line = 1

  function* rows(more: string, last: boolean): Generator<Row> {
    text += more
    let at = 0
    while (at < text.length) {
      const lineEnd = endOfLine(text, at)
      if (!isWhole(lineEnd, last)) break
      const plain = text.slice(at, lineEnd)
      const quoted = plain.includes('"')
      if (!quoted) {
        if (plain.trim() !== '') yield fit({ line, cells: plain.split(separator) }, plain.length)
        at = afterBreak(text, lineEnd)
        line++
        continue
      }
      const found = quotedRow(text, at, separator)
      if (found === 'more' && !last && text.length - at <= rollLimits.rowCharacters) break
      if (typeof found === 'string' || found.end - at > rollLimits.rowCharacters) {
        yield { line, reason: 'unclosed-quote' }
        at = afterBreak(text, lineEnd)
        line++
        continue
      }
      if (!isWhole(found.end, last)) break
      yield fit({ line, cells: found.cells }, found.end - at)
      line += 1 + breaksIn(text, at, found.end)
      at = afterBreak(text, found.end)
    }
    text = text.slice(at)
  }

  /** Whether what ends there has come whole: a CR that is the last letter so far may be half of a CRLF. */
  const isWhole = (end: number, last: boolean) => last || (end < text.length && !(text[end] === '\r' && end === text.length - 1))

  return { push: (more: string) => rows(more, false), end: (more = '') => rows(more, true) }
}

const fit = (row: { line: number; cells: readonly string[] }, length: number): Row => {
  if (length > rollLimits.rowCharacters) return { line: row.line, reason: 'too-long' }
  return row.cells.length > rollLimits.columns ? { line: row.line, reason: 'too-many-columns' } : row
}

function endOfLine(text: string, from: number): number {
  const lf = text.indexOf('\n', from)
  const end = lf === -1 ? text.length : lf
  const cr = text.slice(from, end).indexOf('\r')
  return cr === -1 ? end : from + cr
}

const afterBreak = (text: string, end: number) => (text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length))

const breaksIn = (text: string, from: number, to: number) => text.slice(from, to).match(/\r\n|\n|\r/g)?.length ?? 0

/** The cells of a row in which something is quoted, and where it ends; `more` when its end has not come. */
function quotedRow(text: string, from: number, separator: Separator): { cells: string[]; end: number } | 'more' {
  const cells: string[] = []
  for (let at = from; ;) {
    const opening = skipSpaces(text, at)
    if (text[opening] === '"') {
      const closing = closingQuote(text, opening, from)
      if (closing === null) return 'more'
      const next = nextStop(text, closing, separator)
      cells.push(text.slice(opening + 1, closing - 1).replaceAll('""', '"') + text.slice(closing, next).trimEnd())
      at = next
    } else {
      const next = nextStop(text, at, separator)
      cells.push(text.slice(at, next))
      at = next
    }
    if (text[at] !== separator) return { cells, end: at }
    at++
  }
}

function skipSpaces(text: string, at: number): number {
  while (text[at] === ' ') at++
  return at
}

/** Just past the quote that closes the one at `opening`; null when none does within the longest row. */
function closingQuote(text: string, opening: number, from: number): number | null {
  const most = Math.min(text.length, from + rollLimits.rowCharacters)
  for (let at = text.indexOf('"', opening + 1); at !== -1 && at < most; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at + 1
  return null
}

/** The next separator, line break, or the end of what there is. */
function nextStop(text: string, from: number, separator: Separator): number {
  let at = from
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}
