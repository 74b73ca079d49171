import { harmlessCell } from '#domain/counts-csv.ts'

/** What one person is given. */
export type Slip = { firstName: string; email: string | null; code: string }

/** A line a person. A cell that a spreadsheet would take for a formula gets an apostrophe. */
export function mailMerge(columns: readonly string[], slips: readonly Slip[]): string {
  const cell = (text: string) => `"${harmlessCell(text).replaceAll('"', '""')}"`
  const rows = [[...columns], ...slips.map(({ firstName, email, code }) => [firstName, email ?? '', code])]
  return `\uFEFF${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`
}
