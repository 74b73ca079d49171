import { childNamed, type Element, elementsIn } from './markup.ts'

/** Where the code of a field leads: HYPERLINK to an address or a place of the file, REF to a place when it is asked to be a link (ECMA-376, 17.16.5). */
export function fieldLink(code: string): string | undefined {
  const [, address] = /^\s*HYPERLINK\s+(?!\\)"?([^"\s]+)"?/i.exec(code) ?? []
  const [, place] = /^\s*HYPERLINK\s.*?\\l\s+"?([^"\s]+)"?/i.exec(code) ?? /^\s*REF\s+([^\s\\]+)\s.*\\h\b/i.exec(`${code} `) ?? []
  return place === undefined ? address : `${address ?? ''}#${place}`
}

/** The fields that are open where one reads: Word spreads one over runs, its code first, then what it shows. */
export class Fields {
  readonly #open: { code: string; shown: boolean }[] = []

  /** Reads what a run says of fields. */
  take(run: Element) {
    for (const part of elementsIn(run)) {
      const field = this.#open.at(-1)
      const type = part.name === 'fldChar' ? part.attributes.fldCharType : undefined
      if (type === 'begin') this.#open.push({ code: '', shown: false })
      else if (type === 'end') this.#open.pop()
      else if (type === 'separate' && field) field.shown = true
      else if (part.name === 'instrText' && field) field.code += part.children.filter((one) => typeof one === 'string').join('')
    }
  }

  get link(): string | undefined {
    return this.#open
      .filter(({ shown }) => shown)
      .map(({ code }) => fieldLink(code))
      .find((href) => href !== undefined)
  }
}

/** Signs of fonts of signs that Word puts in by itself, « --> » first of all, or that one picks for a box to tick. */
const signs: Record<string, string> = { F0E0: '→', F0DF: '←', F0E8: '➔', F0FC: '✓', F0FE: '☑', F0A8: '☐', F06F: '☐', F0B7: '•', F04A: '☺' }
export const signOf = ({ attributes }: Element) => signs[attributes.char?.toUpperCase() ?? ''] ?? ''

/** Words that Word shows to nobody. */
export const isHidden = (run: Element) => {
  const vanish = childNamed(childNamed(run, 'rPr'), 'vanish')
  return vanish !== undefined && !/^(0|false|off)$/.test(vanish.attributes.val ?? '')
}
