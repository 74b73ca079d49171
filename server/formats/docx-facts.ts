import { allNamed, childNamed, type Element, elementsIn, parse } from './markup.ts'

type Style = { name: string; rank: number | null; bold: boolean; italic: boolean; numbers: Element | undefined }
/** `kind`: how the list looks; `list`: which one it is, the kind again when it goes on. */
type Sign = { list: string; kind: string; ordered: boolean; text: string }

/** What the other parts of a .docx say: what a style means, what stands before an item, where a link leads. */
export type DocxFacts = {
  style(id: string | undefined): Style
  /** Null when nothing stands before the paragraph. */
  sign(number: string, level: number): Sign | null
  link(id: string | undefined): string | undefined
}

export const valueOf = (element: Element | undefined, name: string) => childNamed(element, name)?.attributes.val

/** A switch of WordprocessingML: there without a value it is on; undefined when nothing is said. */
export function isOn(properties: Element | undefined, name: string): boolean | undefined {
  const found = childNamed(properties, name)
  return found && !/^(0|false|off)$/.test(found.attributes.val ?? '')
}

const none: Element = { name: '', attributes: {}, children: [] }

export function docxFacts(parts: ReadonlyMap<string, string>): DocxFacts {
  const part = (name: string) => parse(parts.get(name) ?? '', 'xml')
  const styles = new Map(allNamed(part('word/styles.xml'), 'style').map((style) => [style.attributes.styleId, style]))
  const numbering = part('word/numbering.xml')
  const kinds = new Map(allNamed(numbering, 'abstractNum').map((kind) => [kind.attributes.abstractNumId, kind]))
  const lists = new Map(allNamed(numbering, 'num').map((list) => [list.attributes.numId, list]))
  const links = allNamed(part('word/_rels/document.xml.rels'), 'Relationship').filter(({ attributes }) =>
    attributes.Type?.endsWith('/hyperlink'),
  )
  const targets = new Map(links.map(({ attributes }) => [attributes.Id, attributes.Target]))
  const known = new Map<string | undefined, Style>()
  return {
    style(id) {
      if (!known.has(id)) known.set(id, styleOf(styles, id, 0))
      return known.get(id)!
    },
    sign(number, level) {
      const list = lists.get(number) ?? none
      const abstract = valueOf(list, 'abstractNumId')
      const atLevel = (among: Element | undefined) => elementsIn(among ?? none).find(({ attributes }) => attributes.ilvl === String(level))
      const override = atLevel(list)
      const own = childNamed(override, 'lvl') ?? atLevel(kinds.get(abstract))
      const format = valueOf(own, 'numFmt') ?? 'none'
      const kind = `kind ${abstract}`
      const name = childNamed(override, 'startOverride') ? `list ${number}` : kind
      return format === 'none' ? null : { list: name, kind, ordered: format !== 'bullet', text: valueOf(own, 'lvlText') ?? '' }
    },
    link: (id) => targets.get(id),
  }
}

/** Styles are known by their English name whatever the language of Word is; what one does not say, the one it is based on does. */
function styleOf(styles: ReadonlyMap<string | undefined, Element>, id: string | undefined, depth: number): Style {
  const found = styles.get(id)
  if (!found || depth > 10) return { name: '', rank: null, bold: false, italic: false, numbers: undefined }
  const base = styleOf(styles, valueOf(found, 'basedOn'), depth + 1)
  const name = (valueOf(found, 'name') ?? '').toLowerCase()
  const [paragraph, run] = [childNamed(found, 'pPr'), childNamed(found, 'rPr')]
  const heading = /^(?:heading|titre) ?([1-9])$/.exec(name)
  const outline = Number(valueOf(paragraph, 'outlineLvl') ?? NaN)
  const rank = /^(title|titre)$/.test(name) ? 1 : heading ? Number(heading[1]) + 1 : outline >= 0 && outline < 9 ? outline + 2 : base.rank
  return {
    ...{ name, rank, bold: isOn(run, 'b') ?? base.bold, italic: isOn(run, 'i') ?? base.italic },
    numbers: childNamed(paragraph, 'numPr') ?? base.numbers,
  }
}
