import type { Node } from 'prosemirror-model'
import { type EditorState, Plugin, Selection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { ySyncPluginKey } from 'y-prosemirror'
import type * as Y from 'yjs'
import { articlesIn, mending, type Placed, randomId } from '#lib/charter/ids.ts'

/*
 * A move is a cut and a paste, in Yjs as by hand. So two people who move the same article at once put back two of it under one id. All
 * browsers see both in the same order: the first keeps the id, and nobody takes it away. The second is for the browser that made it, and for
 * no other, since only there may its author be typing in it at this very moment. It goes when the first says all that it says; also when it is
 * the one that says more, once that is written in the first. Else each says what the other does not: it stays, as an article of its own.
 * Whoever is writing in the one that goes is then writing in the first, at the same letter.
 */

/** Which browser put there what stands at the top of a text: it stands in the same order at the top of its fragment. */
function makerOf(state: EditorState, at: number): number | undefined {
  const fragment = ySyncPluginKey.getState(state).type as Y.XmlFragment
  return (fragment.get(state.doc.resolve(at).index(0)) as Y.XmlElement | undefined)?._item?.id.client
}

type Pair = { first: Placed; own: Placed }

/** An article of which this browser made the second copy. */
function pairIn(state: EditorState): Pair | null {
  const firsts = new Map<string, Placed>()
  for (const placed of articlesIn(state.doc)) {
    const first = placed.id === null ? undefined : firsts.get(placed.id)
    if (placed.id !== null && !first) firsts.set(placed.id, placed)
    if (first && makerOf(state, placed.at) === (ySyncPluginKey.getState(state).doc as Y.Doc).clientID) return { first, own: placed }
  }
  return null
}

/** What a node says, word by word, and how. */
function wordsOf(node: Node): string[] {
  const said: string[] = []
  node.descendants(({ type, attrs, marks, text }) => {
    const how = marks.map((mark) => JSON.stringify(mark))
    if (text === undefined) said.push(`${type.name} ${JSON.stringify(attrs)}`)
    else said.push(...text.split(/\s+/).map((word) => [word, ...how].join(' ')))
  })
  return said
}

/** All that the part says is said by the whole, in the same order. */
function saysAllOf(whole: Node, part: Node): boolean {
  const rest = wordsOf(part).values()
  let next = rest.next()
  for (const word of wordsOf(whole)) if (!next.done && next.value === word) next = rest.next()
  return next.done === true
}

function mend(view: EditorView, { first, own }: Pair, makeId: () => string) {
  const { state } = view
  const [kept, copy] = [state.doc.nodeAt(first.at)!, state.doc.nodeAt(own.at)!]
  const change = state.tr.setMeta(mending, true).setMeta('addToHistory', false)
  if (!saysAllOf(kept, copy)) {
    // Alone in its change, the longer wording is compared with the shorter one letter by letter. The copy then goes, on the next look.
    if (saysAllOf(copy, kept)) view.dispatch(change.replaceWith(first.at, first.at + kept.nodeSize, copy))
    else view.dispatch(change.setNodeAttribute(own.at, 'id', makeId()))
    return
  }
  const into = state.selection.head - own.at
  change.delete(own.at, own.at + copy.nodeSize)
  if (into > 0 && into < copy.nodeSize)
    change.setSelection(Selection.near(change.doc.resolve(first.at + Math.min(into, kept.nodeSize - 1)), -1)).scrollIntoView()
  view.dispatch(change)
}

/** Mends what came from elsewhere once it is all here, one copy after the other. */
export const copiesOfOne = (makeId: () => string = randomId) =>
  new Plugin({
    view(view) {
      let asked = false
      const look = () => {
        asked = false
        const pair = view.isDestroyed || !view.editable ? null : pairIn(view.state)
        if (pair) mend(view, pair, makeId)
      }
      return {
        update({ state }, before) {
          if (asked || state.doc === before.doc || !pairIn(state)) return
          asked = true
          queueMicrotask(look)
        },
      }
    },
  })
