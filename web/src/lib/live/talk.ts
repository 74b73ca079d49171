import * as Y from 'yjs'
import { sync, syncFrame, type Heard, type Mode } from '#lib/live/frames.ts'

/** What a talk needs of a WebSocket. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'bufferedAmount' | 'readyState'> & {
  binaryType: string
  onopen: ((event: never) => void) | null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  onerror: ((event: never) => void) | null
}

/** So many edits may be on their way unanswered, and so many bytes in the socket; more are kept and merged. */
const inFlight = 64
const inSocket = 256 * 1024
/** Edits kept back are sent in pieces far below what the server takes in one frame. */
const pieceBytes = 256 * 1024

/**
 * One connection to a room: how many frames were sent, how many of them the server holds durably. Before the server has asked
 * (its step 1) nothing is sent: the answer to it holds all that was written until then.
 */
export class Talk {
  readonly socket: Socket
  mode: Mode | null = null
  /** The whole text has come. */
  synced = false
  /** The server said that its database is late. */
  storing = true
  heardAt: number
  /** What was heard since a packed text came, until it is unpacked. */
  held: Uint8Array[] | null = null
  readonly #doc: Y.Doc
  #answered = false
  #sent = 0
  #stored = 0
  #waiting: Uint8Array[] = []

  constructor(socket: Socket, doc: Y.Doc, now: number) {
    this.socket = socket
    this.#doc = doc
    this.heardAt = now
  }

  /** Everything this document holds is durable on the server, as far as it was asked. */
  get settled(): boolean {
    return this.synced && this.#answered && this.mode === 'write' && this.#waiting.length === 0 && this.#stored >= this.#sent
  }

  greet() {
    this.socket.send(syncFrame(sync.step1, Y.encodeStateVector(this.#doc)))
  }

  /** Takes what concerns the text and its storing. `origin` marks in the document what came from here. */
  hear(heard: Heard, origin: unknown) {
    switch (heard.kind) {
      case 'step1':
        this.#answered = true
        this.#waiting = []
        return this.#send(sync.step2, Y.encodeStateAsUpdate(this.#doc, heard.vector))
      case 'step2':
      case 'update':
        Y.applyUpdate(this.#doc, heard.update, origin)
        if (heard.kind === 'step2') this.synced = true
        return
      case 'mode':
        this.mode = heard.mode
        if (heard.mode === 'read') this.#answered = false
        return
      case 'stored':
        this.#stored = heard.frames
        return this.#flush()
      case 'storing':
        this.storing = heard.passing
        return
      case 'awareness':
      case 'people':
      case 'discussion':
      case 'frozen':
      case 'packed':
      case 'other':
        return
    }
  }

  /** An edit made here. */
  write(update: Uint8Array) {
    if (!this.#answered) return
    this.#waiting.push(update)
    this.#flush()
  }

  #flush() {
    while (this.#waiting.length > 0 && this.#sent - this.#stored < inFlight && this.socket.bufferedAmount < inSocket) {
      let bytes = 0
      let count = 0
      while (count < this.#waiting.length && (count === 0 || bytes + this.#waiting[count]!.length <= pieceBytes))
        bytes += this.#waiting[count++]!.length
      const piece = this.#waiting.splice(0, count)
      this.#send(sync.update, piece.length === 1 ? piece[0]! : Y.mergeUpdates(piece))
    }
  }

  #send(step: 1 | 2, update: Uint8Array) {
    this.#sent++
    this.socket.send(syncFrame(step, update))
  }
}
