import WebSocket from 'ws'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { schemaVersion } from '#domain/charter.ts'
import { mayUnpack, type Mode } from '#lib/live/frames.ts'
import { Live } from '#lib/live/provider.ts'
import type { Ending, LiveStatus } from '#lib/live/status.ts'
import type { Socket } from '#lib/live/talk.ts'
import type { LiveWorld, Someone } from './live-world.ts'

type Ways = { mode?: Mode; schema?: number; doc?: Y.Doc; port?: number; diagnose?: () => Promise<Ending | null> }

/** The browser's own client, on a WebSocket that may say who it is. */
export function liveIn(world: Pick<LiveWorld, 'port' | 'config'>, docId: string, who: Someone, ways: Ways = {}) {
  const doc = ways.doc ?? new Y.Doc()
  const awareness = new Awareness(doc)
  const sockets: WebSocket[] = []
  let received = 0
  let connects = 0
  const connect = () => {
    connects++
    const address = `ws://127.0.0.1:${ways.port ?? world.port}/live/${docId}?own=1${mayUnpack ? '&packed=1' : ''}&schema=${ways.schema ?? schemaVersion}`
    const socket = new WebSocket(address, { headers: { cookie: who.cookie, origin: world.config.origin } })
    sockets.push(socket)
    socket.on('message', (data: ArrayBuffer) => (received += data.byteLength))
    return socket as unknown as Socket
  }
  const live = new Live({
    doc,
    awareness,
    connect,
    diagnose: ways.diagnose ?? (async () => null),
    hasNetwork: () => true,
    mode: ways.mode ?? 'write',
  })
  const phases: LiveStatus['phase'][] = []
  let status!: LiveStatus
  live.subscribe((now) => {
    status = now
    if (phases.at(-1) !== now.phase) phases.push(now.phase)
  })
  live.enter()
  return {
    live,
    doc,
    awareness,
    phases,
    get status() {
      return status
    },
    get connects() {
      return connects
    },
    get socket() {
      return sockets.at(-1)!
    },
    /** Bytes that came over the network. */
    get received() {
      return received
    },
    get said() {
      return doc.getText('text').toString()
    },
    type: (words: string) => doc.getText('text').insert(doc.getText('text').length, words),
    names: () => [...awareness.getStates().values()].map((state) => (state as { user?: { name: string } }).user?.name ?? ''),
    end() {
      live.destroy()
      awareness.destroy()
    },
  }
}
export type Opened = ReturnType<typeof liveIn>

/** Opens texts so, and ends all that were opened. */
export function clientsIn(world: () => Parameters<typeof liveIn>[0]) {
  const opened: Opened[] = []
  return {
    open(docId: string, who: Someone, ways?: Ways) {
      const one = liveIn(world(), docId, who, ways)
      opened.push(one)
      return one
    },
    endAll: () => opened.splice(0).forEach((one) => one.end()),
  }
}
