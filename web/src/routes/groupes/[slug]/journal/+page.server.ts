import { pageSize } from '#domain/limits.ts'
import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

/** The journal of a body for its members; `?scrutin=` and `?assemblee=` keep the lines about one, `?ligne=` looks for the one that minutes quote. */
export const load: PageServerLoad = async (event) => {
  const { params, url } = event
  const asked = (name: string) => url.searchParams.get(name)?.trim() ?? ''
  const page = Math.max(1, Number(asked('page')) || 1)
  const [poll, assembly] = [asked('scrutin'), asked('assemblee')]
  const line = asked('ligne').replaceAll(/\s/g, '').toLowerCase()
  const isLine = /^[0-9a-f]{64}$/.test(line)
  const query = { page, ...(poll && { poll }), ...(assembly && { assembly }), ...(isLine && { line }) }
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  const journal = await read(event, 'GET', '/api/bodies/:slug/journal', { params, query })
  const filter = poll ? `scrutin=${poll}` : assembly ? `assemblee=${assembly}` : ''
  return { body, here: body, journal, line, isLine, filter, page, pages: Math.ceil(journal.total / pageSize) }
}
