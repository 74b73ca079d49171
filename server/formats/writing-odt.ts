import { safeLink, type TextMark, type TextNode } from '#domain/charter.ts'
import { layOut } from './flat.ts'
import type { Written } from './formats.ts'
import { listStyles, odtParts, odtSpaces } from './odt-parts.ts'
import { declaration, xml } from './xml.ts'
import { pack } from './zip.ts'

/** How marks look, each by the name of its style. */
const looks = { strong: 'fo:font-weight="bold"', em: 'fo:font-style="italic"' }
const both = `${looks.strong} ${looks.em}`
const textStyle = (name: string, look: string) =>
  `<style:style style:name="${name}" style:family="text"><style:text-properties ${look}/></style:style>`
const automatic = textStyle('strong', looks.strong) + textStyle('em', looks.em) + textStyle('both', both) + listStyles

/** The text as an .odt (OpenDocument 1.3), in the styles that LibreOffice knows. */
export function writeOdt(text: Written): Buffer {
  const title = `<text:p text:style-name="Title">${wordsOf([{ type: 'text', text: text.title }])}</text:p>`
  const body = title + blocksOf(layOut(text.doc))
  const content = `${declaration}<office:document-content ${odtSpaces} office:version="1.3"><office:automatic-styles>${automatic}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`
  return pack([['mimetype', 'application/vnd.oasis.opendocument.text'], ...odtParts(text), ['content.xml', content]])
}

/** An empty line between two quotes, which would be one. */
const blocksOf = (nodes: readonly TextNode[]): string =>
  nodes
    .map(
      (node, at) => (node.type === 'blockquote' && nodes[at - 1]?.type === 'blockquote' ? paragraph('Text_20_body') : '') + blockOf(node),
    )
    .join('')

function blockOf(node: TextNode): string {
  const inside = node.content ?? []
  switch (node.type) {
    case 'rule':
      return paragraph('Horizontal_20_Line')
    case 'ranked': {
      const level = Number(node.attrs?.rank) - 1
      return `<text:h text:style-name="Heading_20_${level}" text:outline-level="${level}">${anchorsOf(node)}${wordsOf(inside)}</text:h>`
    }
    case 'blockquote':
      return inside.map((one) => paragraph('Quotations', one.content)).join('')
    case 'bullet_list':
    case 'ordered_list':
      return `<text:list text:style-name="${node.type}">${inside.map((item) => `<text:list-item>${blocksOf(item.content ?? [])}</text:list-item>`).join('')}</text:list>`
    default:
      return paragraph('Text_20_body', inside)
  }
}

const paragraph = (style: string, words: readonly TextNode[] = []) => `<text:p text:style-name="${style}">${wordsOf(words)}</text:p>`

const anchorsOf = ({ attrs }: TextNode) =>
  ((attrs?.anchors ?? []) as string[]).map((name) => `<text:bookmark text:name="${name}"/>`).join('')

const wordsOf = (nodes: readonly TextNode[]) =>
  nodes
    .map(({ type, text = '', attrs, marks = [] }) => {
      if (type === 'hard_break') return '<text:line-break/>'
      return type === 'article_ref' && attrs?.to ? linkTo(`#${attrs.to}`, xml(text)) : dressed(xml(text), marks)
    })
    .join('')

const linkTo = (href: string, words: string) => `<text:a xlink:type="simple" xlink:href="${xml(href)}">${words}</text:a>`

function dressed(said: string, marks: readonly TextMark[]): string {
  const has = (type: string) => marks.some((mark) => mark.type === type)
  const style = has('strong') && has('em') ? 'both' : has('strong') ? 'strong' : has('em') ? 'em' : null
  const href = safeLink(marks.find(({ type }) => type === 'link')?.attrs?.href)
  const words = style ? `<text:span text:style-name="${style}">${said}</text:span>` : said
  return href ? linkTo(href, words) : words
}
