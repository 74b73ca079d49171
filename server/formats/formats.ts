import type { TextNode } from '#domain/charter.ts'
import type { Format } from './kinds.ts'
import { writeDocx } from './writing-docx.ts'
import { writeHtml } from './writing-html.ts'
import { writeMarkdown } from './writing-markdown.ts'
import { writeOdt } from './writing-odt.ts'

/** A text that leaves: `foot` says on every page, or at its end, where it comes from. */
export type Written = { title: string; doc: TextNode; foot: string; language: 'fr' | 'en' }

/** The file of a text. */
export function write(format: Format, text: Written): Uint8Array {
  switch (format) {
    case 'docx':
      return writeDocx(text)
    case 'odt':
      return writeOdt(text)
    case 'md':
      return Buffer.from(writeMarkdown(text))
    case 'html':
      return Buffer.from(writeHtml(text))
  }
}
