import { redirect } from '@sveltejs/kit'
import { isSecret } from '#domain/poll.ts'
import { read } from '#lib/api.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { inWords } from '#lib/polls/in-words.ts'
import { readSigned } from '#lib/receipts/signed.server.ts'
import type { PageServerLoad } from './$types'

/** Shown for what the urn holds, and only for that. */
export const load: PageServerLoad = async (event) => {
  const poll = inWords(await read(event, 'GET', '/api/polls/:id', { params: event.params }), messagesFor(event.locals.language))
  const { me } = poll
  if (isSecret(poll.level)) {
    if (!me || me.casts === 0) redirect(303, `/scrutins/${poll.id}`)
    const { receipt } = await read(event, 'GET', '/api/polls/:id/receipt', { params: event.params })
    const receiptOf = { casts: me.casts, byLink: me.link !== null, castAt: me.castAt! }
    return { poll, here: poll.body, ...receiptOf, signed: readSigned(receipt), ballot: null, seat: null }
  }
  const seat = me?.seats.find(({ proxy }) => proxy === event.url.searchParams.get('pouvoir')) ?? null
  const cast = seat ?? me
  if (!cast?.ballot || !cast.castAt || poll.phase !== 'open') redirect(303, `/scrutins/${poll.id}`)
  const { ballot, castAt, casts } = cast
  return { poll, here: poll.body, ballot, castAt, casts, byLink: Boolean(me?.link), signed: null, seat }
}
