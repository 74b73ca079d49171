import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '#db/connect.ts'
import { together } from '#server/together.ts'
import { closingOf } from './queries.ts'

/**
 * Where people wait when more pages are asked for than are made: few at a time each come at once, where all together come late and
 * fill the memory. `most`: pages being made at once in this process. Whoever has begun to vote passes before whoever arrives (up to
 * twice as many). Someone who waits gets a page that comes back by itself, tells until when one may vote, and holds what they had sent.
 */
export function openWaitingRoom(app: FastifyInstance, db: Db, most: number) {
  const key = randomUUID()
  const pages = new Map<string, Promise<Rendered>>()
  const closingNow = together((places: Place[]) => closingOf(db, places))
  let inside = 0
  let turnedAway = { second: 0, people: 0 }

  /** Whether this request must wait: never a file, nor what cannot be kept in a page. */
  function mustWait({ url, headers, method }: FastifyRequest) {
    if (headers['x-waiting-room'] === key || url.startsWith('/_app/') || /^\/[a-z-]+\.(svg|png|ico|txt)$/.test(url)) return false
    if (method === 'POST' && !isKept(headers)) return false
    const began = method === 'POST' || /^\/scrutins\/\w+\/(voter|isoloir|recu)\b/.test(url)
    return inside >= (began ? 2 * most : most)
  }

  /** Counts a page from when all of its request is here to when it is made: a slow connection takes nobody's place. */
  function enter({ raw }: FastifyRequest, { raw: response }: FastifyReply) {
    let counted = false
    let made = false
    const begin = () => void (made || counted || ((counted = true), inside++))
    const leave = () => {
      if (counted && !made) inside--
      made = true
    }
    if (raw.method === 'POST') raw.once('end', begin)
    else begin()
    response.once('prefinish', leave).once('close', leave)
  }

  async function askToWait(request: FastifyRequest, reply: FastifyReply) {
    const posted = request.method === 'POST'
    const fields = posted ? await formOf(request) : []
    const place = placeIn(request.url)
    const closesAt = place && (await closingNow(place))
    const { html, zipped, headers } = await waitingPage(request, closesAt?.toISOString() ?? null, posted)
    const seconds = nextTry()
    reply.code(503).headers({ ...headers, 'cache-control': 'no-store', 'retry-after': seconds })
    if (posted) return reply.send(filled(html, request.url, fields))
    reply.header('refresh', seconds).header('vary', 'accept-encoding')
    const takesZip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
    return takesZip ? reply.header('content-encoding', 'gzip').send(zipped) : reply.send(html)
  }

  /** Seconds, drawn so that those who came together do not come back together; more of them when more people wait. */
  function nextTry() {
    const second = Math.floor(Date.now() / 1000)
    turnedAway = { second, people: (turnedAway.second === second ? turnedAway.people : 0) + 1 }
    return Math.min(30, Math.round(2 + 4 * Math.random() + turnedAway.people / 20))
  }

  /** The same page for all who read one language on one paper and wait for one poll: made once. */
  function waitingPage({ headers, cookies }: FastifyRequest, closesAt: string | null, posted: boolean) {
    const language = cookies['preau-langue'] ?? String(headers['accept-language'] ?? '').slice(0, 2)
    const asked = new URLSearchParams({ ...(closesAt && { ferme: closesAt }), ...(posted && { envoi: '1' }) })
    const [theme = ''] = /^(light|dark)$/.exec(cookies['preau-theme'] ?? '') ?? []
    const name = JSON.stringify([language === 'en', theme, String(asked)])
    const kept = pages.get(name) ?? render(`/attente?${asked}`, language === 'en' ? 'en' : 'fr', theme)
    if (pages.size >= 100) pages.clear()
    pages.set(name, kept)
    kept.catch(() => pages.delete(name))
    return kept
  }

  async function render(url: string, language: string, theme: string): Promise<Rendered> {
    const cookie = `preau-langue=${language}${theme && `; preau-theme=${theme}`}`
    const { body, headers } = await app.inject({ url, headers: { cookie, accept: 'text/html', 'x-waiting-room': key } })
    // Kit links its files from where the page is; this one is shown anywhere.
    const html = body.replaceAll('./_app/', '/_app/').replaceAll('./favicon', '/favicon')
    const kept = Object.entries(headers).filter(([name]) => !/^(content-length|date|connection|etag|keep-alive|set-cookie)$/.test(name))
    return { html, zipped: gzipSync(html), headers: Object.fromEntries(kept) }
  }

  /** Whether pages are made several at once, or someone was told to wait in the last five seconds. */
  const inRush = () => inside > most / 8 || Date.now() / 1000 - turnedAway.second < 5

  return { mustWait, enter, askToWait, inRush }
}

type Rendered = { html: string; zipped: Buffer; headers: Record<string, unknown> }
/** The poll of an address, or the roll of a personal link. */
export type Place = { pollId: string } | { electorateId: string }

function placeIn(url: string): Place | null {
  const [, room, id] = /^\/(scrutins|v)\/([0-9a-z]{1,32})\b/.exec(url) ?? []
  return !id ? null : room === 'v' ? { electorateId: id } : { pollId: id }
}

const mostBytes = 64 * 1024

/** A form of fields, and small: the page that waits can hold it. */
const isKept = (headers: FastifyRequest['headers']) =>
  /^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? '') && Number(headers['content-length'] ?? Infinity) <= mostBytes

async function formOf({ raw }: FastifyRequest): Promise<[string, string][]> {
  const parts: Buffer[] = []
  for await (const part of raw) parts.push(part as Buffer)
  return [...new URLSearchParams(Buffer.concat(parts).toString())]
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The form of the waiting page goes where the request went, with what it held. */
const filled = (html: string, action: string, fields: [string, string][]) =>
  html
    .replace('action="/attente"', () => `action="${escaped(action)}"`)
    .replace('<!--[fields]-->', () =>
      fields.map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`).join(''),
    )
