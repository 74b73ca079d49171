import { dropCursor } from 'prosemirror-dropcursor'
import { gapCursor } from 'prosemirror-gapcursor'
import { keymap } from 'prosemirror-keymap'
import { EditorState, Plugin, Selection, type Command } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { redoCommand, undoCommand, yUndoPlugin, yUndoPluginKey, ySyncPlugin, ySyncPluginKey } from 'y-prosemirror'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { fragmentName } from '#domain/charter.ts'
import { copiesOfOne } from '#lib/charter/copies.ts'
import { cursors } from '#lib/charter/cursors.ts'
import { here } from '#lib/charter/here.ts'
import { articleIds } from '#lib/charter/ids.ts'
import { articleKeys, keys } from '#lib/charter/keys.ts'
import { pasting } from '#lib/charter/paste.ts'
import { placeholders } from '#lib/charter/placeholders.ts'
import { plainReferences, references } from '#lib/charter/references.ts'
import { schema } from '#lib/charter/schema.ts'
import { threadMarks } from '#lib/charter/threads.ts'
import type { Move } from '#lib/writing/toolbox.ts'

export type Editor = {
  view: EditorView
  run: (command: Command) => boolean
  /** Locks or opens the text. Locked until the server says that one may write. */
  allow: (writing: boolean) => void
  /** Shows the article of this number, with the cursor at its beginning when one may write. */
  goToArticle: (number: number) => void
  destroy: () => void
}

export type EditorSettings = {
  place: HTMLElement
  doc: Y.Doc
  awareness: Awareness
  words: { label: string; describedby: string; title: string; text: string; gone: string }
  changed: (state: EditorState) => void
  tooLong: () => void
  /** The keys of a tool that does more than change the text were pressed. */
  act: (tool: Move | 'reference') => void
  /** The sign of a thread was pressed. */
  openThread: (id: string) => void
}

/**
 * Undoing takes back one's own writing only, and never a block in which someone else has written: a block goes when nothing is left in it.
 * y-prosemirror protects paragraphs alone.
 */
const blocks = new Set(
  Object.values(schema.nodes)
    .filter(({ isBlock }) => isBlock)
    .map(({ name }) => name),
)

/** The plugins of a text that several write: the same in the editor and in the tests. */
export const sharedPlugins = (doc: Y.Doc, makeId?: () => string) => [
  ySyncPlugin(doc.getXmlFragment(fragmentName)),
  yUndoPlugin({ protectedNodes: blocks }),
  articleIds(makeId),
  copiesOfOne(makeId),
  plainReferences((change) => Boolean(change.getMeta(ySyncPluginKey)?.isChangeOrigin)),
]

export function createEditor({ place, doc, awareness, words, changed, tooLong, act, openThread }: EditorSettings): Editor {
  const others = cursors(awareness)
  const telling = new Plugin({ view: () => ({ update: ({ state }) => changed(state) }) })
  let writing = false
  const view = new EditorView(place, {
    state: EditorState.create({
      schema,
      plugins: [
        ...sharedPlugins(doc),
        others.plugin,
        ...keys({ undo: undoCommand, redo: redoCommand }, articleKeys),
        pasting(tooLong),
        keymap({
          'Mod-Alt-r': () => (act('reference'), true),
          'Alt-Shift-ArrowUp': () => (act('up'), true),
          'Alt-Shift-ArrowDown': () => (act('down'), true),
        }),
        references(words.gone),
        dropCursor({ color: false, class: 'drop-cursor' }),
        gapCursor(),
        placeholders(words),
        here,
        threadMarks(openThread),
        telling,
      ],
    }),
    editable: () => writing,
    // The bars above and below the text cover this much of it.
    scrollMargin: { top: 96, bottom: 132, left: 8, right: 8 },
    scrollThreshold: { top: 96, bottom: 132, left: 0, right: 0 },
    attributes: () => ({
      class: 'text',
      'aria-label': words.label,
      ...(writing ? { role: 'textbox', 'aria-multiline': 'true', 'aria-describedby': words.describedby } : { role: 'group' }),
    }),
  })
  changed(view.state)
  return {
    view,
    run: (command) => {
      view.focus()
      return command(view.state, view.dispatch, view)
    },
    allow(may) {
      if (may === writing) return
      writing = may
      view.updateState(view.state)
      changed(view.state)
    },
    goToArticle(number) {
      const at = placeOfArticle(view.state, number)
      if (at === null) return
      if (writing) {
        view.focus()
        view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at + 1))))
      }
      ;(view.nodeDOM(at) as HTMLElement | null)?.scrollIntoView({ block: 'start' })
    },
    destroy() {
      others.stop()
      view.destroy()
    },
  }
}

/** What there is to take back or to do again. */
export function undoable(state: EditorState): { undo: boolean; redo: boolean } {
  const undo = yUndoPluginKey.getState(state)?.undoManager as Y.UndoManager | undefined
  return { undo: undo?.canUndo() ?? false, redo: undo?.canRedo() ?? false }
}

function placeOfArticle(state: EditorState, number: number): number | null {
  const places: number[] = []
  state.doc.forEach((node, at) => node.type.name === 'article' && places.push(at))
  return places[number - 1] ?? null
}
