import { safeLink, type TextMark, type TextNode } from '#domain/charter.ts'
import { layOut } from './flat.ts'
import type { Written } from './formats.ts'
import { xml } from './xml.ts'

/** As it is printed too: A4, the running numbers of its pages, and no title alone at the foot of one. */
const style = `
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.0625rem/1.6 'Atkinson Hyperlegible', Verdana, sans-serif; overflow-wrap: break-word; }
h1, h2, h3, h4, h5 { line-height: 1.25; break-after: avoid; }
h2 { margin-top: 2em; }
blockquote { margin-inline: 0; padding-left: 1em; border-left: 4px solid; }
li > p { margin: 0.25em 0; }
hr { width: 30%; border: 0; border-top: 1px solid; }
footer { margin-top: 3rem; padding-top: 0.5rem; border-top: 1px solid; font-size: 0.875rem; }
@page { size: A4; margin: 22mm 22mm 24mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 9pt sans-serif; } }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 11pt; line-height: 1.5; } p, li { orphans: 3; widows: 3; } }
`

/** The text as a page in one file: nothing is fetched, no script runs, its policy forbids both. */
export function writeHtml({ title, doc, foot, language }: Written): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${xml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${xml(title)}</h1>
${layOut(doc).map(blockOf).join('\n')}
</main>
<footer>${xml(foot)}</footer>
</body>
</html>
`
}

const tags: Record<string, string> = {
  paragraph: 'p',
  bullet_list: 'ul',
  ordered_list: 'ol',
  list_item: 'li',
  blockquote: 'blockquote',
}

function blockOf(node: TextNode): string {
  const inside = (node.content ?? []).map(blockOf).join('')
  if (node.type === 'text') return (node.marks ?? []).reduceRight(dressed, xml(node.text ?? ''))
  if (node.type === 'hard_break') return '<br>'
  if (node.type === 'article_ref') return node.attrs?.to ? `<a href="#${node.attrs.to}">${xml(node.text!)}</a>` : xml(node.text!)
  if (node.type === 'rule') return '<hr>'
  const tag = node.type === 'ranked' ? `h${Math.min(Number(node.attrs?.rank), 6)}` : tags[node.type]
  const [anchor] = (node.attrs?.anchors ?? []) as string[]
  return tag ? `<${tag}${anchor ? ` id="${anchor}"` : ''}>${inside}</${tag}>` : inside
}

function dressed(said: string, { type, attrs }: TextMark): string {
  const href = type === 'link' ? safeLink(attrs?.href) : null
  if (type === 'strong' || type === 'em') return `<${type}>${said}</${type}>`
  return href === null ? said : `<a href="${xml(href)}" rel="noopener noreferrer">${said}</a>`
}
