// The process of those who vote in a secret poll: each asks for their code, seals as the booth does, and gives the bytes.
import { randomBytes } from 'node:crypto'
import { credentialOf } from '../../../domain/sealing/credential.ts'
import { openPoll, type OpenPoll } from '../../../domain/sealing/open-poll.ts'
import { sealBallot } from '../../../domain/sealing/seal.ts'
import { loadSodiumGroup } from '../../../server/sealing/sodium.ts'
import { chance } from '../../domain/sealing/chance.ts'
import { answerAs } from '../crowd.ts'
import { percentile, wait } from '../measure.ts'
import { cookieOf } from '../movement.ts'
import { gradesOf } from './grades.ts'

export type Door = { origin: string; pollId: string }
type People = { first: number; count: number }

const group = await loadSodiumGroup()
const sealed = new Map<number, Uint8Array>()

/** Each comes from an address of their own, told by the proxy in front: the limits count by address. */
async function knock({ origin, pollId }: Door, n: number, path: string, init: RequestInit = {}) {
  const headers = { cookie: cookieOf(n), 'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`, ...init.headers }
  const answer = await fetch(`${origin}/api/polls/${pollId}${path}`, { ...init, headers })
  if (!answer.ok) throw new Error(`m${n} at ${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

async function sealFor(door: Door, poll: OpenPoll, n: number) {
  const { code, counter } = (await (await knock(door, n, '/credential')).json()) as { code: string; counter: number }
  const credential = credentialOf(group, poll.id, Buffer.from(code, 'base64'))
  const grades = gradesOf(n, poll.choices, poll.grades)
  sealed.set(n, sealBallot(poll, { credential, counter, grades, random: randomBytes(64) }).bytes)
}

async function cast(door: Door, n: number) {
  const headers = { 'content-type': 'application/octet-stream' }
  await (await knock(door, n, '/sealed-ballots', { method: 'POST', headers, body: Buffer.from(sealed.get(n)!) })).json()
}

export const tasks = {
  /** Their ballots, ready to be given. The first code asked for makes the server write the roll. */
  async prepare(door: Door, { first, count }: People) {
    await knock(door, first, '/credential')
    const manifest = await (await knock(door, first, '/manifest')).arrayBuffer()
    const poll = openPoll(group, new Uint8Array(manifest))
    for (let n = first; n < first + count; n++) await sealFor(door, poll, n)
  },

  /**
   * So many a second come to cast, as people come: each gap is drawn, and nobody waits for another's receipt. Delays in ms, from the
   * instant each came to their receipt.
   */
  async arrive(door: Door, { first, count }: People, perSecond: number) {
    const luck = chance('arrivals')
    const delays: number[] = []
    const casts: Promise<void>[] = []
    let due = performance.now()
    for (let n = first; n < first + count; n++) {
      due += (-1000 / perSecond) * Math.log(1 - luck.below(2 ** 30) / 2 ** 30)
      await wait(Math.max(0, due - performance.now()))
      const came = due
      casts.push(cast(door, n).then(() => void delays.push(performance.now() - came)))
    }
    await Promise.all(casts)
    return { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), slowest: Math.max(...delays) }
  },

  /** So many cast one after the other on a few connections, as fast as they are answered. */
  async castAll(door: Door, { first, count }: People, connections = 8) {
    const waiting = Array.from({ length: count }, (_, at) => first + at)
    const queue = async () => {
      for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) await cast(door, n)
    }
    await Promise.all(Array.from({ length: connections }, queue))
  },
}

answerAs(tasks)
