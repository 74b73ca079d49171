import type { Node } from 'prosemirror-model'
import { type Command, type EditorState, TextSelection } from 'prosemirror-state'
import type { DecorationSet } from 'prosemirror-view'
import { type ProsemirrorBinding, yCursorPluginKey, ySyncPluginKey, yUndoPluginKey } from 'y-prosemirror'
import type * as Y from 'yjs'
import { articleAround } from '#lib/charter/articles.ts'
import { givenIds } from '#lib/charter/ids.ts'

/**
 * The article one is in, before the block above it (-1) or after the one below (1), the cursor where it was in it. What moves is taken out, then
 * put back, in two changes of the editor: in one, the binding would write the words of each of the two blocks into the other. What someone writes at this
 * instant in what is taken out stays there, so the block beside moves instead when others are in the article and nobody is in that block.
 * One undo takes both changes back, and neither what was typed just before nor a second move. When two people move the same one at once: copies.ts.
 */
export function moveArticle(by: -1 | 1): Command {
  return (state, dispatch, view) => {
    const around = articleAround(state)
    if (!around) return false
    const beside = by < 0 ? state.doc.resolve(around.at).nodeBefore : state.doc.resolve(around.at + around.node.nodeSize).nodeAfter
    if (!beside) return false
    if (!dispatch || !view) return true
    const history = yUndoPluginKey.getState(state)?.undoManager as Y.UndoManager | undefined
    history?.stopCapturing()
    // An id that is there twice stays where it comes first: whoever moves the other one at this instant leaves it there too.
    const distinct = givenIds(state)
    if (distinct) dispatch(distinct)
    const besideAt = by < 0 ? around.at - beside.nodeSize : around.at + around.node.nodeSize
    const staysPut = isHeld(view.state, around.at, around.node) && !isHeld(view.state, besideAt, beside)
    const [from, to] = staysPut ? [besideAt, besideAt - by * around.node.nodeSize] : [around.at, around.at + by * beside.nodeSize]
    const node = view.state.doc.nodeAt(from)!
    asOneUpdate(view.state, () => {
      dispatch(view.state.tr.delete(from, from + node.nodeSize))
      const change = view.state.tr.insert(to, node)
      if (!staysPut) change.setSelection(TextSelection.create(change.doc, to + state.selection.from - around.at))
      dispatch(change.scrollIntoView())
    })
    history?.stopCapturing()
    return true
  }
}

/**
 * What others receive, and what is kept, is all of these changes or none: a network that is cut between two would take an article away from everyone.
 * The binding writes each as it comes, so it is not told of them again when they are sent.
 */
function asOneUpdate(state: EditorState, changes: () => void) {
  const { doc, type, binding } = ySyncPluginKey.getState(state) as { doc: Y.Doc; type: Y.XmlFragment; binding: ProsemirrorBinding }
  type.unobserveDeep(binding._observeFunction)
  try {
    doc.transact(changes, ySyncPluginKey)
  } finally {
    type.observeDeep(binding._observeFunction)
  }
}

/** Whether the cursor of someone else is in this block. */
function isHeld(state: EditorState, at: number, { nodeSize }: Node): boolean {
  const cursors = yCursorPluginKey.getState(state) as DecorationSet | undefined
  return cursors !== undefined && cursors.find(at, at + nodeSize).length > 0
}
