import type { TSchema } from 'typebox'
import { door } from '#server/door.ts'

/** The files that a text leaves in, by the end of their names. */
export const kinds = {
  docx: { media: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', name: 'Word' },
  odt: { media: 'application/vnd.oasis.opendocument.text', name: 'LibreOffice' },
  md: { media: 'text/markdown; charset=utf-8', name: 'Markdown' },
  html: { media: 'text/html; charset=utf-8', name: 'one HTML page' },
} as const

export type Format = keyof typeof kinds
export const formats = Object.keys(kinds) as Format[]

/** The door by which a text is taken away in one of these formats. */
export const takeDoor = <const U extends `/api/${string}`, P extends TSchema>(format: Format, url: U, what: string, params: P) =>
  door({ method: 'GET', url, who: 'anyone', summary: `${what}, as a file: ${kinds[format].name}`, params, produces: kinds[format].media })
