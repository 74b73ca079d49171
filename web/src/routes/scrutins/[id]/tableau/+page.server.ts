import { error } from '@sveltejs/kit'
import { pageSize } from '#domain/limits.ts'
import { isSecret } from '#domain/poll.ts'
import { fromHex, toHex } from '#domain/sealing/bytes.ts'
import { readHead } from '#domain/sealing/head.ts'
import { readTracker, trackerOf } from '#domain/sealing/tracker.ts'
import { wordsOf } from '#domain/sealing/words.ts'
import { call, read, stop } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params, url } = event
  const poll = await read(event, 'GET', '/api/polls/:id', { params })
  if (!isSecret(poll.level)) error(404, 'not-found')
  const assurance = await read(event, 'GET', '/api/polls/:id/assurance', { params })
  const found = await call(event.fetch, 'GET', '/api/polls/:id/board', { params })
  // Until it opens, a poll has no board.
  if (!found.ok && found.failure.status !== 404) stop(found.failure, url)
  const board = found.ok ? { ...found.value, heads: found.value.heads.map(tellHead) } : null
  const page = Math.max(1, Math.min(Number(url.searchParams.get('page')) || 1, pagesOf(board?.size ?? 0)))
  const leaves = board ? await latest(event, board.size, page) : []
  return { poll, assurance, here: poll.body, board, leaves, page, pages: pagesOf(board?.size ?? 0), ...(await looked(event)) }
}

type Event = Parameters<PageServerLoad>[0]
const pagesOf = (size: number) => Math.max(1, Math.ceil(size / pageSize))

function tellHead({ head, at }: { head: string; at: string }) {
  const { size, root } = readHead(Buffer.from(head, 'base64'))
  return { size, at, root: toHex(root), words: wordsOf(root, 8) }
}

/** A page of leaves from the latest to the first; ballots by the number that a receipt has. */
async function latest(event: Event, size: number, page: number) {
  const end = size - (page - 1) * pageSize
  const from = Math.max(0, end - pageSize)
  const query = { from, most: Math.max(1, end - from) }
  const { leaves } = await read(event, 'GET', '/api/polls/:id/board/leaves', { params: event.params, query })
  return leaves
    .map(({ position, kind, at, hash }) => ({ position, kind, at, tracker: kind === 'ballot' ? trackerOf(fromHex(hash)) : null }))
    .reverse()
}

/** What was looked for, and what was found. */
async function looked({ params, url, fetch }: Event) {
  const typed = url.searchParams.get('suivi')
  if (typed === null) return { typed: '', tracker: null, mine: null }
  const tracker = readTracker(typed)
  if (!tracker) return { typed, tracker: null, mine: null }
  const answer = await call(fetch, 'GET', '/api/polls/:id/board/ballots/:tracker', { params: { id: params.id, tracker } })
  if (!answer.ok && answer.failure.status !== 404) stop(answer.failure, url)
  return { typed, tracker, mine: answer.ok ? answer.value : null }
}
