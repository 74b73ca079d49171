import type { Node } from 'prosemirror-model'
import type { Command } from 'prosemirror-state'
import type { TextNode } from '#domain/charter.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import { schema } from '#lib/charter/schema.ts'

export type Behind = { id: string; title: string; missing: boolean }

/** Where the article of this id stands in a text. */
function placeOf(doc: Node, id: string): { node: Node; at: number } | null {
  let found: { node: Node; at: number } | null = null
  doc.forEach((node, at) => {
    if (!found && node.type.name === 'article' && node.attrs.id === id) found = { node, at }
  })
  return found
}

/** The articles in force that a draft does not have, or has with other words. */
export function behind(doc: Node, adopted: TextNode): Behind[] {
  return articlesIn(adopted).flatMap(({ id, title, node }) => {
    const here = placeOf(doc, id)
    if (here?.node.eq(schema.nodeFromJSON(node))) return []
    return [{ id, title, missing: here === null }]
  })
}

/** Puts the words in force of an article in a draft: in place of its own, or where it was missing, after the one that it follows in force. */
export function takeUp(adopted: TextNode, id: string): Command {
  return (state, dispatch) => {
    const articles = articlesIn(adopted)
    const place = articles.findIndex((article) => article.id === id)
    if (place < 0) return false
    if (!dispatch) return true
    const node = schema.nodeFromJSON(articles[place]!.node)
    const here = placeOf(state.doc, id)
    const before = articles.slice(0, place).flatMap((article) => placeOf(state.doc, article.id) ?? [])
    const previous = before.at(-1)
    if (here) dispatch(state.tr.replaceWith(here.at, here.at + here.node.nodeSize, node))
    else dispatch(state.tr.insert(previous ? previous.at + previous.node.nodeSize : state.doc.content.size, node))
    return true
  }
}
