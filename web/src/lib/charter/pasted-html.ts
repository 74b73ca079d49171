import { listsOfWord, look } from '#lib/charter/lists-of-word.ts'

/**
 * What is pasted, with lists and emphasis said by elements. Word and Google Docs say them by styles, of which the schema would read nothing: the content
 * policy of our pages empties the style of an element. Its letters are still there.
 */
export function saidByElements(html: string): string {
  if (!/\sstyle\s*=/i.test(html)) return html
  // Under another name, and without its sheets, the policy has nothing to complain of.
  const renamed = html
    .replace(/<style[\s>][^]*?<\/style>/gi, '')
    .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle(?=\s*=)/gi, ` ${look}`))
  const page = new DOMParser().parseFromString(renamed, 'text/html')
  listsOfWord(page)
  for (const element of page.querySelectorAll(`[${look}]`)) emphasise(element)
  return page.body.innerHTML
}

const isHeading = (name: string) => /^h[1-6]$/.test(name)

/** Google Docs wraps all it copies in `<b style="font-weight:normal">`, and says what is bold, or not, of each span. */
function emphasise(element: Element) {
  const said = (property: string) =>
    new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([\\w-]+)`, 'i').exec(element.getAttribute(look)!)?.[1]?.toLowerCase()
  const [weight, slant] = [said('font-weight'), said('font-style')]
  const [bold, italic] = [weight && /^(bold(er)?|[6-9]00)$/.test(weight), slant && /^(italic|oblique)$/.test(slant)]
  const name = element.localName
  if (bold && !isHeading(name)) wrap(element, 'strong')
  if (italic) wrap(element, 'em')
  const isUndone = (/^(b|strong)$/.test(name) && weight && !bold) || (/^(i|em)$/.test(name) && slant && !italic)
  if (isUndone) element.replaceWith(...element.childNodes)
}

function wrap(element: Element, name: 'strong' | 'em') {
  const mark = element.ownerDocument.createElement(name)
  mark.append(...element.childNodes)
  element.append(mark)
}
