// Someone who writes: a real WebSocket, a real Y.Doc, and a count of what the server has told as stored.
import { once } from 'node:events'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { schemaVersion } from '#domain/charter.ts'
import { awarenessOf, readFrame, readStates, statesUpdate, syncOf, type Heard } from './frames.ts'

export type Way = {
  port: number
  docId: string
  cookie?: string
  origin?: string
  /** False: the messages from 100 on are not asked for, as the unmodified y-websocket client does. */
  own?: boolean
  schema?: number | null
  generation?: number
  /** False: nothing is sent but by hand. */
  polite?: boolean
}

export class Client {
  readonly doc = new Y.Doc()
  readonly heard: Heard[] = []
  socket!: WebSocket
  closeCode: number | null = null
  synced = false
  stored = 0
  mode: number | null = null
  /** For each sync frame sent on this connection, how far this client's own clock went. */
  sent: number[] = []
  /** Everything this client typed below this clock was told as stored, on whatever connection. */
  storedClock = 0
  readonly #way: Way
  #wake = Promise.withResolvers<void>()

  constructor(way: Way) {
    this.#way = way
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this && way.polite !== false) this.send(syncOf(2, update))
    })
  }

  get text() {
    return this.doc.getText('text')
  }

  /** Resolves when the upgrade is done; throws with the status of the answer when it is refused. */
  async open(port = this.#way.port): Promise<this> {
    const { docId, cookie, origin = 'http://preau.test', own = true, schema = schemaVersion, generation } = this.#way
    const query = new URLSearchParams({
      ...(schema !== null && { schema: String(schema) }),
      ...(own && { own: '1' }),
      ...(generation !== undefined && { generation: String(generation) }),
    })
    const headers = { ...(cookie && { cookie }) }
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live/${docId}?${query}`, { headers, origin, perMessageDeflate: false })
    this.socket = socket
    Object.assign(this, { closeCode: null, synced: false, stored: 0, mode: null, sent: [] })
    socket.on('message', (data: Buffer) => socket === this.socket && this.#hear(data))
    socket.on('close', (code) => {
      if (socket !== this.socket) return
      this.closeCode = code
      this.#change()
    })
    await new Promise<void>((resolve, reject) => {
      socket.on('open', resolve)
      socket.on('unexpected-response', (_, answer) => reject(new Refused(answer.statusCode ?? 0)))
      socket.on('error', reject)
    })
    if (this.#way.polite !== false) socket.send(syncOf(0, Y.encodeStateVector(this.doc)))
    return this
  }

  /** In the text, with all of it. */
  async join(port?: number): Promise<this> {
    await this.open(port)
    await this.until(() => this.synced || this.closeCode !== null, 'the text')
    if (this.closeCode !== null) throw new Error(`closed with ${this.closeCode}`)
    return this
  }

  send(frame: Uint8Array) {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    if (frame[0] === 0 && frame[1] !== 0) this.sent.push(this.clock)
    this.socket.send(frame)
  }

  /** How many clocks this client has typed. */
  get clock(): number {
    return Y.getState(this.doc.store, this.doc.clientID)
  }

  type(words: string, at = this.text.length) {
    this.text.insert(at, words)
  }

  present(state: unknown, clock: number, client = this.doc.clientID) {
    this.send(awarenessOf(statesUpdate([{ client, clock, state }])))
  }

  /** Every state of presence heard, in order. */
  states() {
    return this.heard.flatMap((message) => (message.kind === 'awareness' ? readStates(message.bytes) : []))
  }

  async leave() {
    if (this.socket.readyState === WebSocket.CLOSED) return
    this.socket.terminate()
    await once(this.socket, 'close')
  }

  /** Waits until the server has said something that makes it true. */
  async until(met: () => boolean, what: string, ms = 10_000) {
    const end = Date.now() + ms
    while (!met()) {
      const left = end - Date.now()
      if (left <= 0) throw new Error(`${what} did not come within ${ms} ms`)
      await Promise.race([this.#wake.promise, new Promise((resolve) => setTimeout(resolve, Math.min(left, 20)))])
    }
  }

  allStored = () => this.until(() => this.stored >= this.sent.length, 'the word that all is stored')
  closed = (ms?: number) => this.until(() => this.closeCode !== null, 'the end', ms).then(() => this.closeCode)

  #hear(data: Buffer) {
    const message = readFrame(data)
    this.heard.push(message)
    if (message.kind === 'stored') {
      this.stored = message.value
      this.storedClock = Math.max(this.storedClock, this.sent[message.value - 1] ?? 0)
    } else if (message.kind === 'mode') this.mode = message.value
    else if (this.#way.polite !== false) this.#take(message)
    this.#change()
  }

  #take(message: Heard) {
    if (message.kind === 'step1') this.send(syncOf(1, Y.encodeStateAsUpdate(this.doc, message.bytes)))
    if (message.kind === 'step2' || message.kind === 'update') Y.applyUpdate(this.doc, message.bytes, this)
    if (message.kind === 'step2') this.synced = true
  }

  #change() {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}

/** The answer to an upgrade that was refused. */
export class Refused extends Error {
  readonly status: number
  constructor(status: number) {
    super(`refused: ${status}`)
    this.status = status
  }
}
