import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type Received = {
  from: string
  to: string[]
  raw: string
  dsn: unknown
  headers: Record<string, string>
  text: string
  html: string
}

/** A real SMTP server that keeps what it is given. `answers`: the codes of refusals for the next messages, before it accepts. */
export async function smtpSink(port = 0, answers: number[] = []) {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    closeTimeout: 100,
    disabledCommands: ['STARTTLS'],
    hideDSN: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const responseCode = answers.shift()
        if (responseCode) return done(Object.assign(new Error('refused'), { responseCode }))
        const { mailFrom, rcptTo, dsn } = session.envelope as typeof session.envelope & { dsn?: unknown }
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          dsn,
          ...parse(Buffer.concat(chunks).toString()),
        })
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const { port: open } = server.server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => server.close(resolve))
  return { received, port: open, url: `smtp://127.0.0.1:${open}`, close }
}

/** Headers unfolded and their words decoded (RFC 2047), and the two parts of the message as they were written. */
function parse(raw: string) {
  const [head = ''] = raw.split('\r\n\r\n')
  const headers: Record<string, string> = {}
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [name = '', ...rest] = line.split(':')
    headers[name.toLowerCase()] = words(rest.join(':').trim())
  }
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1]
  const parts = boundary ? raw.split(`--${boundary}`).map(part) : []
  const of = (type: string) => parts.find((one) => one.type === type)?.content ?? ''
  return { raw, headers, text: of('text/plain'), html: of('text/html') }
}

function part(text: string) {
  const [head = '', ...body] = text.replace(/^\r\n/, '').split('\r\n\r\n')
  const type = /content-type: ([^;\r\n]+)/i.exec(head)?.[1] ?? ''
  const encoding = /content-transfer-encoding: (\S+)/i.exec(head)?.[1] ?? ''
  const content = body.join('\r\n\r\n')
  if (encoding === 'base64') return { type, content: Buffer.from(content, 'base64').toString().replace(/\r\n/g, '\n') }
  if (encoding === 'quoted-printable') return { type, content: printable(content.replace(/=\r\n/g, '')).replace(/\r\n/g, '\n') }
  return { type, content: content.replace(/\r\n/g, '\n') }
}

const printable = (text: string) =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString()

const words = (text: string) =>
  text
    .replace(/(\?=) +(=\?)/g, '$1$2')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString() : printable(word.replace(/_/g, ' ')),
    )
