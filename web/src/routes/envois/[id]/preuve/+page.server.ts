import { redirect } from '@sveltejs/kit'
import { call, stop } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params, url, fetch } = event
  const page = Math.min(10_000, Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1))
  const answer = await call(fetch, 'GET', '/api/mailings/:id/proof', { params, query: { page } })
  // Of a reminder there is no list of people; what failed of it is told there.
  if (!answer.ok && answer.failure.error === 'refused') redirect(303, `/envois/${params.id}`)
  if (!answer.ok) stop(answer.failure, url)
  return { ...answer.value, id: params.id, here: answer.value.mailing.body }
}
