// A WebSocket client of few instructions (RFC 6455), so that a thousand of them on one core disturb little what they measure. Masks with
// zeros, which a server cannot tell from chance.
import { connect, type Socket } from 'node:net'

export type Address = { port: number; path: string; headers: Record<string, string> }

export class Wire {
  readonly socket: Socket
  closeCode: number | null = null
  #waiting: Buffer = Buffer.alloc(0)
  #open = false
  #early: Buffer[] = []
  readonly #hear: (payload: Buffer) => void

  constructor({ port, path, headers }: Address, hear: (payload: Buffer) => void, over: (code: number, trouble: string) => void) {
    this.#hear = hear
    this.socket = connect(port, '127.0.0.1')
    this.socket.setNoDelay(true)
    const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
    this.socket.write(
      `GET ${path} HTTP/1.1\r\n${lines.join('')}Connection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: cHLDqWF1IHByw6lhdSAhIQ==\r\n\r\n',
    )
    this.socket.on('data', (data) => this.#take(data))
    let trouble = ''
    this.socket.on('error', (error) => (trouble = error.message))
    this.socket.on('close', () => over(this.closeCode ?? 1006, trouble))
  }

  send(payload: Uint8Array, opcode = 2) {
    const head = payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10
    const frame = Buffer.alloc(head + 4 + payload.length)
    frame[0] = 0x80 | opcode
    frame[1] = 0x80 | (head === 2 ? payload.length : head === 4 ? 126 : 127)
    if (head === 4) frame.writeUInt16BE(payload.length, 2)
    if (head === 10) frame.writeBigUInt64BE(BigInt(payload.length), 2)
    frame.set(payload, head + 4)
    if (this.#open) this.socket.write(frame)
    else this.#early.push(frame)
  }

  #take(data: Buffer) {
    this.#waiting = this.#waiting.length === 0 ? data : Buffer.concat([this.#waiting, data])
    if (!this.#open && !this.#upgraded()) return
    for (let frame = this.#next(); frame; frame = this.#next()) {
      const { opcode, payload } = frame
      if (opcode === 2) this.#hear(payload)
      else if (opcode === 9) this.send(payload, 10)
      else if (opcode === 8) {
        this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005
        this.socket.end()
      }
    }
  }

  #upgraded() {
    const end = this.#waiting.indexOf('\r\n\r\n')
    if (end < 0) return false
    const head = this.#waiting.toString('latin1', 0, end)
    if (!head.startsWith('HTTP/1.1 101')) throw new Error(`refused: ${head.split('\r\n')[0]}`)
    this.#waiting = this.#waiting.subarray(end + 4)
    this.#open = true
    for (const frame of this.#early) this.socket.write(frame)
    this.#early = []
    return true
  }

  #next() {
    const bytes = this.#waiting
    if (bytes.length < 2) return null
    const short = bytes[1]! & 0x7f
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (bytes.length < head) return null
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
    if (bytes.length < head + length) return null
    this.#waiting = bytes.subarray(head + length)
    return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(head, head + length) }
  }
}
