import { error, type ServerLoadEvent } from '@sveltejs/kit'
import { read, stop } from '#lib/api.ts'

/** The text that a page changes, for whoever manages it: others are told that there is no such page. */
export async function managedText(event: ServerLoadEvent<{ id: string }>) {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const text = await read(event, 'GET', '/api/documents/:id', { params: event.params })
  if (!text.mayManage) error(404, 'not-found')
  return { text, here: text.body }
}
