import { call, read } from '#lib/api.ts'
import { pollsWaiting, toVoteFirst } from '#lib/members/waiting.ts'
import { charterFirst } from '#lib/texts/plan.ts'
import type { PageServerLoad } from './$types'

/** A body’s page: public for its name, its size and the texts that everyone may read; the rest for the members of the movement, first of all what waits for this one. */
export const load: PageServerLoad = async (event) => {
  const { params } = event
  const welcome = event.url.searchParams.has('bienvenue')
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  const written = async () => {
    const answer = await call(event.fetch, 'GET', '/api/bodies/:slug/documents', { params })
    return answer.ok ? charterFirst(answer.value) : []
  }
  if (!event.locals.me)
    return {
      body,
      here: body,
      welcome,
      polls: null,
      texts: await written(),
      assemblies: null,
      consultations: null,
      asked: [],
      todo: [],
      waiting: {},
    }
  const [texts, polls, assemblies, consultations, mine] = await Promise.all([
    written(),
    call(event.fetch, 'GET', '/api/bodies/:slug/polls', { params, query: {} }),
    body.me?.standing ? call(event.fetch, 'GET', '/api/bodies/:slug/assemblies', { params, query: {} }) : null,
    call(event.fetch, 'GET', '/api/bodies/:slug/consultations', { params, query: {} }),
    body.me?.may.openPolls ? call(event.fetch, 'GET', '/api/me/consultations') : null,
  ])
  const open = (polls.ok ? polls.value.polls : [])
    .filter(({ phase, voted }) => phase === 'open' && voted === false)
    .map(({ id, question, level, closesAt, choices }) => ({
      kind: 'poll' as const,
      pollId: id,
      question,
      level,
      closesAt,
      ofAssembly: choices === 1,
      bodyName: '',
      voted: false,
    }))
  const todo = toVoteFirst(open)
  return {
    body,
    here: body,
    welcome,
    polls: polls.ok ? polls.value : null,
    texts,
    assemblies: assemblies?.ok ? assemblies.value : null,
    consultations: consultations.ok ? consultations.value : null,
    /** What consultations wait for from the coordination of this very body. */
    asked: mine?.ok ? mine.value.filter(({ body: { slug } }) => slug === params.slug) : [],
    todo,
    waiting: await pollsWaiting(event, todo),
  }
}
