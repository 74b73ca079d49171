import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Tools } from '#server/app.ts'
import type { Config } from '#server/config.ts'
import { refuseIf, SignedOut } from '#server/errors.ts'
import { readTicket, type Ticket } from '#server/ticket.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a personal link left in this browser: it votes on its roll, and does nothing else. */
    ticket: Ticket | null
  }
}

export const ticketCookie = 'preau-vote'

/** Reads the ticket of every request to the API into `request.ticket`, without asking the database anything. */
export async function recogniseVoter(app: FastifyInstance, { sealing }: Tools) {
  const key = await sealing.keys.linkKey()
  app.decorateRequest('ticket', null)
  app.addHook('onRequest', async (request) => {
    const held = request.cookies[ticketCookie]
    if (held && request.url.startsWith('/api/')) request.ticket = readTicket(key, held)
  })
}

const days = 90

export const giveTicket = (reply: FastifyReply, config: Config, ticket: string) =>
  reply.setCookie(ticketCookie, ticket, { ...shape(config), maxAge: days * 86_400 })
export const takeTicket = (reply: FastifyReply, config: Config) => reply.clearCookie(ticketCookie, shape(config))
const shape = (config: Config) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: config.origin.startsWith('https:') }) as const

/** The ticket that votes on this roll, if the browser holds one. */
export const ticketOn = (electorateId: string | null, { ticket }: FastifyRequest) =>
  ticket && ticket.electorateId === electorateId ? ticket : null

/** Who votes in a poll on this roll: whoever the personal link of the browser says, else who is signed in. 401 when nobody. */
export function voterIn(electorateId: string | null, request: FastifyRequest): string {
  const memberId = ticketOn(electorateId, request)?.memberId ?? request.me?.memberId
  if (!memberId) throw new SignedOut()
  return memberId
}

/** The same for a ballot, `counter` being 1 for the first: the code of a printed sheet casts one, and no change. */
export function casterIn(electorateId: string | null, request: FastifyRequest, counter: number): string {
  refuseIf(ticketOn(electorateId, request)?.once && counter > 1 ? 'already-voted' : null)
  return voterIn(electorateId, request)
}
