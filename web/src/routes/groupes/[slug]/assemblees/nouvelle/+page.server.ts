import { error } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { drafting } from '#lib/assemblies/drafting.server.ts'
import { rollsFromFiles } from '#lib/assemblies/telling.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  const { rules, version, may } = await read(event, 'GET', '/api/bodies/:slug/assembly-rules', { params })
  if (!may.adopt) error(404, 'not-found')
  const rolls = rollsFromFiles(await read(event, 'GET', '/api/bodies/:slug/electorates', { params }))
  return { body, here: body, rolls, days: rules.ordinary.noticeDays, isModel: version === 0 }
}

export const actions: Actions = drafting(async ({ fetch, params }, body) => {
  const answer = await call(fetch, 'POST', '/api/bodies/:slug/assemblies', { params: { slug: params.slug! }, body })
  return answer.ok ? { ok: true, value: answer.value.id } : answer
})
