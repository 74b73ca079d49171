import type { Node } from 'prosemirror-model'
import type { Command } from 'prosemirror-state'
import type { TextNode } from '#domain/charter.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import { schema } from '#lib/charter/schema.ts'

export type Behind = { id: string; title: string; missing: boolean }

type InForce = { id: string; title: string; node: Node; same: WeakMap<Node, boolean> }

/** The articles in force as the editor knows them, made once; `same`: what each was compared with. Asked for all along while one writes. */
const made = new WeakMap<TextNode, InForce[]>()

function inForceIn(adopted: TextNode): InForce[] {
  const found = made.get(adopted)
  if (found) return found
  const articles = articlesIn(adopted).map(({ id, title, node }) => ({
    ...{ id, title, node: schema.nodeFromJSON(node) },
    same: new WeakMap<Node, boolean>(),
  }))
  made.set(adopted, articles)
  return articles
}

function isSame({ node, same }: InForce, here: Node): boolean {
  const known = same.get(here) ?? here.eq(node)
  same.set(here, known)
  return known
}

/** Where each article of a text stands, by its id. */
function placesIn(doc: Node): Map<string, { node: Node; at: number }> {
  const places = new Map<string, { node: Node; at: number }>()
  doc.forEach((node, at) => {
    if (node.type.name === 'article' && !places.has(node.attrs.id)) places.set(node.attrs.id, { node, at })
  })
  return places
}

/** The articles in force that a draft does not have, or has with other words. */
export function behind(doc: Node, adopted: TextNode): Behind[] {
  const places = placesIn(doc)
  return inForceIn(adopted).flatMap((article) => {
    const here = places.get(article.id)
    return here && isSame(article, here.node) ? [] : [{ id: article.id, title: article.title, missing: !here }]
  })
}

/** Puts the words in force of an article in a draft: in place of its own, or where it was missing, after the one that it follows in force. */
export function takeUp(adopted: TextNode, id: string): Command {
  return (state, dispatch) => {
    const articles = inForceIn(adopted)
    const place = articles.findIndex((article) => article.id === id)
    if (place < 0) return false
    if (!dispatch) return true
    const { node } = articles[place]!
    const places = placesIn(state.doc)
    const here = places.get(id)
    const before = articles.slice(0, place).flatMap((article) => places.get(article.id) ?? [])
    const previous = before.at(-1)
    if (here) dispatch(state.tr.replaceWith(here.at, here.at + here.node.nodeSize, node))
    else dispatch(state.tr.insert(previous ? previous.at + previous.node.nodeSize : state.doc.content.size, node))
    return true
  }
}
