import { type LineRefusal, type LineOfRoll, readElector } from '../electorate.ts'
import { rollLimits } from '../limits.ts'
import { type Row, rowsOfText } from './records.ts'
import { UnreadableRoll } from './refusal.ts'
import { type Charset, textOfBytes } from './text.ts'
import { guessWay, type Way } from './way.ts'

/** A line of a file as it was understood, or why it was not. */
export type ReadLine = { line: number; elector: LineOfRoll } | { line: number; reason: LineRefusal }

/** Enough of a file to guess how it is read. */
const startCharacters = 32_768

/**
 * Reads a roll from the bytes of a file as they come: a few lines at a time are in memory, whatever its size. Without `asked`, the way is
 * guessed from its start. Give it each chunk by `push`, then call `end`. Throws UnreadableRoll when the file is no roll; a line that
 * cannot be understood is told with its number and reason, and stops nothing.
 */
export function rollReader(asked: Way | null = null) {
  const letters = textOfBytes()
  let start = ''
  let way = asked
  let cut: ReturnType<typeof rowsOfText> | null = null
  let first: Row | null = null
  let lines = 0
  let bytes = 0

  function begin(): ReturnType<typeof rowsOfText> {
    way ??= guessWay(start)
    if (way.columns.email === null) throw new UnreadableRoll(start.trim() === '' ? 'no-lines' : 'no-address-column')
    return (cut = rowsOfText(way.separator))
  }

  function push(chunk: Uint8Array): ReadLine[] {
    bytes += chunk.length
    if (bytes > rollLimits.fileBytes) throw new UnreadableRoll('file-too-large')
    const text = letters.push(chunk)
    if (cut) return understood(cut.push(text))
    start += text
    return start.length < startCharacters ? [] : understood(begin().push(start))
  }

  function end(): ReadLine[] {
    const text = letters.end()
    const read = cut ? understood(cut.end(text)) : ((start += text), understood(begin().end(start)))
    if (lines === 0) throw new UnreadableRoll('no-lines')
    return read
  }

  function understood(rows: Iterable<Row>): ReadLine[] {
    const read: ReadLine[] = []
    for (const row of rows) {
      if (!first) {
        first = row
        if (way!.header) continue
      }
      if (++lines > rollLimits.lines) throw new UnreadableRoll('too-many-lines')
      const { line } = row
      const elector = 'cells' in row ? readElector(row.cells, way!.columns) : row.reason
      read.push(typeof elector === 'string' ? { line, reason: elector } : { line, elector })
    }
    return read
  }

  /** What is known once something was read: how, and the cells of the first row, by which people recognise the columns. */
  const told = (): { way: Way; charset: Charset; firstRow: readonly string[] } | null =>
    way && first ? { way, charset: letters.charset(), firstRow: 'cells' in first ? first.cells : [] } : null

  return { push, end, told }
}
