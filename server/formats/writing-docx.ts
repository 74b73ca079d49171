import { safeLink, type TextNode } from '#domain/charter.ts'
import { docxParts, numbering } from './docx-parts.ts'
import { layOut } from './flat.ts'
import type { Written } from './formats.ts'
import { declaration, xml } from './xml.ts'
import { pack } from './zip.ts'

/** Lists of a file, each with a number of its own so that two in a row stay two; its links, which are named beside the text; the names of its places. */
type Beside = { lists: { ordered: boolean; level: number }[]; links: string[]; names: string[] }
type Inside = { style?: string; list?: { number: number; level: number } }

const deepest = 8
const spaces = [
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
].join(' ')

/** The text as a .docx (ECMA-376, WordprocessingML), in the built-in styles of Word, so that its outline is there. */
export function writeDocx(text: Written): Buffer {
  const beside: Beside = { lists: [], links: [], names: [] }
  const title = paragraph({ style: 'Title' }, wordsOf([{ type: 'text', text: text.title }], beside))
  const body = title + blocksOf(layOut(text.doc), beside)
  const page =
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="1247" w:bottom="1247" w:left="1247" w:header="709" w:footer="567" w:gutter="0"/>'
  const document = `${declaration}<w:document ${spaces}><w:body>${body}<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter"/>${page}</w:sectPr></w:body></w:document>`
  return pack([
    ...docxParts(text, beside.links, spaces),
    ['word/numbering.xml', numbering(beside.lists, spaces)],
    ['word/document.xml', document],
  ])
}

/** An empty line between two quotes, which would be one. */
const blocksOf = (nodes: readonly TextNode[], beside: Beside) =>
  nodes
    .map((node, at) => (node.type === 'blockquote' && nodes[at - 1]?.type === 'blockquote' ? '<w:p/>' : '') + blockOf(node, beside))
    .join('')

function blockOf(node: TextNode, beside: Beside, level = 0): string {
  const inside = node.content ?? []
  switch (node.type) {
    case 'rule':
      return paragraph({ style: 'Rule' }, '')
    case 'ranked':
      return paragraph({ style: `Heading${Number(node.attrs?.rank) - 1}` }, named(node, wordsOf(inside, beside), beside))
    case 'blockquote':
      return inside.map((one) => paragraph({ style: 'Quote' }, wordsOf(one.content ?? [], beside))).join('')
    case 'bullet_list':
    case 'ordered_list': {
      const at = Math.min(level, deepest)
      const number = beside.lists.push({ ordered: node.type === 'ordered_list', level: at })
      return inside.map((item) => itemOf(item, beside, number, at)).join('')
    }
    default:
      return paragraph({}, wordsOf(inside, beside))
  }
}

/** The first paragraph has the sign, the others stand as far from the edge. An item that begins with a list has an empty one. */
function itemOf({ content = [] }: TextNode, beside: Beside, number: number, level: number) {
  const blocks = content[0]?.type === 'paragraph' ? content : [{ type: 'paragraph' }, ...content]
  return blocks
    .map((block, at) => {
      if (block.type !== 'paragraph') return blockOf(block, beside, level + 1)
      const more = `ListContinue${level === 0 ? '' : level + 1}`
      return paragraph(
        at === 0 ? { style: 'ListParagraph', list: { number, level } } : { style: more },
        wordsOf(block.content ?? [], beside),
      )
    })
    .join('')
}

function paragraph({ style, list }: Inside, words: string) {
  const named = style ? `<w:pStyle w:val="${style}"/>` : ''
  const numbered = list ? `<w:numPr><w:ilvl w:val="${list.level}"/><w:numId w:val="${list.number}"/></w:numPr>` : ''
  return `<w:p>${named || numbered ? `<w:pPr>${named}${numbered}</w:pPr>` : ''}${words}</w:p>`
}

function wordsOf(nodes: readonly TextNode[], { links }: Beside) {
  return nodes
    .map((node) => {
      if (node.type === 'hard_break') return '<w:r><w:br/></w:r>'
      if (node.type === 'article_ref') return referenceTo(node)
      const marks = node.marks ?? []
      const has = (type: string) => marks.some((mark) => mark.type === type)
      const href = safeLink(marks.find(({ type }) => type === 'link')?.attrs?.href)
      const look = `${href ? '<w:rStyle w:val="Hyperlink"/>' : ''}${has('strong') ? '<w:b/>' : ''}${has('em') ? '<w:i/>' : ''}`
      const run = `<w:r>${look && `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${xml(node.text ?? '')}</w:t></w:r>`
      return href ? `<w:hyperlink r:id="rIdLink${links.push(href)}">${run}</w:hyperlink>` : run
    })
    .join('')
}

/** Words between the two ends of the names that lead to them, each with a number of its own. */
const named = ({ attrs }: TextNode, words: string, { names }: Beside) =>
  ((attrs?.anchors ?? []) as string[]).reduce((said, name) => {
    const id = names.push(name)
    return `<w:bookmarkStart w:id="${id}" w:name="${name}"/>${said}<w:bookmarkEnd w:id="${id}"/>`
  }, words)

function referenceTo({ attrs, text }: TextNode) {
  const run = `<w:r>${attrs?.to ? '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>' : ''}<w:t xml:space="preserve">${xml(text!)}</w:t></w:r>`
  return attrs?.to ? `<w:hyperlink w:anchor="${attrs.to}">${run}</w:hyperlink>` : run
}
