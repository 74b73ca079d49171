import { dropCursor } from 'prosemirror-dropcursor'
import { gapCursor } from 'prosemirror-gapcursor'
import { history, redo, redoDepth, undo, undoDepth } from 'prosemirror-history'
import { EditorState, Plugin } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type { TextNode } from '#domain/charter.ts'
import type { Numbers } from '#domain/references.ts'
import { keys } from '#lib/charter/keys.ts'
import { pasting, withoutArticles } from '#lib/charter/paste.ts'
import { placeholders } from '#lib/charter/placeholders.ts'
import { plainReferences, references } from '#lib/charter/references.ts'
import { schema } from '#lib/charter/schema.ts'

export type ArticleSettings = {
  /** What the article says, without its title. Throws a RangeError when the schema does not know some of it. */
  blocks: readonly TextNode[]
  /** Of the text that the article is part of. */
  numbers: Numbers
  words: { title: string; text: string; gone: string }
  tooLong: () => void
  /** The keys that write a reference were pressed. */
  refer: () => void
}

/** One person alone with what one article says: the schema, keys and gestures of a text that several write, without Yjs. */
export function articleState({ blocks, numbers, words, tooLong, refer }: ArticleSettings, more: readonly Plugin[] = []): EditorState {
  const doc = schema.nodeFromJSON({ type: 'doc', content: blocks.length > 0 ? blocks : [{ type: 'paragraph' }] })
  doc.check()
  return EditorState.create({
    doc,
    plugins: [
      history(),
      ...keys({ undo, redo }, { 'Mod-Alt-r': () => (refer(), true) }),
      pasting(tooLong),
      new Plugin({ props: { transformPasted: withoutArticles } }),
      plainReferences(),
      references(words.gone, numbers),
      dropCursor({ color: false, class: 'drop-cursor' }),
      gapCursor(),
      placeholders(words),
      ...more,
    ],
  })
}

/** attributes: of the element that is written in. changed: at each change of the words or of where the cursor is. */
export function articleEditor(
  place: HTMLElement,
  settings: ArticleSettings,
  attributes: Record<string, string>,
  changed: (state: EditorState) => void,
): EditorView {
  const telling = new Plugin({ view: () => ({ update: ({ state }) => changed(state) }) })
  const view = new EditorView(place, {
    state: articleState(settings, [telling]),
    // The bars above and below the text cover this much of it.
    scrollMargin: { top: 96, bottom: 132, left: 8, right: 8 },
    scrollThreshold: { top: 96, bottom: 132, left: 0, right: 0 },
    attributes: { class: 'text', role: 'textbox', 'aria-multiline': 'true', ...attributes },
  })
  changed(view.state)
  return view
}

export const articleHistory = {
  commands: { undo, redo },
  states: (state: EditorState) => ({ undo: { on: false, can: undoDepth(state) > 0 }, redo: { on: false, can: redoDepth(state) > 0 } }),
}
