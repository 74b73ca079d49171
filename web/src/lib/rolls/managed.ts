import { error, type ServerLoadEvent } from '@sveltejs/kit'
import { read } from '#lib/api.ts'

/** A roll for a page of its coordination: for others there is no such page. */
export async function managedRoll(event: ServerLoadEvent<{ id: string }>) {
  const roll = await read(event, 'GET', '/api/electorates/:id', { params: { id: event.params.id } })
  if (!roll.mayManage) error(404, 'not-found')
  return { roll, here: roll.body }
}
