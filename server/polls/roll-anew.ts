import { createHash } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import { codePreimage, listingOf, markPreimage, memberOnRoll } from '#domain/electorate.ts'

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()

/**
 * The fingerprint of a roll of members as it was written when the poll opened, and as the rules of domain/electorate.ts make it of the roll that is
 * stored now, in hexadecimal. Null when the poll has no such roll: not opened, or of a roll that was drawn up, whose listing is published.
 */
export async function rollAnew(db: Db, pollId: string): Promise<{ size: number; written: string; anew: string } | null> {
  const kept = await db.selectFrom('pollRoll').selectAll().where('pollId', '=', pollId).executeTakeFirst()
  if (!kept) return null
  const people = await db.selectFrom('rollEntry').select(['memberId', 'weight']).where('pollId', '=', pollId).execute()
  const marks = people.map(({ memberId, weight }) => {
    const name = memberOnRoll(memberId)
    const code = sha256(codePreimage(kept.key, name)).subarray(0, 16)
    return sha256(markPreimage(code, { email: name, weight })).toString('hex')
  })
  return { size: people.length, written: kept.fingerprint.toString('hex'), anew: sha256(listingOf(marks)).toString('hex') }
}
