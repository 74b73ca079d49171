import type { TextNode } from '#domain/charter.ts'
import { documentLimits, fileLimits } from '#domain/document.ts'
import { cleanName } from '#domain/membership.ts'
import { type Gathered, gather } from './flat.ts'
import { readDocx } from './reading-docx.ts'
import { readHtml } from './reading-html.ts'
import { readOdt } from './reading-odt.ts'
import { readMarkdown, readPlain } from './reading-plain.ts'
import { Unreadable } from './refusal.ts'
import { unpack } from './zip.ts'

const wordParts = ['styles.xml', 'numbering.xml', '_rels/document.xml.rels', 'document.xml'].map((part) => `word/${part}`)
const isZip = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))

/**
 * The text that a file holds: its title when it says one, its nodes with new ids for its articles. What a file is, its first bytes say for
 * those of word processors; its name for the others. Throws Unreadable with the reason.
 */
export function read(name: string, bytes: Buffer, makeId: () => string): Gathered {
  if (bytes.length > fileLimits.bytes) throw new Unreadable('file-too-large')
  const text = gather(isZip(bytes) ? readPacked(bytes) : readLetters(name, lettersOf(bytes)), makeId)
  if (text.nodes.length === 0 && text.title === null) throw new Unreadable('file-empty')
  const { nodes, letters } = sizeOf(text.nodes)
  if (nodes > fileLimits.nodes || letters > fileLimits.characters) throw new Unreadable('file-too-long')
  return text
}

/**
 * The same with the title that the text gets: the one that was asked for, else the file's, else the file's name. The file's own title stays
 * as a heading where it is not the text's: no word is lost. A text without a node has an empty paragraph.
 */
export function titled(
  { title: found, nodes }: Pick<Gathered, 'title' | 'nodes'>,
  asked: string | null,
  fileName: string,
): { title: string; nodes: TextNode[] } {
  const longest = documentLimits.titleCharacters
  const own = found === null ? null : cleanName([...found].slice(0, longest / 2).join(''), longest)
  const title = asked ?? own ?? cleanName(fileName.replace(/\.[^.]*$/, '').slice(0, longest), longest) ?? 'Texte'
  const heading: TextNode = { type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: found ?? '' }] }
  const all = found === null || found === title ? nodes : [heading, ...nodes]
  return { title, nodes: all.length > 0 ? all : [{ type: 'paragraph' }] }
}

function readPacked(bytes: Buffer): TextNode[] {
  const parts = unpack(bytes, ['mimetype', 'content.xml', ...wordParts])
  if (parts.has('word/document.xml')) return readDocx(parts)
  if (parts.has('content.xml') && /opendocument\.text(-template)?\s*$/.test(parts.get('mimetype') ?? '')) {
    return readOdt(new Map([...parts, ...unpack(bytes, ['styles.xml'])]))
  }
  throw new Unreadable('file-unknown')
}

function readLetters(name: string, text: string): TextNode[] {
  const [, ending = ''] = /\.([a-z0-9]+)$/i.exec(name) ?? []
  const looksLikeHtml = /^\s*(<!doctype html|<html|<meta|<body)/i.test(text)
  switch (ending.toLowerCase()) {
    case 'md':
    case 'markdown':
      return readMarkdown(text)
    case 'html':
    case 'htm':
      return readHtml(text)
    case 'txt':
    case '':
      return looksLikeHtml ? readHtml(text) : readPlain(text)
  }
  throw new Unreadable('file-unknown')
}

/** UTF-8, UTF-16 that says so, else what Windows wrote before; a zero in it means that these are no letters. */
function lettersOf(bytes: Buffer): string {
  const mark = bytes.toString('hex', 0, 2)
  if (mark === 'fffe' || mark === 'feff') return new TextDecoder(mark === 'fffe' ? 'utf-16le' : 'utf-16be').decode(bytes)
  if (bytes.includes(0) || /^(%PDF|\{\\rtf)/.test(bytes.toString('latin1', 0, 5))) throw new Unreadable('file-unknown')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function sizeOf(nodes: readonly TextNode[]): { nodes: number; letters: number } {
  let [count, letters] = [0, 0]
  const add = (node: TextNode) => {
    count++
    letters += node.text?.length ?? 0
    node.content?.forEach(add)
  }
  nodes.forEach(add)
  return { nodes: count, letters }
}
