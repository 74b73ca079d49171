/** RFC 4180, with a comma, CRLF and a byte-order mark, which spreadsheets need to see UTF-8. */
export const writeCsv = (rows: readonly (readonly string[])[]): string => `\uFEFF${csvLines(rows)}`

/** Lines that follow others of such a file. */
export const csvLines = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')

/** A spreadsheet runs a cell that begins like a formula: an apostrophe before it makes it text (OWASP, CSV injection). */
export const harmlessCell = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

function cell(text: string) {
  const harmless = harmlessCell(text)
  return /[",\r\n;]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Rows of cells, separated by commas or, as French spreadsheets do, by semicolons; null when a quote never closes. */
export function readCsv(text: string): string[][] | null {
  const [first = ''] = text.split(/\r?\n/, 1)
  const separator = first.split(';').length > first.split(',').length ? ';' : ','
  const rows: string[][] = [[]]
  let at = 0
  while (at < text.length) {
    const row = rows.at(-1)!
    const end = text[at] === '"' ? closingQuote(text, at) : at + text.slice(at).search(new RegExp(`[${separator}\\r\\n]|$`))
    if (end === null) return null
    const value = text[at] === '"' ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end)
    row.push(value.replace(/^'(?=[=+\-@\t\r])/, ''))
    if (text[end] === separator) at = end + 1
    else if (text[end] === undefined) at = end
    else {
      at = end + (text.startsWith('\r\n', end) ? 2 : 1)
      rows.push([])
    }
  }
  return rows.filter((row) => row.some((value) => value.trim() !== ''))
}

/** Just past the quote that closes the one at `from`; null when none does. */
function closingQuote(text: string, from: number): number | null {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') continue
    if (text[at + 1] !== '"') return at + 1
    at++
  }
  return null
}
