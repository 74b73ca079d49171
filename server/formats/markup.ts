import { Parser } from 'htmlparser2'
import { fileLimits } from '#domain/document.ts'
import { Unreadable } from './refusal.ts'

/** An element with what is in it. Of XML, names are without their prefix: `w:p` is `p`. */
export type Element = { name: string; attributes: Record<string, string>; children: (Element | string)[] }

const local = (name: string) => name.slice(name.indexOf(':') + 1)

/**
 * The tree of an HTML page or an XML file. Nothing is fetched and no entity is defined: XML that declares a document type is refused as
 * 'file-unreadable', since no word processor writes one. More or deeper elements than `fileLimits` allow end the reading.
 */
export function parse(text: string, kind: 'html' | 'xml'): Element {
  const root: Element = { name: '', attributes: {}, children: [] }
  const open = [root]
  let elements = 0
  const xml = kind === 'xml'
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++elements > fileLimits.elements) throw new Unreadable('file-too-long')
        if (open.length > fileLimits.depth) throw new Unreadable('file-unreadable')
        const named = xml ? Object.fromEntries(Object.entries(attributes).map(([key, value]) => [local(key), value])) : attributes
        const element = { name: xml ? local(name) : name, attributes: named, children: [] }
        open.at(-1)!.children.push(element)
        open.push(element)
      },
      ontext: (words) => void open.at(-1)!.children.push(words),
      onclosetag: () => void open.pop(),
      onprocessinginstruction(name) {
        if (xml && /^!doctype/i.test(name)) throw new Unreadable('file-unreadable')
      },
    },
    { xmlMode: xml, decodeEntities: true },
  )
  parser.end(text)
  return root
}

export const elementsIn = ({ children }: Element) => children.filter((child) => typeof child !== 'string')
export const childNamed = (element: Element | undefined, name: string) =>
  element && elementsIn(element).find((child) => child.name === name)

/** Every element of these names, whatever it is in, in the order of the file. */
export function allNamed(element: Element, ...names: string[]): Element[] {
  const found: Element[] = []
  const look = (inside: Element) => {
    for (const child of elementsIn(inside)) {
      if (names.includes(child.name)) found.push(child)
      look(child)
    }
  }
  look(element)
  return found
}

/** The names that such elements give to the place where they stand. */
export const namesIn = (element: Element, ...kinds: string[]) =>
  allNamed(element, ...kinds).flatMap(({ attributes }) => attributes.name ?? [])
