import { sql } from 'kysely'
import { modelRules, type AssemblyRules } from '../../../domain/assembly-rules.ts'
import { quorumNeeded } from '../../../domain/quorum.ts'
import { newId } from '../../../server/ids.ts'
import { round, wait } from '../measure.ts'
import { cookieOf } from '../movement.ts'
import type { Roll } from './roll.ts'
import { offices, type Stage } from './stage.ts'

// The assembly: convened on the frozen roll, its quorum made by people who sign in and proxies, its resolution, its end.

/** One in a hundred must be there or represented. Statutes may ask for no notice, and here do: nobody waits fifteen days for a bench. */
const quorum = { part: 1, of: 100 }
const variant = {
  noticeDays: 0,
  quorum,
  threshold: 2,
  majority: { part: 1, of: 2 },
  proxies: 2,
  second: { noticeDays: 0, quorum: { part: 0, of: 1 } },
}
export const rules: AssemblyRules = { ...modelRules, remote: true, ordinary: variant, extraordinary: variant }
const resolution = 'L’assemblée mandate pour un an les personnes que la consultation a placées en tête.'

export type Told = {
  agenda: { id: string; vote: { id: string; result: { voters: number; counts: number[]; adopted: boolean } | null } | null }[]
  notices: { mailing: string; sent: number; waiting: number; failed: number; first: string; last: string }
  quorum: { room: number; remote: number; represented: number; needed: number; missing: number }
  roll: { size: number; fingerprint: string }
}
export const see = ({ knock }: Stage, id: string) => knock<Told>('GET', `/api/assemblies/${id}`)

export async function convene({ knock, step }: Stage, roll: Roll) {
  await knock('POST', '/api/bodies/mains-levees/assembly-rules', { rules, ownWords: 'Article 8 : aucun délai.' })
  const { id } = await knock<{ id: string }>('POST', '/api/bodies/mains-levees/assemblies', {
    ...{ kind: 'ordinary', roll: roll.id, title: 'Assemblée générale nationale', place: '', link: 'https://visio.test/ag' },
    startsAt: new Date(Date.now() + 600_000).toISOString(),
    agenda: [
      { title: 'La consultation', text: 'Qui nous représente ?', resolution: null },
      { title: 'Le mandat', text: '', resolution },
    ],
  })
  const { mailing } = await step(
    'the assembly convened, a notice to each waiting to leave',
    () => knock<{ mailing: string; messages: number }>('POST', `/api/assemblies/${id}/convening`),
    ({ messages }) => `${messages.toLocaleString('en')} messages; notice of 0 days by its rules`,
  )
  await knock('PATCH', `/api/mailings/${mailing}`, { pace: 60_000 })
  return id
}

/** People of the roll sign in at a distance, some give a proxy and another takes it, until the quorum is there; then it is opened. */
export async function openWithQuorum(stage: Stage, id: string, roll: Roll) {
  const { db, knock, step } = stage
  const needed = quorumNeeded(roll.members.length, quorum)
  const givers = Math.min(200, Math.floor(needed / 4))
  const comers = roll.members.slice(-needed)
  await sessionsFor(stage, [...comers, ...roll.members.slice(0, givers)])
  const asked: Record<string, number> = { presence: 0, proxy: 0 }
  await step(
    'the quorum: people sign in at a distance, give and take proxies',
    async () => {
      for (let n = 0; n < givers; n++) {
        const { id: proxy } = await asMember<{ id: string }>(stage, roll.members[n]!, 'POST', `/api/assemblies/${id}/proxies`, {
          holder: comers[n],
        })
        await asMember(stage, comers[n]!, 'PUT', `/api/proxies/${proxy}/answer`, { accepts: true })
        asked.proxy! += 2
      }
      await db.updateTable('assembly').set({ startsAt: new Date() }).where('id', '=', id).execute()
      const waiting = comers.slice(0, needed - givers)
      const queue = async () => {
        for (let member = waiting.pop(); member; member = waiting.pop()) {
          await asMember(stage, member, 'POST', `/api/assemblies/${id}/presence`, { here: 'remote' })
          asked.presence!++
        }
      }
      await Promise.all(Array.from({ length: 8 }, queue))
      return see(stage, id)
    },
    ({ quorum: { room, remote, represented, needed } }, took) =>
      `${room + remote} there, ${represented} represented of ${needed} asked for; ${round((1000 * took) / (asked.presence! + asked.proxy!))} ms a deed. Sessions made, and its hour moved, in the database`,
  )
  for (const n of [offices.chair, offices.secretary]) await knock('PUT', `/api/assemblies/${id}/attendance/m${n}`, { here: 'room' })
  await knock('PUT', `/api/assemblies/${id}/officers`, { chair: `m${offices.chair}`, secretary: `m${offices.secretary}` })
  await step('the assembly opened by its chair', () => knock('POST', `/api/assemblies/${id}/opening`, undefined, offices.chair))
  const item = (await see(stage, id)).agenda[1]!.id
  const { id: pollId } = await step('its resolution put to the vote', () =>
    knock<{ id: string }>('POST', `/api/assemblies/${id}/items/${item}/poll`, undefined, offices.chair),
  )
  return { item, pollId }
}

/** Closed, certified, its minutes signed by both officers; they are what the facts say, under a number and a fingerprint. */
export async function signMinutes(stage: Stage, id: string) {
  const { knock, step, db } = stage
  await knock('POST', `/api/assemblies/${id}/closing`, undefined, offices.chair)
  const officers = [offices.secretary, offices.chair]
  for (const officer of officers) await knock('POST', `/api/assemblies/${id}/certification`, undefined, officer)
  await step('the minutes drawn up and signed by both officers', async () => {
    for (const officer of officers) await knock('POST', `/api/assemblies/${id}/minutes/signature`, undefined, officer)
  })
  type Minutes = { content: string; fingerprint: string; secretarySignedAt: string; chairSignedAt: string }
  const { content, fingerprint, chairSignedAt } = await knock<Minutes>('GET', `/api/assemblies/${id}/minutes`)
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(content))).toString('hex')
  if (!chairSignedAt || hash !== fingerprint) throw new Error('the minutes are not signed under their own fingerprint')
  await db.selectFrom('minutes').select('number').where('assemblyId', '=', id).executeTakeFirstOrThrow()
  const said = JSON.parse(content) as { number: number; year: number; convening: { sent: number; of: number }; attendance: { came: number }; proxies: { counted: number } } // prettier-ignore
  return { ...said, fingerprint, bytes: Buffer.byteLength(content) }
}

/** Until the convening notice and the other mails have left; how many messages a second. */
export async function mailHasLeft(stage: Stage, id: string) {
  for (;;) {
    const { notices } = await see(stage, id)
    if (notices.waiting === 0) return notices
    await wait(1000)
  }
}

/** People of a roll sign in by a mail; that mail is not what is measured. */
async function sessionsFor({ db }: Stage, members: readonly string[]) {
  await sql`insert into session (id, member_id, token_hash, device, expires_at)
    select ${newId()} || n, member, sha256(convert_to('bench-' || member, 'UTF8')), 'bench', now() + interval '1 day'
    from unnest(${members}::text[]) with ordinality as asked (member, n)`.execute(db)
}

async function asMember<T>({ server }: Stage, member: string, method: string, path: string, body: object): Promise<T> {
  const headers = { cookie: cookieOf(member), origin: server.origin, 'content-type': 'application/json' }
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method, headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (answer.status === 204 ? null : await answer.json()) as T
}
