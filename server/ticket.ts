import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { grouped, readSymbols, symbolsOf, writeSymbols } from '#domain/sealing/crockford.ts'

/**
 * Someone who votes on a roll without an account. `once`: by the code of a printed sheet, which a ballot uses up.
 * A ticket is what a personal link holds and, once its page was left by its button, the browser: two opaque ids and their HMAC-SHA256
 * (RFC 2104) cut to 128 bits, under a key that is not in the database. Nothing is kept of it: whoever has a copy of the database makes none.
 */
export type Ticket = { electorateId: string; memberId: string; once: boolean }

export function writeTicket(key: KeyObject, ticket: Ticket): string {
  const said = `${ticket.electorateId}.${ticket.memberId}${ticket.once ? '.1' : ''}`
  return `${said}.${signed(key, 'link', said).subarray(0, 16).toString('base64url')}`
}

/** The ticket that was written so under this key, or null. */
export function readTicket(key: KeyObject, text: string): Ticket | null {
  const [, said, electorateId, memberId, once, mac] = /^(([0-9a-z]{1,32})\.([0-9a-z]{1,32})(\.1)?)\.([A-Za-z0-9_-]{22})$/.exec(text) ?? []
  if (!said || !electorateId || !memberId || !mac) return null
  const right = signed(key, 'link', said).subarray(0, 16)
  return timingSafeEqual(right, Buffer.from(mac, 'base64url')) ? { electorateId, memberId, once: once !== undefined } : null
}

const codeSymbols = 10

/** The code that says the same as the link, to be typed on another device: 50 bits, "7K3P9-QXM2R". */
export const codeOf = (key: KeyObject, { electorateId, memberId }: Omit<Ticket, 'once'>): string =>
  grouped(writeSymbols(symbolsOf(signed(key, 'code', `${electorateId}.${memberId}`), codeSymbols)), codeSymbols / 2)

/** Whether this is what was typed, whatever its case, spaces and look-alikes. */
export function isCodeOf(key: KeyObject, ticket: Omit<Ticket, 'once'>, typed: string): boolean {
  const [wanted, given] = [readSymbols(codeOf(key, ticket))!, readSymbols(typed.slice(0, 40))]
  return given?.length === codeSymbols && timingSafeEqual(Buffer.from(wanted), Buffer.from(given))
}

const signed = (key: KeyObject, use: 'link' | 'code', said: string) =>
  createHmac('sha256', key).update(`preau/voting-${use}/1\n${said}`).digest()
