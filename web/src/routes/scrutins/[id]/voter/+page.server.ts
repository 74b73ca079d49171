import { redirect, type RequestEvent } from '@sveltejs/kit'
import { readBallot } from '#domain/ballot.ts'
import { type Answer, call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { inWords } from '#lib/polls/in-words.ts'
import { type Draft, envelopeOf, fieldOf, linesOf, newDraft, readDraft } from '#lib/polls/ballot-form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const poll = await openPoll(event)
  // A sealed ballot is made on a device or not at all; the poll's page says so.
  if (poll.level === 'sealed') redirect(303, `/scrutins/${poll.id}`)
  const seat = seatIn(event, poll)
  const casts = (seat ?? poll.me!).casts
  const canChange = casts === 0 || poll.me!.changes === 'until-closing'
  const mayCast = event.url.searchParams.has('pouvoir') ? seat !== null : poll.me!.onTheRoll
  // A form that was just posted answers for itself: what it says of a poll that closed meanwhile is not lost in a redirection.
  if (event.request.method === 'GET' && (poll.phase !== 'open' || !mayCast || !canChange)) redirect(303, `/scrutins/${poll.id}`)
  return { poll, seat, draft: newDraft(poll, seat), bare: true }
}

export const actions: Actions = {
  relire: async (event) => {
    const values = await readForm(event)
    const draft = readDraft(values)
    const poll = await openPoll(event)
    const problems = draft.blank ? [] : problemsOf(draft, poll, messagesFor(event.locals.language).polls.ballot.missing)
    return problems.length > 0 ? mend(problems, values) : { review: values }
  },

  corriger: async (event) => ({ values: await readForm(event) }),

  deposer: (event) =>
    cast(event, ({ params, proxy, draft }) => {
      const body = envelopeOf(draft)
      return proxy
        ? call(event.fetch, 'POST', '/api/polls/:id/proxy-ballots', { params, body: { proxy, ...body } })
        : call(event.fetch, 'POST', '/api/polls/:id/ballots', { params, body })
    }),

  /** A secret ballot that comes by a form is sealed by the server, in memory. */
  sceller: (event) =>
    cast(event, ({ params, draft }) => {
      const body = { counter: Number(draft.counter), grades: linesOf(draft) }
      return call(event.fetch, 'POST', '/api/polls/:id/assisted-ballots', { params, body })
    }),
}

type Ballot = { params: { id: string }; proxy: string | null; draft: Draft }

/** Hands a ballot in and goes to its receipt, or says on the page why not. */
async function cast(event: RequestEvent, hand: (ballot: Ballot) => Promise<Answer<unknown>>) {
  const values = await readForm(event)
  const params = { id: event.params.id! }
  const proxy = event.url.searchParams.get('pouvoir')
  const answer = await hand({ params, proxy, draft: readDraft(values) })
  if (answer.ok) redirect(303, `/scrutins/${params.id}/recu${proxy ? `?pouvoir=${encodeURIComponent(proxy)}` : ''}`)
  const t = messagesFor(event.locals.language)
  return tell(event, answer, values, t, { reasons: { ...t.polls.reasons, ...t.assemblies.ballot.reasons } })
}

/** The poll, for someone who is signed in or came by a personal link; of a drawn-up roll its page tells the others both ways in. */
async function openPoll(event: RequestEvent) {
  const found = (event.locals.poll ??= await read(event, 'GET', '/api/polls/:id', { params: { id: event.params.id! } }))
  const poll = inWords(found, messagesFor(event.locals.language))
  if (!poll.me) redirect(303, poll.roll ? `/scrutins/${poll.id}` : `/connexion?retour=${encodeURIComponent(event.url.pathname)}`)
  return poll
}

type Poll = Awaited<ReturnType<typeof openPoll>>

/** The seat that the address names, if this person may cast in it now. */
const seatIn = ({ url }: { url: URL }, poll: Poll) => poll.me!.seats.find(({ proxy }) => proxy === url.searchParams.get('pouvoir')) ?? null

/** One line for each choice that has no grade; whatever else is wrong can only come from a hand-made form, and is told the same. */
function problemsOf(draft: Draft, poll: Poll, missing: (choice: string) => string) {
  const read = readBallot(poll, linesOf(draft))
  if ('ballot' in read) return []
  const wrong = new Set(read.problems.map(({ choice }) => choice))
  return poll.choices.filter(({ id }) => wrong.has(id)).map(({ id, label }) => ({ field: fieldOf(id), message: missing(label) }))
}
