import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { ySyncPluginKey } from 'y-prosemirror'
import { articleId, newArticleId } from '#domain/charter.ts'

export const randomId = () => newArticleId(crypto.getRandomValues(new Uint8Array(12)))

export type Placed = { id: string | null; at: number }

/** Articles stand at the top of a text only. */
export function articlesIn(doc: Node): Placed[] {
  const found: Placed[] = []
  doc.forEach((node, at) => {
    if (node.type.name === 'article') found.push({ id: articleId({ type: 'article', attrs: node.attrs }), at })
  })
  return found
}

/** Says of a change that it mends copies (copies.ts). */
export const mending = new PluginKey('mending')

/** Undo, redo and what others wrote come from Yjs. They are left as they are: two editors would each mend the same thing. */
const isOurs = (transaction: Transaction) =>
  transaction.docChanged && !transaction.getMeta(ySyncPluginKey)?.isChangeOrigin && !transaction.getMeta(mending)

/**
 * Every article has an id of its own. It is made where the article is made; this plugin sees to what editing does by itself:
 * a pasted article has an id already taken, a split one gives its id twice. The article that was there before keeps it; the newcomer gets a new one, in
 * the same change, so that nobody ever receives the duplicate.
 */
export function articleIds(makeId: () => string = randomId): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, after) {
      if (!transactions.some(isOurs)) return null
      return givenIds(after, formerPlaces(transactions, before), makeId)
    },
  })
}

/** Gives an id to each article that has none, or that of another; null when there is none. */
export function givenIds(state: EditorState, former: ReadonlyMap<string, number> = new Map(), makeId = randomId): Transaction | null {
  const places = articlesIn(state.doc)
  const keepers = keepersOf(places, former)
  const wanting = places.filter(({ id, at }) => id === null || keepers.get(id) !== at)
  if (wanting.length === 0) return null
  const change = state.tr
  for (const { at } of wanting) change.setNodeAttribute(at, 'id', makeId())
  return change
}

/** Where each id stood before, in the positions of now. */
function formerPlaces(transactions: readonly Transaction[], before: EditorState): Map<string, number> {
  const former = new Map<string, number>()
  for (const { id, at } of articlesIn(before.doc)) {
    if (id === null || former.has(id)) continue
    former.set(
      id,
      transactions.reduce((position, { mapping }) => mapping.map(position, 1), at),
    )
  }
  return former
}

/** The one article that may keep each id: the one that had it, else the first. */
function keepersOf(places: readonly Placed[], former: ReadonlyMap<string, number>): Map<string, number> {
  const keepers = new Map<string, number>()
  for (const { id, at } of places) {
    if (id !== null && (!keepers.has(id) || former.get(id) === at)) keepers.set(id, at)
  }
  return keepers
}
