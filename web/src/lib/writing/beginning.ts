import { isBlank, plainText, type TextNode } from '#domain/charter.ts'
import { numbersOf, spelled } from '#domain/references.ts'

/** More than two screens of a desk. */
const characters = 5000

/** What a text begins with, references spelled out: enough to read while the editor comes. Empty when nothing is written. */
export function beginningOf(doc: TextNode): readonly TextNode[] {
  return isBlank(doc) ? [] : (upTo(spelled(doc, numbersOf(doc)), characters).content ?? [])
}

/** The first blocks of a node, as many as hold so many characters; what a block says is never cut. */
function upTo(node: TextNode, most: number): TextNode {
  const kept: TextNode[] = []
  let left = most
  for (const child of node.content ?? []) {
    if (left <= 0) break
    const isLarge = child.type === 'article' || child.type.endsWith('_list')
    kept.push(isLarge ? upTo(child, left) : child)
    left -= plainText(child).length
  }
  return { ...node, content: kept }
}
