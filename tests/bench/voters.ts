// The process that votes: so many connections kept alive, one ballot after the other on each, every one by another person with a session
// of their own. Writes HTTP by hand, so that it takes little of the two cores from what it measures.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { percentile } from './measure.ts'

/** tickets: a file of personal links, one a line, by which people vote; without it each has a session. most: people there are. step: 2 when another process votes for every second one. */
export type Rush = {
  port: number
  origin: string
  pollId: string
  choices: string[]
  first: number
  connections: number
  seconds: number
  tickets?: string
  most?: number
  step?: number
}
export type Cast = { cast: number; refused: string[]; p50: number; p99: number; next: number }

let person = 0
let tickets: string[] = []

async function vote(rush: Rush): Promise<Cast> {
  person = rush.first
  if (rush.tickets && tickets.length === 0) tickets = readFileSync(rush.tickets, 'utf8').split('\n')
  const refused: string[] = []
  const delays: number[] = []
  const end = performance.now() + rush.seconds * 1000
  await Promise.all(Array.from({ length: rush.connections }, () => queue(rush, end, delays, refused)))
  return { cast: delays.length, refused: refused.slice(0, 3), p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), next: person }
}

/** One connection: resolves when the last answer has come. */
function queue(rush: Rush, end: number, delays: number[], refused: string[]) {
  return new Promise<void>((resolve, reject) => {
    const socket = connect(rush.port, '127.0.0.1')
    socket.setNoDelay(true)
    let sent = 0
    let heard = ''
    const next = () => {
      if (performance.now() >= end || person >= (rush.most ?? Infinity)) return void socket.end(resolve)
      sent = performance.now()
      socket.write(request(rush, person))
      person += rush.step ?? 1
    }
    socket.on('connect', next)
    socket.on('error', reject)
    socket.on('data', (data) => {
      heard += data.toString('latin1')
      const head = heard.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = Number(/content-length: (\d+)/i.exec(heard)?.[1] ?? 0)
      if (heard.length < head + 4 + length) return
      if (heard.startsWith('HTTP/1.1 200')) delays.push(performance.now() - sent)
      else refused.push(heard.slice(0, 12) + heard.slice(head + 4))
      heard = ''
      next()
    })
  })
}

/** Each person comes from an address of their own, told by the proxy in front: the limits count by address. */
function request({ port, origin, pollId, choices }: Rush, n: number) {
  const grades = choices.map((choice, at) => ({ choice, grade: (n + at * 3) % 5 }))
  const body = JSON.stringify({ id: `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`, counter: 1, grades })
  return (
    `POST /api/polls/${pollId}/ballots HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nCookie: ${tickets.length > 0 ? `preau-vote=${tickets[n]}` : `preau=bench-${n}`}\r\n` +
    `X-Forwarded-For: 10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  )
}

process.on('message', (rush: Rush) => {
  vote(rush).then(
    (cast) => process.send!(cast),
    (error: Error) => process.send!({ error: error.message }),
  )
})
