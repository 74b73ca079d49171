import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** One message of a mailing. */
export type Named = { mailingId: string; memberId: string }

/**
 * The name of a message: two opaque ids and their HMAC-SHA256 (RFC 2104) cut to 128 bits, under a key that is not in the database. It is its Message-ID
 * and its envelope id (RFC 3461), which a report of what became of it quotes: whoever did not have the message cannot say that it came back.
 */
export function nameOf(key: KeyObject, { mailingId, memberId }: Named): string {
  const said = `${mailingId}.${memberId}`
  return `${said}.${sealOf(key, said).toString('hex')}`
}

/** The first message of ours that a text names, or null. Of names that are none, a few are looked at. */
export function namedIn(key: KeyObject, text: string): Named | null {
  let looked = 0
  for (const [, said, mailingId, memberId, seal] of text.matchAll(
    /(?<![0-9a-z.])(([0-9a-z]{1,32})\.([0-9a-z]{1,32}))\.([0-9a-f]{32})(?![0-9a-z.])/g,
  )) {
    if (timingSafeEqual(sealOf(key, said!), Buffer.from(seal!, 'hex'))) return { mailingId: mailingId!, memberId: memberId! }
    if (++looked === 20) break
  }
  return null
}

const sealOf = (key: KeyObject, said: string) => createHmac('sha256', key).update(`preau/mail-name/1\n${said}`).digest().subarray(0, 16)
