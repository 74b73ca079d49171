import { type Command, type EditorState, Selection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { Article, TextNode } from '#domain/charter.ts'
import { articleEditor, articleHistory, type ArticleSettings } from '#lib/charter/article-editor.ts'
import { insertReference } from '#lib/charter/references.ts'
import { wordCommands, wordStates } from '#lib/charter/word-tools.ts'
import type { Tool, Tooled, ToolState } from '#lib/writing/toolbox.ts'

type Settings = Omit<ArticleSettings, 'tooLong' | 'refer'> & {
  place: HTMLElement
  outline: readonly Article[]
  attributes: Record<string, string>
  /** The words have changed. */
  changed: () => void
}

/** What an amendment says while it is written: its editor, and what the page shows of it. */
export class Amending implements Tooled {
  tools: Partial<Record<Tool, ToolState>> = $state.raw({})
  choosing = $state(false)
  tooLong = $state(false)
  readonly outline: readonly Article[]
  readonly mayWrite = true
  readonly #view: EditorView
  readonly #commands: Partial<Record<Tool, Command>> = { ...wordCommands, ...articleHistory.commands }

  constructor({ place, outline, attributes, changed, ...article }: Settings) {
    this.outline = outline
    let before: EditorState['doc'] | null = null
    const gestures = { tooLong: () => (this.tooLong = true), refer: () => this.act('reference') }
    this.#view = articleEditor(place, { ...article, ...gestures }, attributes, (state) => {
      this.tools = { ...wordStates(state), ...articleHistory.states(state) }
      if (before !== null && before !== state.doc) {
        this.tooLong = false
        changed()
      }
      before = state.doc
    })
  }

  act(tool: Tool) {
    if (tool === 'reference') this.choosing = this.tools.reference?.can ?? false
    else this.#run(this.#commands[tool] ?? (() => false))
  }

  refer(id: string) {
    this.#run(insertReference(id))
  }

  #run(command: Command) {
    this.#view.focus()
    command(this.#view.state, this.#view.dispatch, this.#view)
  }

  /** Goes on where someone was typing in the plain field: at the end. */
  goOn() {
    this.#view.dispatch(this.#view.state.tr.setSelection(Selection.atEnd(this.#view.state.doc)))
    this.#view.focus()
  }

  /** What is written now. */
  get blocks(): readonly TextNode[] {
    return (this.#view.state.doc.toJSON() as TextNode).content ?? []
  }

  close() {
    this.#view.destroy()
  }
}
