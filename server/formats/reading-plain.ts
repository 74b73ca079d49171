import { Marked } from 'marked'
import type { TextNode } from '#domain/charter.ts'
import { readHtml } from './reading-html.ts'

/** CommonMark and tables; of what GitHub adds besides, nothing. */
const markdown = new Marked({
  gfm: true,
  tokenizer: { del: () => undefined, url: () => undefined },
  renderer: { checkbox: ({ checked }) => (checked ? '[x] ' : '[ ] ') },
})

/** The blocks of a Markdown file; HTML inside it is read as HTML, with the same care. */
export const readMarkdown = (text: string): TextNode[] => readHtml(markdown.parse(text, { async: false }))

const bullet = /^\s*[-–•*·]\s+/

/** The blocks of plain text: parted by empty lines, or each line one when there are none; lines that begin with a dash are a list. */
export function readPlain(text: string): TextNode[] {
  const parted = text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n/)
  const blocks = parted.length > 1 ? parted : text.split(/\r\n?|\n/)
  return blocks.flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.trim() !== '')
    if (lines.length === 0) return []
    if (!lines.every((line) => bullet.test(line))) return [paragraph(lines)]
    const content = lines.map((line): TextNode => ({ type: 'list_item', content: [paragraph([line.replace(bullet, '')])] }))
    return [{ type: 'bullet_list', content }]
  })
}

const paragraph = (lines: readonly string[]): TextNode => ({
  type: 'paragraph',
  content: lines.flatMap((text, at): TextNode[] => [...(at > 0 ? [{ type: 'hard_break' }] : []), { type: 'text', text }]),
})
