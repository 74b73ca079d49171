import { type Command, TextSelection } from 'prosemirror-state'
import { yUndoPluginKey } from 'y-prosemirror'
import type * as Y from 'yjs'
import { articleAround } from '#lib/charter/articles.ts'
import { givenIds } from '#lib/charter/ids.ts'

/**
 * The article one is in, before the block above it (-1) or after the one below (1), the cursor where it was in it. It is taken out, then put
 * back, in two changes: in one, the binding would write the words of each of the two blocks into the other. One undo takes both back, and
 * neither what was typed just before nor a second move. When two people move the same one at once: copies.ts.
 */
export function moveArticle(by: -1 | 1): Command {
  return (state, dispatch, view) => {
    const around = articleAround(state)
    if (!around) return false
    const at = state.doc.resolve(around.at)
    const neighbour = by < 0 ? at.nodeBefore : state.doc.resolve(around.at + around.node.nodeSize).nodeAfter
    if (!neighbour) return false
    if (!dispatch || !view) return true
    const history = yUndoPluginKey.getState(state)?.undoManager as Y.UndoManager | undefined
    history?.stopCapturing()
    // An id that is there twice stays where it comes first: whoever moves the other one at this instant leaves it there too.
    const distinct = givenIds(state)
    if (distinct) dispatch(distinct)
    const node = view.state.doc.nodeAt(around.at)!
    dispatch(view.state.tr.delete(around.at, around.at + node.nodeSize))
    const to = around.at + by * neighbour.nodeSize
    const change = view.state.tr.insert(to, node)
    dispatch(change.setSelection(TextSelection.create(change.doc, to + state.selection.from - around.at)).scrollIntoView())
    history?.stopCapturing()
    return true
  }
}
