import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

/** How a text was written, for whoever reads it; `avant`: the row where this page of it begins. */
export const load: PageServerLoad = async (event) => {
  const upto = Number(event.url.searchParams.get('avant'))
  const from = Number.isSafeInteger(upto) && upto > 0 ? { upto } : {}
  const [text, history] = await Promise.all([
    read(event, 'GET', '/api/documents/:id', { params: event.params }),
    read(event, 'GET', '/api/documents/:id/history', { params: event.params, query: from }),
  ])
  return { text, history, here: text.body }
}
