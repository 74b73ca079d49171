import type { RequestEvent } from '@sveltejs/kit'
import { call, type Me, type Reply } from '#lib/api.ts'

type Poll = Reply<'GET', '/api/polls/:id'>

/** What waits for one’s vote before what one has voted on; of each, the vote of an assembly that is sitting, then what closes first. */
export const toVoteFirst = <Todo extends { voted: boolean; ofAssembly: boolean; closesAt: string }>(todo: readonly Todo[]) =>
  todo.toSorted(
    (a, b) => Number(a.voted) - Number(b.voted) || Number(b.ofAssembly) - Number(a.ofAssembly) || a.closesAt.localeCompare(b.closesAt),
  )

/** Cards with a gauge of how many have voted; the ones after these go without. */
const most = 6

/** What the first of these polls say of themselves, by id. One that cannot be read is left out: its card says less. */
export async function pollsWaiting({ fetch }: RequestEvent, todo: Pick<Me['todo'][number], 'pollId'>[]): Promise<Record<string, Poll>> {
  const ids = todo.slice(0, most).map(({ pollId }) => pollId)
  const answers = await Promise.all(ids.map((id) => call(fetch, 'GET', '/api/polls/:id', { params: { id } })))
  return Object.fromEntries(answers.flatMap((answer) => (answer.ok ? [[answer.value.id, answer.value]] : [])))
}
