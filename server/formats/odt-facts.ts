import type { TextMark } from '#domain/charter.ts'
import type { Place } from './lists.ts'
import { allNamed, childNamed, type Element, elementsIn, parse } from './markup.ts'

/** `place`: in a quote, or more of the item above it. */
type Look = { bold: boolean | null; italic: boolean | null; rank: number | null; place: Place; isRule: boolean }

export type OdtFacts = {
  /** What a style makes of a paragraph, and of words that have these marks already. */
  style(
    name: string | undefined,
  ): Pick<Look, 'rank' | 'place' | 'isRule'> & { marks: TextMark[]; over(marks: readonly TextMark[]): TextMark[] }
  isOrdered(list: string | undefined, level: number): boolean
}

/** What the styles of an .odt mean, those of the file and those that LibreOffice made beside the text. */
export function odtFacts(content: Element, stylesXml: string): OdtFacts {
  const styles = parse(stylesXml, 'xml')
  const all = [styles, content].flatMap((part) => allNamed(part, 'style', 'list-style'))
  const named = new Map(all.map((style) => [`${style.name} ${style.attributes.name}`, style]))
  const known = new Map<string | undefined, Look>()
  const look = (name: string | undefined) => {
    if (!known.has(name)) known.set(name, lookOf(named, name, 0))
    return known.get(name)!
  }
  return {
    style(name) {
      const { bold, italic, rank, place, isRule } = look(name)
      const over = (marks: readonly TextMark[]) => switched(switched(marks, 'strong', bold), 'em', italic)
      return { rank, place, isRule, marks: over([]), over }
    },
    isOrdered(list, level) {
      const levels = elementsIn(named.get(`list-style ${list}`) ?? content).filter(({ name }) => name.startsWith('list-level-style-'))
      const at = levels.find(({ attributes }) => attributes.level === String(level)) ?? levels.at(-1)
      return at?.name === 'list-level-style-number' && at.attributes['num-format'] !== ''
    },
  }
}

const switched = (marks: readonly TextMark[], type: string, on: boolean | null): TextMark[] =>
  on === null ? [...marks] : [...marks.filter((mark) => mark.type !== type), ...(on ? [{ type }] : [])]

function lookOf(named: ReadonlyMap<string, Element>, name: string | undefined, depth: number): Look {
  const style = named.get(`style ${name}`)
  const [, heading] = /^(?:Heading|Titre)(?:_20_| )(\d)$/.exec(name ?? '') ?? []
  const [isMore, deep] = /^List_20_Continue(?:_20_(\d))?$/.exec(name ?? '') ?? []
  const own: Partial<Look> = {
    ...(heading && { rank: Number(heading) + 1 }),
    ...(name === 'Title' && { rank: 1 }),
    ...(/^Quot/.test(name ?? '') && { place: 'quote' as const }),
    ...(isMore && { place: { more: Number(deep ?? 1) - 1 } }),
    ...(/^(Horizontal_20_Line|Rule)$/.test(name ?? '') && { isRule: true }),
  }
  if (!style || depth > 10) return { bold: null, italic: null, rank: null, place: null, isRule: false, ...own }
  const base = lookOf(named, style.attributes['parent-style-name'], depth + 1)
  const words = childNamed(style, 'text-properties')?.attributes ?? {}
  const weight = words['font-weight']
  const slant = words['font-style']
  const look = { ...base, ...own }
  return {
    ...look,
    bold: weight === undefined ? base.bold : weight === 'bold' || Number(weight) >= 600,
    italic: slant === undefined ? base.italic : slant !== 'normal',
  }
}
