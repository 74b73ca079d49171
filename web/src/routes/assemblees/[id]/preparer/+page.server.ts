import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { drafting } from '#lib/assemblies/drafting.server.ts'
import { rollsFromFiles } from '#lib/assemblies/telling.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  if (assembly.stage !== 'draft') redirect(303, `/assemblees/${assembly.id}`)
  const rolls = rollsFromFiles(await read(event, 'GET', '/api/bodies/:slug/electorates', { params: { slug: assembly.body.slug } }))
  return { assembly, rolls: assembly.after ? [] : rolls, here: assembly.body }
}

export const actions: Actions = drafting(async ({ fetch, params }, body) => {
  const answer = await call(fetch, 'PUT', '/api/assemblies/:id', { params: { id: params.id! }, body })
  return answer.ok ? { ok: true, value: params.id! } : answer
})
