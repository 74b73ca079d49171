import type { BroughtIn } from '#domain/document.ts'
import type { TextNode } from '#domain/charter.ts'
import { read, stop } from '#lib/api.ts'
import { beginningOf } from '#lib/writing/beginning.ts'
import type { PageServerLoad } from './$types'

/** Where a text is written together. Whoever may read it sees it being written; the server says who may write. Its beginning comes with the page. */
export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const { params } = event
  const [text, { content }, { versions, frozen }] = await Promise.all([
    read(event, 'GET', '/api/documents/:id', { params }),
    read(event, 'GET', '/api/documents/:id/content', { params }),
    read(event, 'GET', '/api/documents/:id/versions', { params }),
  ])
  const beginning = beginningOf(content as TextNode)
  return { text, beginning, adopted: versions.length > 0, frozen, here: text.body, left: leftIn(event.url), bare: 'beside' as const }
}

/** What did not come in, or will not follow, of the file that this text was just made of: the address says it. */
function leftIn({ searchParams }: URL): BroughtIn {
  const count = (kind: string) => Math.min(Number(/^\d+$/.exec(searchParams.get(kind) ?? '')?.[0] ?? 0), 99_999)
  return { pictures: count('pictures'), notes: count('notes'), remarks: count('remarks'), references: count('references') }
}
