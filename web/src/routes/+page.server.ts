import { call, read } from '#lib/api.ts'
import { pollsWaiting, toVoteFirst } from '#lib/members/waiting.ts'
import { charterFirst } from '#lib/texts/plan.ts'
import type { PageServerLoad } from './$types'

/** A member finds what waits for her; a visitor, what this place is. */
export const load: PageServerLoad = async (event) => {
  const { me } = event.locals
  if (!me) {
    const { movement } = await read(event, 'GET', '/api/installation')
    return { movement, todo: [], texts: [], assemblies: [], polls: {}, answers: [], asked: [], entrusted: [] }
  }
  const todo = toVoteFirst(me.todo)
  const bodies = me.bodies.slice(0, 6)
  const lists = await Promise.all(
    bodies.map(async ({ slug, name }) => {
      const answer = await call(event.fetch, 'GET', '/api/bodies/:slug/documents', { params: { slug } })
      return answer.ok ? answer.value.map((text) => ({ ...text, bodyName: name })) : []
    }),
  )
  const assemblies = await Promise.all(
    bodies.map(async ({ slug, name }) => {
      const answer = await call(event.fetch, 'GET', '/api/bodies/:slug/assemblies', { params: { slug }, query: {} })
      return answer.ok ? answer.value.assemblies.map((assembly) => ({ ...assembly, bodyName: name })) : []
    }),
  )
  // One is told of an assembly from its convening to its end.
  const ahead = assemblies.flat().filter(({ stage }) => stage === 'convened' || stage === 'open')
  const latest = lists.flat().toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
  // The charters of one's groups stay one gesture away, however many notes are written since.
  const texts = charterFirst(latest).slice(0, Math.max(4, latest.filter(({ kind }) => kind === 'charter').length))
  const [polls, answers, asked, entrusted] = await Promise.all([
    pollsWaiting(event, todo),
    call(event.fetch, 'GET', '/api/me/answers'),
    call(event.fetch, 'GET', '/api/me/consultations'),
    call(event.fetch, 'GET', '/api/me/entrusted'),
  ])
  return {
    movement: null,
    todo,
    texts,
    assemblies: ahead.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt)),
    polls,
    answers: answers.ok ? answers.value : [],
    asked: asked.ok ? asked.value : [],
    entrusted: entrusted.ok ? entrusted.value : [],
  }
}
