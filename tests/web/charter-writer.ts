import { EditorState, TextSelection, type Command, type Plugin, type PluginView, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import * as Y from 'yjs'
import { sharedPlugins } from '#lib/charter/editor.ts'
import { schema } from '#lib/charter/schema.ts'

/**
 * Someone who writes: the editor's own state, plugins and y-prosemirror binding on a real `Y.Doc`, without a screen. Of a view it
 * has what the binding asks for: a state, a way to change it, and plugins told of each change.
 */
export class Writer {
  readonly doc: Y.Doc
  state: EditorState
  #views: PluginView[] = []
  #made = 0

  constructor(name: string, doc = new Y.Doc(), clientId?: number, others: Plugin[] = []) {
    this.doc = doc
    if (clientId !== undefined) doc.clientID = clientId
    const makeId = () => `${name}-${String(++this.#made).padStart(4, '0')}`
    this.state = EditorState.create({ schema, plugins: [...sharedPlugins(doc, makeId), ...others] })
    this.#views = this.state.plugins.flatMap((plugin) => plugin.spec.view?.(this.#view) ?? [])
  }

  /** What the binding sees of a view. */
  get #view() {
    return this as unknown as EditorView
  }

  hasFocus = () => false
  dom = new EventTarget()
  editable = true

  dispatch = (transaction: Transaction) => {
    const before = this.state
    this.state = this.state.apply(transaction)
    for (const view of this.#views) view.update?.(this.#view, before)
  }

  do(command: Command): boolean {
    return command(this.state, this.dispatch, this.#view)
  }

  /** Puts the cursor `offset` letters into these words, or selects them. */
  at(words: string, offset: number | 'all' = 0) {
    let found = -1
    this.state.doc.descendants((node, position) => {
      if (found < 0 && node.isText && node.text!.includes(words)) found = position + node.text!.indexOf(words)
    })
    if (found < 0) throw new Error(`« ${words} » is not in the text`)
    const [from, to] = offset === 'all' ? [found, found + words.length] : [found + offset, found + offset]
    this.dispatch(this.state.tr.setSelection(TextSelection.create(this.state.doc, from, to)))
    return this
  }

  type(words: string) {
    this.dispatch(this.state.tr.insertText(words))
    return this
  }

  get json() {
    return this.state.doc.toJSON() as { content: { type: string; attrs?: { id?: string } }[] }
  }

  get ids() {
    return this.json.content.filter(({ type }) => type === 'article').map(({ attrs }) => attrs?.id ?? null)
  }
}

/** Each receives what the others wrote. */
export function meet(...writers: Writer[]) {
  for (const from of writers)
    for (const to of writers) if (from !== to) Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)))
}

/** The same, until nobody has anything left to mend. */
export async function meetAndMend(...writers: Writer[]) {
  for (let round = 0; round < 4; round++) {
    meet(...writers)
    await Promise.resolve()
  }
}
