import type { EditorState } from 'prosemirror-state'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { schemaVersion, type Article, type TextNode } from '#domain/charter.ts'
import { call } from '#lib/api.ts'
import { type Behind, behind, takeUp } from '#lib/charter/adopted.ts'
import { insertModel, isUnwritten, outlineOf } from '#lib/charter/articles.ts'
import { articleAt } from '#lib/charter/cursors.ts'
import { createEditor, type Editor, type EditorSettings } from '#lib/charter/editor.ts'
import { insertReference } from '#lib/charter/references.ts'
import { aboutHere, tellThreads } from '#lib/charter/threads.ts'
import { commandOf, toolStates } from '#lib/charter/tools.ts'
import { openCopy, type Copy } from '#lib/live/copy.ts'
import { mayUnpack, type Mode } from '#lib/live/frames.ts'
import { followPage } from '#lib/live/page-life.ts'
import { Live } from '#lib/live/provider.ts'
import type { Ending, LiveStatus } from '#lib/live/status.ts'
import type { Socket } from '#lib/live/talk.ts'
import { peopleIn } from '#lib/writing/people.ts'
import type { Present } from '#lib/writing/present.ts'
import { type Frozen, Standing } from '#lib/writing/standing.svelte.ts'
import { type Marked, Talking } from '#lib/writing/talking.svelte.ts'
import type { Edit, Move, Tool, Tooled, ToolState } from '#lib/writing/toolbox.ts'

export type WritingSettings = {
  place: HTMLElement
  text: { id: string; generation: number }
  memberId: string
  mode: Mode
  /** Is a version of it in force? */
  adopted: boolean
  frozen: Frozen
  words: EditorSettings['words']
}

/** People and outline are looked at again this often at most. */
const lookMs = 200

/** Not told, for now, what happens to the text. */
const isAway = (status: LiveStatus | undefined) => status?.phase === 'offline' || status?.phase === 'returning'

/** A text open for writing: its room, its copy, its editor, and what the page shows of them. */
export class Writing implements Tooled {
  status: LiveStatus = $state.raw()!
  people: Present[] = $state.raw([])
  outline: Article[] = $state.raw([])
  /** The articles that do not say what is in force. */
  behind: Behind[] = $state.raw([])
  tools: Record<Tool, ToolState> = $state.raw()!
  /** The article one's own cursor is in. */
  current: number | null = $state(null)
  blank = $state(false)
  tooLong = $state(false)
  /** The article that was moved here last, as it then stood. */
  moved: Article | null = $state.raw(null)
  /** A reference is about to be written: which article is it to? */
  choosing = $state(false)
  readonly talking: Talking
  readonly standing: Standing
  readonly #settings: WritingSettings
  readonly #live: Live
  readonly #editor: Editor
  #copy: Copy | null = null
  /** The version in force, asked for once one may write. */
  #adopted: TextNode | null = null
  #asked = false
  #look: ReturnType<typeof setTimeout> | undefined
  #frame = 0
  readonly #endings: (() => void)[] = []

  constructor(settings: WritingSettings) {
    this.#settings = settings
    const doc = new Y.Doc()
    const awareness = new Awareness(doc)
    this.talking = new Talking(settings.text.id, settings.memberId)
    this.standing = new Standing(settings.text.id, settings.frozen)
    const here = () => this.status.crowd || this.people.length
    this.#live = new Live({
      ...{ doc, awareness, mode: settings.mode },
      connect: () => this.#connect(),
      diagnose: () => this.#diagnose(),
      hasNetwork: () => navigator.onLine,
      spoken: () => this.talking.askSoon(here()),
      froze: () => this.standing.askSoon(here()),
    })
    this.#editor = createEditor({
      place: settings.place,
      doc,
      awareness,
      words: settings.words,
      changed: (state) => this.#changed(state),
      tooLong: () => (this.tooLong = true),
      act: (tool) => this.act(tool),
      openThread: (id) => this.talking.show(id),
    })
    this.#endings.push(this.#live.subscribe((status) => this.#stands(status)))
    awareness.on('change', this.#lookSoon)
    this.#lookAround()
    void this.#open(doc)
  }

  get mayWrite() {
    return this.status.mayWrite
  }

  act(tool: Tool) {
    if (tool === 'reference') this.choosing = this.tools.reference.can
    else if (tool === 'comment') this.talking.begin(aboutHere(this.#editor.view.state))
    else if (this.#editor.run(commandOf[tool satisfies Edit | Move]) && (tool === 'up' || tool === 'down')) this.#sayMoved()
  }

  #sayMoved() {
    const { state } = this.#editor.view
    this.moved = outlineOf(state.doc)[articleAt(state, state.selection.head) - 1] ?? null
  }

  /** Marks in the text the words that are talked over. */
  mark(threads: readonly Marked[]) {
    this.#editor.view.dispatch(tellThreads(this.#editor.view.state, threads))
  }

  /** Writes a reference to this article where the cursor was. */
  refer(id: string) {
    this.#editor.run(insertReference(id))
  }

  useModel(model: readonly { title: string; text: string }[]) {
    this.#editor.run(insertModel(model))
  }

  takeUp(id: string) {
    if (this.#adopted) this.#editor.run(takeUp(this.#adopted, id))
  }

  /** Shows an article of the outline, and puts the cursor in it. */
  goTo(number: number) {
    this.#editor.goToArticle(number)
  }

  /** Reloads the page; with `withoutCopy`, what this browser keeps and the server refuses does not come back. */
  async reload({ withoutCopy = false } = {}) {
    if (withoutCopy) await this.#copy?.erase()
    this.close()
    location.reload()
  }

  close() {
    for (const end of this.#endings.splice(0)) end()
    this.talking.close()
    this.standing.close()
    clearTimeout(this.#look)
    cancelAnimationFrame(this.#frame)
    this.#editor.destroy()
    this.#live.destroy()
    this.#live.awareness.destroy()
  }

  /** The copy first: an edit that it alone holds is then part of the answer to the server's first question. */
  async #open(doc: Y.Doc) {
    const { memberId, text } = this.#settings
    this.#copy = await openCopy(doc, { memberId, textId: text.id, generation: text.generation })
    if (this.#copy) this.#live.keep(this.#copy)
    this.#endings.push(followPage(this.#live, () => this.status.unsaved))
    this.#live.enter()
  }

  #connect(): Socket {
    const { id, generation } = this.#settings.text
    const address = `${location.origin.replace(/^http/, 'ws')}/live/${id}?own=1${mayUnpack ? '&packed=1' : ''}&schema=${schemaVersion}&generation=${generation}`
    return new WebSocket(address) as unknown as Socket
  }

  async #diagnose(): Promise<Ending | null> {
    const me = await call(fetch, 'GET', '/api/me')
    if (!me.ok) return me.failure.status === 401 ? 'signed-out' : null
    const { id, generation } = this.#settings.text
    const text = await call(fetch, 'GET', '/api/documents/:id', { params: { id } })
    if (!text.ok) return text.failure.status === 404 ? 'gone' : null
    return text.value.schemaVersion !== schemaVersion || text.value.generation !== generation ? 'outdated' : null
  }

  #stands(status: LiveStatus) {
    // What is offered to an empty text is not, for a moment, to one that has just come.
    if (status.whole && !this.status.whole) this.#lookAround()
    if (isAway(this.status) && !isAway(status) && !status.ended) void this.standing.ask()
    this.status = status
    this.#editor.allow(status.mayWrite)
    if (status.ended === 'gone') void this.#copy?.erase()
    if (status.mayWrite && this.#settings.adopted && !this.#asked) void this.#askAdopted()
  }

  async #askAdopted() {
    this.#asked = true
    const params = { id: this.#settings.text.id, number: 0 }
    const inForce = await call(fetch, 'GET', '/api/documents/:id/versions/:number', { params })
    if (inForce.ok) this.#adopted = inForce.value.content as TextNode
    else this.#asked = false
    this.#lookSoon()
  }

  #changed(state: EditorState) {
    this.tooLong = false
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.tools = toolStates(this.#editor.view.state)
    })
    this.tools ??= toolStates(state)
    this.#lookSoon()
  }

  #lookSoon = () => {
    this.#look ??= setTimeout(() => this.#lookAround(), lookMs)
  }

  #lookAround() {
    this.#look = undefined
    const { state } = this.#editor.view
    this.outline = outlineOf(state.doc)
    this.behind = this.#adopted ? behind(state.doc, this.#adopted) : []
    this.current = this.#editor.view.hasFocus() ? articleAt(state, state.selection.head) : null
    this.blank = isUnwritten(state.doc)
    this.people = peopleIn(this.#live.awareness, state, this.#settings.memberId)
  }
}
