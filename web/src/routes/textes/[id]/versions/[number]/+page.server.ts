import { read } from '#lib/api.ts'
import { unsent } from '#lib/texts/unsent.ts'
import type { PageServerLoad } from './$types'

/** An adopted version, as it was adopted: 0 is the one in force, at an address that stays. */
export const load: PageServerLoad = async (event) => {
  const { id, number } = event.params
  const version = await read(event, 'GET', '/api/documents/:id/versions/:number', { params: { id, number: Number(number) } })
  const frozen = await read(event, 'GET', '/api/frozen-texts/:id', { params: { id: version.frozen } })
  const { slug, name } = version.document
  return { version: unsent(version, 'content'), frozen: unsent(frozen, 'content'), here: { slug, name } }
}
