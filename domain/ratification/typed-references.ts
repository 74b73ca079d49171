import type { TextNode } from '../charter.ts'
import { referencesIn } from '../references.ts'

/*
 * References among the letters of a plain field. A reference is typed as the words it shows, « article 5 »; the same words that are none have a `\` before
 * their number, so that each is read again as what it was. While signs are read or written, letters of private use (Unicode, 23.5) stand for both.
 */

const kept = '\ue000'
const [open, close] = ['\ue001', '\ue002']
const ours = /[\ue000-\ue002]/g
const goesOn = /^[\p{L}\p{N}]/u

/** Nodes in which a mark stands wherever `writtenOut` has to say that words are only words. */
export function keepPlain(nodes: readonly TextNode[], said = wordsAmong(nodes)): TextNode[] {
  return nodes.map((node, at) => {
    if (node.content) return { ...node, content: keepPlain(node.content, said) }
    if (node.text === undefined) return node
    const clean =
      node.type === 'text' ? said.reduce((text, words) => text.replace(asWords(words), markLast), node.text.replace(ours, '')) : node.text
    const melts = nodes[at - 1]?.type === 'article_ref' && goesOn.test(clean)
    return { ...node, text: melts ? kept + clean : clean }
  })
}

export const writtenOut = (text: string) => text.replaceAll(kept, '\\')

const wordsAmong = (nodes: readonly TextNode[]): string[] => [...new Set(nodes.flatMap(referencesIn).map(({ text = '' }) => text))]
/** These words, with any space between them, and not the beginning of longer ones. */
const asWords = (words: string) => new RegExp(`${words.replace(' ', '[ \\u00a0\\u202f]')}(?![\\p{L}\\p{N}])`, 'gu')
const markLast = (words: string) => words.replace(/(?<=\s)/u, kept)

/** What was typed, with signs in place of the words that say one of these references again: the first words are the first that says them, and so on. */
export function putAside(text: string, references: readonly TextNode[]): string {
  return wordsAmong(references).reduce(
    (typed, words) => {
      const places = references.flatMap((reference, at) => (reference.text === words ? [at] : []))
      let next = 0
      return typed.replace(asWords(words), () => `${open}${places[Math.min(next++, places.length - 1)]}${close}`)
    },
    text.replace(ours, ''),
  )
}

/** The nodes that were read, with the references where their signs stand. */
export function putBack(nodes: readonly TextNode[], references: readonly TextNode[]): TextNode[] {
  return nodes.flatMap((node): TextNode[] => {
    if (node.content) return [{ ...node, content: putBack(node.content, references) }]
    if (node.type !== 'text' || !node.text!.includes(open)) return [node]
    return node.text!.split(/\ue001(\d+)\ue002/).flatMap((part, at): TextNode[] => {
      if (at % 2 === 0) return part === '' ? [] : [{ ...node, text: part }]
      const { text: _, ...reference } = references[Number(part)]!
      return [reference]
    })
  })
}
