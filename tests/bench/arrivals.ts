// The load tool: people who come by their personal link at chance instants, so many a second, and do what a person does, page by page,
// without a script: the link, its button, the ballot, the ballot read over, the ballot cast, the receipt. In a process of its own.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { percentile, wait } from './measure.ts'

export type Arrivals = {
  port: number
  pollId: string
  choices: string[]
  /** A file of tickets, one a line; people come from `first` on. */
  tickets: string
  first: number
  perSecond: number
  seconds: number
}
/** waited: people who were told to wait; journey: seconds from the first page asked for to the receipt, waiting and all. */
export type Came = {
  people: number
  receipts: number
  waited: number
  journey: { p50: number; p95: number }
  errors: string[]
  steps: Record<string, { p50: number; p95: number; p99: number }>
}

const agent = new Agent({ keepAlive: true, maxSockets: 512 })

async function come({ port, pollId, choices, tickets, first, perSecond, seconds }: Arrivals): Promise<Came> {
  const lines = readFileSync(tickets, 'utf8').split('\n')
  const took = new Map<string, number[]>()
  const errors: string[] = []
  const journeys: number[] = []
  let receipts = 0
  let waited = 0
  const visits: Promise<void>[] = []
  const end = performance.now() + seconds * 1000
  let person = first
  // Instants of a Poisson process: what chance brings together comes together.
  for (let due = performance.now(); due < end; due += (-Math.log(1 - Math.random()) * 1000) / perSecond) {
    const ahead = due - performance.now()
    if (ahead > 0) await wait(ahead)
    visits.push(visit(person++).catch((error: Error) => void errors.push(error.message)))
  }
  await Promise.all(visits)
  const steps = Object.fromEntries(
    [...took].map(([step, all]) => [step, { p50: percentile(all, 0.5), p95: percentile(all, 0.95), p99: percentile(all, 0.99) }]),
  )
  const journey = { p50: percentile(journeys, 0.5), p95: percentile(journeys, 0.95) }
  return { people: person - first, receipts, waited, journey, errors: errors.slice(0, 3), steps }

  async function visit(n: number) {
    const ticket = lines[n]!
    const arrived = performance.now()
    let toldToWait = false
    const cookie = `preau-vote=${ticket}`
    const from = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
    const form = new URLSearchParams({ id: crypto.randomUUID(), counter: '1' })
    for (const [at, choice] of choices.entries()) form.set(`grade-${choice}`, String((n + at * 3) % 5))
    const place = `/scrutins/${pollId}`
    await step('the link', 200, 'GET', `/v/${ticket}`)
    await step('its button', 303, 'POST', `/v/${ticket}?/start`, new URLSearchParams({ poll: pollId }))
    await step('the ballot', 200, 'GET', `${place}/voter`)
    await step('read over', 200, 'POST', `${place}/voter?/relire`, form)
    await step('cast', 303, 'POST', `${place}/voter?/deposer`, form)
    const receipt = await step('the receipt', 200, 'GET', `${place}/recu`)
    if (receipt().includes(`data-received="${pollId}"`)) receipts++
    if (toldToWait) waited++
    journeys.push((performance.now() - arrived) / 1000)

    async function step(name: string, wanted: number, method: string, path: string, body?: URLSearchParams): Promise<() => string> {
      const start = performance.now()
      const { status, text, retryAfter } = await ask(port, method, path, { cookie, 'x-forwarded-for': from }, body?.toString())
      if (status === 503 && retryAfter > 0) {
        toldToWait = true
        await wait(retryAfter * 1000)
        return step(name, wanted, method, path, body)
      }
      if (!took.has(name)) took.set(name, [])
      took.get(name)!.push(performance.now() - start)
      if (status !== wanted) throw new Error(`${name}: ${status} ${text().slice(0, 200)}`)
      return text
    }
  }
}

/** `text`: unpacked when it is read, for the cores are those of the server too, and phones unpack their pages themselves. */
function ask(port: number, method: string, path: string, headers: Record<string, string>, body?: string) {
  return new Promise<{ status: number; text: () => string; retryAfter: number }>((resolve, reject) => {
    const origin = `http://localhost:${port}`
    const form =
      body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }
    const asked = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent,
      headers: { host: `localhost:${port}`, origin, accept: 'text/html', 'accept-encoding': 'gzip, deflate, br', ...headers, ...form },
    })
    asked.on('response', (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const packed = Buffer.concat(parts)
        const encoding = answer.headers['content-encoding']
        const unpacked = () => (encoding === 'br' ? brotliDecompressSync(packed) : encoding === 'gzip' ? gunzipSync(packed) : packed)
        resolve({ status: answer.statusCode!, text: () => String(unpacked()), retryAfter: Number(answer.headers['retry-after'] ?? 0) })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

process.on('message', (arrivals: Arrivals) => {
  come(arrivals).then(
    (came) => process.send!(came),
    (error: Error) => process.send!({ error: error.message }),
  )
})
