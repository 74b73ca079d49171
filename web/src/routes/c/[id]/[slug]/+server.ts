import { error, redirect } from '@sveltejs/kit'
import { read } from '#lib/api.ts'
import type { RequestHandler } from './$types'

/** What the QR code of a meeting kit holds: the poll of a group once there is one, the consultation until then. So a kit may be printed before. */
export const GET: RequestHandler = async (event) => {
  const { id, slug } = event.params
  const { groups } = await read(event, 'GET', '/api/consultations/:id', { params: { id } })
  const group = groups.find((one) => one.slug === slug)
  if (!group) error(404, 'not-found')
  redirect(303, group.poll ? `/scrutins/${group.poll}` : `/consultations/${id}`)
}
