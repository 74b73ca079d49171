import { connect } from '#db/connect.ts'
import { demoLinks } from '#server/demo/links.ts'
import { hashToken, newId, newToken } from '#server/ids.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import { cloneTemplate, dropDatabase } from '../world.ts'
import { newBrowsers, visiting } from './visit.ts'

export type Demo = Awaited<ReturnType<typeof startDemo>>
export type Name = 'Lila' | 'Samia' | 'Awa'

/** The demonstration as `npm run demo` starts it, on a database of its own, with someone of its cast signed in, and where things are. */
export async function startDemo() {
  const where = await cloneTemplate()
  const server = await startServer({ DATABASE_URL: databaseUrl(where), PREAU_MODE: 'demo' })
  const db = connect(where)
  const browsers = await newBrowsers()
  const { origin } = server

  async function signedIn(firstName: Name) {
    const { id } = await db.selectFrom('member').select('id').where('firstName', '=', firstName).executeTakeFirstOrThrow()
    const token = newToken()
    const expiresAt = new Date(Date.now() + 3_600_000)
    await db
      .insertInto('session')
      .values({ id: newId(), memberId: id, tokenHash: hashToken(token), device: 'test', expiresAt })
      .execute()
    return { id, cookie: `preau=${token}` }
  }
  const people = { Lila: await signedIn('Lila'), Samia: await signedIn('Samia'), Awa: await signedIn('Awa') }

  async function knock<T>(who: Name | null, method: string, path: string, body?: object): Promise<T> {
    const headers = { ...(who && { cookie: people[who].cookie }), ...(body && { 'content-type': 'application/json' }) }
    const answer = await fetch(origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  const polls = await db.selectFrom('poll').selectAll().execute()
  const poll = (question: RegExp) => polls.find((one) => question.test(one.question))!.id
  const charter = await db.selectFrom('document').select('id').where('kind', '=', 'charter').executeTakeFirstOrThrow()
  const assemblies = await db.selectFrom('assembly').select(['id', 'closedAt']).execute()
  const mailing = await db.selectFrom('mailing').select('id').where('kind', '=', 'convening').orderBy('madeAt').executeTakeFirstOrThrow()
  const consultations = await db.selectFrom('consultation').select(['id', 'closesAt']).execute()
  const now = new Date()

  return {
    db,
    origin,
    people,
    knock,
    visit: visiting(browsers, origin),
    charter: charter.id,
    polls: {
      closed: poll(/chantier local/),
      open: poll(/eau de la vallée/),
      sealed: polls.find(({ level }) => level === 'sealed')!.id,
      upcoming: polls.find(({ opensAt }) => opensAt > now)!.id,
      cancelled: polls.find(({ cancelledAt }) => cancelledAt !== null)!.id,
      imported: polls.find(({ level }) => level === 'imported')!.id,
    },
    assemblies: {
      convened: assemblies.find(({ closedAt }) => closedAt === null)!.id,
      past: assemblies.find(({ closedAt }) => closedAt !== null)!.id,
    },
    mailing: mailing.id,
    consultations: {
      past: consultations.find(({ closesAt }) => closesAt < now)!.id,
      voting: consultations.find(({ closesAt }) => closesAt > now)!.id,
    },
    links: () => demoLinks(db, origin),
    async end() {
      await browsers.close()
      await server.stop()
      await db.destroy()
      await dropDatabase(where)
    },
  }
}
