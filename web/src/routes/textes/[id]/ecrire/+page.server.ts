import type { LeftOut } from '#domain/document.ts'
import { call, read, stop } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

/** Where a text is written together. Whoever may read it sees it being written; the server says who may write. */
export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const text = await read(event, 'GET', '/api/documents/:id', { params: event.params })
  const inForce = await call(event.fetch, 'GET', '/api/documents/:id/versions/:number', { params: { id: text.id, number: 0 } })
  return { text, adopted: inForce.ok ? inForce.value.content : null, here: text.body, left: leftIn(event.url), bare: 'beside' as const }
}

/** What did not come in from the file that this text was just made of: the address says it. */
function leftIn({ searchParams }: URL): LeftOut {
  const count = (kind: string) => Math.min(Number(/^\d+$/.exec(searchParams.get(kind) ?? '')?.[0] ?? 0), 99_999)
  return { pictures: count('pictures'), notes: count('notes'), remarks: count('remarks') }
}
