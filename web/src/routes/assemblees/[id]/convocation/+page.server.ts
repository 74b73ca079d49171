import { redirect } from '@sveltejs/kit'
import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  if (assembly.stage === 'draft') redirect(303, `/assemblees/${assembly.id}`)
  return { assembly, here: assembly.body }
}
