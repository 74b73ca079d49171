import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates, type Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { awarenessFrame, readFrame, unpack, type Mode } from '#lib/live/frames.ts'
import { endingOf, pauseBefore, type Ending, type LiveStatus } from '#lib/live/status.ts'
import { Talk, type Socket } from '#lib/live/talk.ts'

export type LiveSettings = {
  doc: Y.Doc
  awareness: Awareness
  connect: () => Socket
  /** Asked when the server refuses the connection itself, of which a browser is not told the reason; null: try again. */
  diagnose: () => Promise<Ending | null>
  hasNetwork: () => boolean
  /** Something was said of the text. */
  spoken?: () => void
  /** Something was frozen of the text, or what was frozen went further. */
  froze?: () => void
  /** The right that the page was rendered with, until the server says it. */
  mode: Mode
}

/** An upgrade that takes longer, or a server that says nothing (it speaks every 20 s), is as good as gone. */
const patienceMs = 10_000
const silenceMs = 45_000
/** Edits without an answer for longer are told. */
const lateMs = 4_000
/** A cursor is told at once, then at most so often: the server relays no more. */
const awarenessEveryMs = 100

/**
 * A text in this browser, tied to its room on the server: sends and receives, counts what is stored, comes back by itself, and
 * says in `subscribe` (a Svelte store) how things stand.
 */
export class Live {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly #settings: LiveSettings
  readonly #listeners = new Set<(status: LiveStatus) => void>()
  #talk: Talk | null = null
  #status: LiveStatus
  #mode: Mode
  /** The whole text was here once: from the server, or from the copy that this browser keeps. */
  #whole = false
  #unsavedSince: number | null = null
  #kept = false
  #crowd = 0
  #ended: Ending | null = null
  #failures = 0
  #away = false
  #retry: ReturnType<typeof setTimeout> | undefined
  #pulse: ReturnType<typeof setInterval> | undefined
  #telling: ReturnType<typeof setTimeout> | undefined
  #toldAt = 0

  constructor(settings: LiveSettings) {
    this.#settings = settings
    this.doc = settings.doc
    this.awareness = settings.awareness
    this.#mode = settings.mode
    this.#status = this.#now()
    this.doc.on('update', this.#edited)
    this.awareness.on('update', this.#moved)
  }

  subscribe(listener: (status: LiveStatus) => void): () => void {
    this.#listeners.add(listener)
    listener(this.#status)
    return () => void this.#listeners.delete(listener)
  }

  /** Starts, or comes back after `leave`; at once, whatever pause was under way. */
  enter() {
    this.#away = false
    this.#pulse ??= setInterval(() => this.#beat(), 1000)
    this.#connect()
  }

  /** The network is gone or the page is put away: says goodbye, and waits for `enter`. */
  leave() {
    this.#away = true
    this.#hangUp()
    this.#tell()
  }

  /** The network may be gone, though nothing says so: hangs up, and tries again as after any loss. */
  doubt() {
    const talk = this.#talk
    if (!talk) return
    talk.socket.close()
    void this.#lost(talk, null)
  }

  /** The browser's own copy was opened. `whole`: it held the text, which may hence be written in before the server answers. */
  keep({ whole }: { whole: boolean }) {
    this.#kept = true
    this.#whole ||= whole
    this.#tell()
  }

  destroy() {
    this.leave()
    this.doc.off('update', this.#edited)
    this.awareness.off('update', this.#moved)
    this.#listeners.clear()
    clearInterval(this.#pulse)
  }

  #connect() {
    clearTimeout(this.#retry)
    if (this.#talk || this.#away || this.#ended) return
    const socket = this.#settings.connect()
    const talk = new Talk(socket, this.doc, Date.now())
    let opened = false
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      opened = true
      talk.greet()
      this.#tellAwareness()
    }
    socket.onmessage = ({ data }) => this.#hear(talk, new Uint8Array(data))
    socket.onclose = ({ code }) => void this.#lost(talk, opened ? endingOf(code) : this.#settings.diagnose())
    socket.onerror = () => {}
    this.#talk = talk
    this.#tell()
  }

  #hear(talk: Talk, frame: Uint8Array) {
    talk.heardAt = Date.now()
    if (talk.held) return void talk.held.push(frame)
    const heard = readFrame(frame)
    if (heard.kind === 'packed') void this.#unpack(talk, heard.bytes)
    else if (heard.kind === 'awareness') applyAwarenessUpdate(this.awareness, heard.states, this)
    else if (heard.kind === 'people') this.#crowd = heard.count
    else if (heard.kind === 'discussion') this.#settings.spoken?.()
    else if (heard.kind === 'frozen') this.#settings.froze?.()
    else talk.hear(heard, this)
    if (talk.mode) this.#mode = talk.mode
    if (talk.synced) {
      this.#whole = true
      this.#failures = 0
    }
    if (talk.settled) this.#unsavedSince = null
    this.#tell()
  }

  /** A long text comes packed; what is heard meanwhile is heard after it. */
  async #unpack(talk: Talk, bytes: Uint8Array<ArrayBuffer>) {
    talk.held = []
    const update = await unpack(bytes).catch(() => null)
    const held = talk.held
    talk.held = null
    if (this.#talk !== talk) return
    if (!update) return this.doubt()
    Y.applyUpdateV2(this.doc, update, this)
    for (const frame of held) this.#hear(talk, frame)
  }

  async #lost(talk: Talk, reason: Ending | null | Promise<Ending | null>) {
    if (this.#talk !== talk) return
    this.#drop()
    this.#failures++
    this.#tell()
    this.#ended = await reason
    if (this.#ended) return this.#tell()
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#connect(), pauseBefore(this.#failures - 1, Math.random()))
  }

  #hangUp() {
    clearTimeout(this.#retry)
    const socket = this.#talk?.socket
    if (!socket) return
    this.#drop()
    socket.close(1000)
  }

  /** Forgets the connection and the people it told of; their clocks too, since the server may say the same state again. */
  #drop() {
    const { socket } = this.#talk!
    socket.onopen = socket.onmessage = socket.onclose = null
    this.#talk = null
    this.#crowd = 0
    const others = [...this.awareness.getStates().keys()].filter((client) => client !== this.awareness.clientID)
    removeAwarenessStates(this.awareness, others, this)
    for (const client of others) this.awareness.meta.delete(client)
  }

  /** Once a second: what time alone changes. */
  #beat() {
    const now = Date.now()
    const talk = this.#talk
    if (talk && now - talk.heardAt > (talk.synced ? silenceMs : patienceMs)) this.doubt()
    this.#tell()
  }

  #edited = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
    if (origin === this) return
    // What a copy of this browser brings was written before; the answer to the server's question holds it.
    if (transaction.local) this.#unsavedSince ??= Date.now()
    this.#talk?.write(update)
    this.#tell()
  }

  /** y-protocols tells every change, those of others included: only one's own state is sent. */
  #moved = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) => {
    if (origin === this || ![...added, ...updated, ...removed].includes(this.awareness.clientID)) return
    if (this.#telling !== undefined) return
    this.#telling = setTimeout(() => this.#tellAwareness(), Math.max(0, this.#toldAt + awarenessEveryMs - Date.now()))
  }

  #tellAwareness() {
    clearTimeout(this.#telling)
    this.#telling = undefined
    const socket = this.#talk?.socket
    if (socket?.readyState !== 1) return
    this.#toldAt = Date.now()
    socket.send(awarenessFrame(encodeAwarenessUpdate(this.awareness, [this.awareness.clientID])))
  }

  #tell() {
    const status = this.#now()
    const before = this.#status
    if ((Object.keys(status) as (keyof LiveStatus)[]).every((key) => status[key] === before[key])) return
    this.#status = status
    for (const listener of this.#listeners) listener(status)
  }

  #now(): LiveStatus {
    return {
      phase: this.#phase(),
      ended: this.#ended,
      whole: this.#whole,
      mayWrite: !this.#ended && this.#mode === 'write' && this.#whole,
      unsaved: this.#unsavedSince !== null,
      kept: this.#kept,
      crowd: this.#crowd,
    }
  }

  #phase(): LiveStatus['phase'] {
    const talk = this.#talk
    if (this.#ended) return 'ended'
    if (!talk?.synced) return this.#away || !this.#settings.hasNetwork() ? 'offline' : this.#failures > 0 ? 'returning' : 'connecting'
    if (this.#mode === 'read') return 'read-only'
    if (talk.settled) return 'saved'
    if (this.#unsavedSince === null) return 'connecting'
    return talk.storing && Date.now() - this.#unsavedSince < lateMs ? 'saving' : 'late'
  }
}
