import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

/** A text as it is read: what is stored now, made into a page by the server, without a script. */
export const load: PageServerLoad = async (event) => {
  const { params } = event
  const [text, { content }, versions, threads] = await Promise.all([
    read(event, 'GET', '/api/documents/:id', { params }),
    read(event, 'GET', '/api/documents/:id/content', { params }),
    read(event, 'GET', '/api/documents/:id/versions', { params }),
    read(event, 'GET', '/api/documents/:id/threads/count', { params }),
  ])
  return { text, content, versions, threads, here: text.body }
}
