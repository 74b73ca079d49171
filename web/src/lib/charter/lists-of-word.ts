/**
 * Lists as Word pastes them are paragraphs in a row: each says its list and level in its style (`mso-list:l0 level2 lfo1`) and draws its sign in a span
 * that other readers are to ignore (`mso-list:Ignore`). Here they become lists.
 */
export function listsOfWord(page: Document) {
  for (const paragraph of page.querySelectorAll('p')) {
    const place = placeOf(paragraph)
    if (place) moveIn(paragraph, place)
  }
}

type Place = { list: string; level: number; ordered: boolean }

function placeOf(paragraph: HTMLElement): Place | null {
  const [, list, level] = /mso-list:\s*l(\d+)\s+level(\d)/i.exec(styleOf(paragraph)) ?? []
  const sign = [...paragraph.querySelectorAll('span')].find((span) => /mso-list:\s*ignore/i.test(styleOf(span)))
  if (list === undefined || !sign) return null
  const ordered = /^[([]?([0-9]{1,3}|[a-z]{1,4})[.)\]]/i.test(sign.textContent.trim())
  sign.remove()
  return { list, level: Number(level), ordered }
}

/** The attribute in which pasted-html.ts keeps the letters of a style. */
export const look = 'data-look'
const styleOf = (element: Element) => element.getAttribute(look) ?? ''

/** Into the list that stands just before the paragraph, as deep as it says, or into a new one. */
function moveIn(paragraph: HTMLElement, { list, level, ordered }: Place) {
  const page = paragraph.ownerDocument
  const before = paragraph.previousElementSibling
  const goesOn = (one: Element | null | undefined): one is HTMLElement =>
    one?.localName === (ordered ? 'ol' : 'ul') && one.getAttribute('data-of-word') === list
  let into = before?.hasAttribute('data-of-word') ? (before as HTMLElement) : null
  for (let depth = 1; depth < level && into; depth++) {
    const item: Element = into.lastElementChild!
    const inner = item.lastElementChild
    const isInner = inner?.hasAttribute('data-of-word') && (depth < level - 1 || goesOn(inner))
    into = isInner ? (inner as HTMLElement) : newList(item)
  }
  if (!into || (level === 1 && !goesOn(into))) {
    into = newList(null)
    paragraph.before(into)
  }
  const item = page.createElement('li')
  into.append(item)
  item.append(paragraph)

  function newList(within: Element | null): HTMLElement {
    const made = page.createElement(ordered ? 'ol' : 'ul')
    made.setAttribute('data-of-word', list)
    within?.append(made)
    return made
  }
}
