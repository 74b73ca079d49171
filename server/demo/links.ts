import { createHash, randomBytes } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import { newId } from '#server/ids.ts'
import { visitors } from './cast.ts'
import { emailName } from './seed.ts'

const says: Record<(typeof visitors)[number], string> = {
  Lila: 'coordination du mouvement et de la Drôme / coordinates the movement and Drôme',
  Samia: 'membre de la Drôme / member of Drôme',
  Awa: 'coordination de la Haute-Garonne / coordinates Haute-Garonne',
}

/** Links that sign in as three people of the cast, new at each start, good for a day and for one use each. */
export async function demoLinks(db: Db, origin: string) {
  const expiresAt = new Date(Date.now() + 24 * 3_600_000)
  return Promise.all(
    visitors.map(async (firstName) => {
      const token = randomBytes(24).toString('base64url')
      const hash = (text: string) => createHash('sha256').update(text).digest()
      const email = `${emailName(firstName)}@demo.invalid`
      await db
        .insertInto('signIn')
        .values({ id: newId(), email, codeHash: hash(randomBytes(24).toString('hex')), linkHash: hash(token), expiresAt })
        .execute()
      return { firstName, says: says[firstName], link: `${origin}/entrer/${token}` }
    }),
  )
}
