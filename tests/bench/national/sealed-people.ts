// A process of those who vote in a sealed poll by their link and their code: each asks for the counter of their ballot, seals as the booth
// does, and gives the bytes.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readCode } from '../../../domain/sealing/code.ts'
import { credentialOf } from '../../../domain/sealing/credential.ts'
import { openPoll } from '../../../domain/sealing/open-poll.ts'
import { sealBallot } from '../../../domain/sealing/seal.ts'
import { toHex } from '../../../domain/sealing/bytes.ts'
import { loadSodiumGroup } from '../../../server/sealing/sodium.ts'
import { answerAs } from '../crowd.ts'
import { percentile } from '../measure.ts'
import { gradesOf } from '../sealing/grades.ts'

/** codes and tickets: files of a line a person, in the same order. */
export type Booth = { origin: string; pollId: string; codes: string; tickets: string }
export type People = { first: number; count: number }

const group = await loadSodiumGroup()
const sealed = new Map<number, Uint8Array>()
const files = new Map<string, string[]>()
function linesOf(file: string) {
  if (!files.has(file)) files.set(file, readFileSync(file, 'utf8').split('\n'))
  return files.get(file)!
}

/** Each comes from an address of their own, told by the proxy in front: the limits count by address. */
async function knock({ origin, pollId, tickets }: Booth, n: number, path: string, init: RequestInit = {}) {
  const from = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
  const headers = { cookie: `preau-vote=${linesOf(tickets)[n]}`, 'x-forwarded-for': from, origin, ...init.headers }
  for (;;) {
    const answer = await fetch(`${origin}/api/polls/${pollId}${path}`, { ...init, headers })
    if (answer.ok) return answer
    const { status } = answer
    const text = await answer.text()
    if (status !== 503) throw new Error(`person ${n} at ${path}: ${status} ${text}`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

async function cast(booth: Booth, n: number) {
  const start = performance.now()
  const headers = { 'content-type': 'application/octet-stream' }
  const answer = await knock(booth, n, '/sealed-ballots', { method: 'POST', headers, body: Buffer.from(sealed.get(n)!) })
  if (!((await answer.json()) as { receipt?: string }).receipt) throw new Error(`person ${n} has no receipt`)
  sealed.delete(n)
  return performance.now() - start
}

export const tasks = {
  /** Their ballots, ready to be given. */
  async make(booth: Booth, { first, count }: People) {
    const poll = openPoll(group, new Uint8Array(await (await knock(booth, first, '/manifest')).arrayBuffer()))
    for (let n = first; n < first + count; n++) {
      const credential = credentialOf(group, poll.id, readCode(linesOf(booth.codes)[n]!)!)
      const { counter } = (await (await knock(booth, n, `/credentials/${toHex(credential.publicBytes)}`)).json()) as { counter: number }
      sealed.set(n, sealBallot(poll, { credential, counter, grades: gradesOf(n), random: randomBytes(64) }).bytes)
    }
  },

  /** They cast, so many at a time, each waiting for their receipt; ms to it. */
  async castAll(booth: Booth, { first, count }: People, connections = 8) {
    const waiting = Array.from({ length: count }, (_, at) => first + count - 1 - at)
    const delays: number[] = []
    const queue = async () => {
      for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) delays.push(await cast(booth, n))
    }
    await Promise.all(Array.from({ length: connections }, queue))
    return { p50: percentile(delays, 0.5), p95: percentile(delays, 0.95) }
  },
}

answerAs(tasks)
