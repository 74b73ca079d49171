import { type EditorState, Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition, ySyncPluginKey } from 'y-prosemirror'
import * as Y from 'yjs'
import { articleId } from '#domain/charter.ts'
import { discussionLimits as limits } from '#domain/limits.ts'
import { leafWords } from '#lib/charter/references.ts'
import { fromBase64, toBase64 } from '#lib/receipts/base64.ts'
import type { About, Marked } from '#lib/writing/talking.svelte.ts'

type Sync = { doc: Y.Doc; type: Y.XmlFragment; isChangeOrigin: boolean; binding: { mapping: Map<never, never> } | null }
const syncOf = (state: EditorState) => ySyncPluginKey.getState(state) as Sync

/** What a thread opened here would be about: the words selected, with both their ends tied to letters; nothing selected: the article. */
export function aboutHere(state: EditorState): About {
  const { from, to } = wordsSelected(state)
  const { $from } = state.selection
  const node = $from.depth > 0 ? $from.node(1) : null
  const article = (node?.type.name === 'article' && articleId({ type: 'article', attrs: node.attrs })) || ''
  const quote = state.doc.textBetween(from, to, '\n', leafWords(state)).trim().slice(0, limits.quoteCharacters)
  return { article, quote, anchor: quote ? anchorOf(state, from, to) : null }
}

/** What is selected, without the spaces and ends of paragraphs that a double click or a whole line takes along: the sign stands at the last word. */
function wordsSelected({ doc, selection }: EditorState): { from: number; to: number } {
  let { from, to } = selection
  const saysNothing = (at: number) => doc.textBetween(at, at + 1, '\n', 'x').trim() === ''
  while (to > from && saysNothing(to - 1)) to--
  while (from < to && saysNothing(from)) from++
  return { from, to }
}

/** The beginning stays before its first letter, the end after its last: what is typed beyond them is not taken in. */
function anchorOf(state: EditorState, from: number, to: number): About['anchor'] {
  const { doc, type, binding } = syncOf(state)
  if (!binding) return null
  const relative = (at: number) => absolutePositionToRelativePosition(at, type, binding.mapping) as Y.RelativePosition
  const end = Y.createAbsolutePositionFromRelativePosition(relative(to), doc)
  if (!end) return null
  const encoded = (position: Y.RelativePosition) => toBase64(Y.encodeRelativePosition(position))
  return { begins: encoded(relative(from)), ends: encoded(Y.createRelativePositionFromTypeIndex(end.type, end.index, -1)) }
}

/** Where the words of a thread are now; null when they are gone, or not here yet. */
export function placeOf(state: EditorState, anchor: NonNullable<About['anchor']>): { from: number; to: number } | null {
  const { doc, type, binding } = syncOf(state)
  if (!binding || binding.mapping.size === 0) return null
  const [from, to] = [anchor.begins, anchor.ends].map((text) => {
    // Anyone may have sent these bytes.
    try {
      return relativePositionToAbsolutePosition(doc, type, Y.decodeRelativePosition(fromBase64(text)!), binding.mapping)
    } catch {
      return null
    }
  })
  if (from == null || to == null || from >= to || to > state.doc.content.size) return null
  return { from, to }
}

type Shown = { threads: readonly Marked[]; marks: DecorationSet }
const key = new PluginKey<Shown>('threads')

/** Tells the editor which threads there are. */
export const tellThreads = (state: EditorState, threads: readonly Marked[]) => state.tr.setMeta(key, threads)

/**
 * The words that are talked over, and a sign behind them that opens their thread. What is written here moves the marks; what others
 * write replaces the nodes, so then they are found again from their anchors.
 */
export const threadMarks = (open: (id: string) => void) =>
  new Plugin<Shown>({
    key,
    state: {
      init: () => ({ threads: [], marks: DecorationSet.empty }),
      apply(transaction, was, _before, state) {
        const told = transaction.getMeta(key) as readonly Marked[] | undefined
        const threads = told ?? was.threads
        if (threads.length === 0 && !told) return was
        if (told || syncOf(state).isChangeOrigin) return { threads, marks: marksOf(state, threads, open) }
        return { threads, marks: was.marks.map(transaction.mapping, transaction.doc) }
      },
    },
    props: { decorations: (state) => key.getState(state)?.marks },
  })

function marksOf(state: EditorState, threads: readonly Marked[], open: (id: string) => void): DecorationSet {
  const found = threads.flatMap(({ id, anchor, count }) => {
    const place = anchor && placeOf(state, anchor)
    if (!place) return []
    const sign = Decoration.widget(place.to, () => draw(id, count, open), { key: `${id} ${count}`, side: 1, stopEvent: () => true })
    return [Decoration.inline(place.from, place.to, { class: 'talked' }), sign]
  })
  return DecorationSet.create(state.doc, found)
}

/** For the eye and the finger; the list of threads says the same to screen readers and to the keyboard. */
function draw(id: string, count: number, open: (id: string) => void): HTMLElement {
  const sign = document.createElement('span')
  sign.className = 'talk'
  sign.ariaHidden = 'true'
  sign.dataset.thread = id
  sign.textContent = String(count)
  sign.addEventListener('mousedown', (event) => event.preventDefault())
  sign.addEventListener('click', () => open(id))
  return sign
}
