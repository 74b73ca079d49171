import { call, read } from '#lib/api.ts'
import { pollsWaiting } from '#lib/members/waiting.ts'
import { charterFirst } from '#lib/texts/plan.ts'
import type { PageServerLoad } from './$types'

/** A member finds what waits for her; a visitor, what this place is. */
export const load: PageServerLoad = async (event) => {
  const { me } = event.locals
  if (!me) return { movement: (await read(event, 'GET', '/api/installation')).movement, texts: [], polls: {}, answers: [], asked: [] }
  const lists = await Promise.all(
    me.bodies.slice(0, 6).map(async ({ slug, name }) => {
      const answer = await call(event.fetch, 'GET', '/api/bodies/:slug/documents', { params: { slug } })
      return answer.ok ? answer.value.map((text) => ({ ...text, bodyName: name })) : []
    }),
  )
  const latest = lists.flat().toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
  // The charters of one's groups stay one gesture away, however many notes are written since.
  const texts = charterFirst(latest).slice(0, Math.max(4, latest.filter(({ kind }) => kind === 'charter').length))
  const [polls, answers, asked] = await Promise.all([
    pollsWaiting(event, me.todo),
    call(event.fetch, 'GET', '/api/me/answers'),
    call(event.fetch, 'GET', '/api/me/consultations'),
  ])
  return { movement: null, texts, polls, answers: answers.ok ? answers.value : [], asked: asked.ok ? asked.value : [] }
}
