import { type Command, TextSelection } from 'prosemirror-state'
import { articleAround } from '#lib/charter/articles.ts'

/**
 * The article one is in, before the block above it (-1) or after the one below (1), the cursor where it was in it. It is taken out, then put
 * back, in two changes: in one, the binding would write the words of each of the two blocks into the other.
 * Two people who move the same article at the same instant make two of it: the second has an id of its own as soon as someone writes.
 */
export function moveArticle(by: -1 | 1): Command {
  return (state, dispatch, view) => {
    const around = articleAround(state)
    if (!around) return false
    const at = state.doc.resolve(around.at)
    const neighbour = by < 0 ? at.nodeBefore : state.doc.resolve(around.at + around.node.nodeSize).nodeAfter
    if (!neighbour || !dispatch || !view) return true
    const into = state.selection.from - around.at
    dispatch(state.tr.delete(around.at, around.at + around.node.nodeSize))
    const to = around.at + by * neighbour.nodeSize
    const change = view.state.tr.insert(to, around.node)
    dispatch(change.setSelection(TextSelection.create(change.doc, to + into)).scrollIntoView())
    return true
  }
}
