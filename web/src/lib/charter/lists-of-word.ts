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

/** Into the list that stands just before the paragraph, as deep as it says, or into a new one. A level that was left out, or not copied, holds nothing. */
function moveIn(paragraph: HTMLElement, { list, level, ordered }: Place) {
  const page = paragraph.ownerDocument
  const listIn = (one: Element | null | undefined) => (one instanceof HTMLElement && one.dataset.ofWord ? one : null)
  let into = listIn(paragraph.previousElementSibling)
  let within: Element | null = null
  while (into && Number(into.dataset.level) < level) {
    within = into.lastElementChild!
    into = listIn(within.lastElementChild)
  }
  const goesOn = into?.localName === (ordered ? 'ol' : 'ul') && into.dataset.ofWord === list && Number(into.dataset.level) === level
  if (!into || !goesOn) {
    into = page.createElement(ordered ? 'ol' : 'ul')
    Object.assign(into.dataset, { ofWord: list, level })
    if (within) within.append(into)
    else paragraph.before(into)
  }
  const item = page.createElement('li')
  into.append(item)
  item.append(paragraph)
}
