import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** One message of a mailing. again: 0, or how many times it was sent again to someone whom it had not reached, which is another message. */
export type Named = { mailingId: string; memberId: string; again: number }

/**
 * The name of a message: two opaque ids, a number if it was sent again, and their HMAC-SHA256 (RFC 2104) cut to 128 bits, under a key that is not in the
 * database. It is its Message-ID and its envelope id (RFC 3461), which a report of what became of it quotes: whoever did not have the message cannot
 * say that it came back.
 */
export function nameOf(key: KeyObject, { mailingId, memberId, again }: Named): string {
  const said = [mailingId, memberId, ...(again > 0 ? [again] : [])].join('.')
  return `${said}.${sealOf(key, said).toString('hex')}`
}

/** The first message of ours that a text names, or null. Of names that are none, a few are looked at. */
export function namedIn(key: KeyObject, text: string): Named | null {
  let looked = 0
  for (const [, said, mailingId, memberId, again, seal] of text.matchAll(
    /(?<![0-9a-z.])(([0-9a-z]{1,32})\.([0-9a-z]{1,32})(?:\.([0-9]{1,5}))?)\.([0-9a-f]{32})(?![0-9a-z.])/g,
  )) {
    if (timingSafeEqual(sealOf(key, said!), Buffer.from(seal!, 'hex')))
      return { mailingId: mailingId!, memberId: memberId!, again: Number(again ?? 0) }
    if (++looked === 20) break
  }
  return null
}

const sealOf = (key: KeyObject, said: string) => createHmac('sha256', key).update(`preau/mail-name/1\n${said}`).digest().subarray(0, 16)
