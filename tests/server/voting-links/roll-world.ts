import { randomBytes } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import { newId } from '#server/ids.ts'
import { writeTicket } from '#server/ticket.ts'
import type { Mail, Message } from '#server/mail/mail.ts'
import { addPoll, type Knock, type PollFacts, type PollsWorld } from '../polls/polls-world.ts'

/** `id`: someone who is a member already. */
type Elector = { id?: string; email?: string; name?: string; sheet?: number; language?: 'fr' | 'en' }
export type RollWorld = PollsWorld & { mail: Mail & { sent: Message[] } }

/** A frozen roll of the group, of people who have no account: written straight into the database. */
export async function addRoll(db: Db, people: readonly Elector[], bodyId = 'group') {
  const id = newId()
  const { memberId: by } = await db.selectFrom('membership').select('memberId').limit(1).executeTakeFirstOrThrow()
  await db
    .insertInto('electorate')
    .values({
      id,
      bodyId,
      title: 'Liste nationale',
      source: 'file',
      createdBy: by,
      frozenAt: new Date(),
      frozenBy: by,
      key: randomBytes(32),
      electors: people.length,
      votes: people.length,
      fingerprint: randomBytes(32),
      admitted: people.length,
      rejected: 0,
    }) // prettier-ignore
    .execute()
  const members = people.map(({ id = newId(), email = null, language = 'fr' }) => ({ id, firstName: '', email, language }))
  const strangers = members.filter((_, at) => people[at]!.id === undefined)
  if (strangers.length > 0) await db.insertInto('member').values(strangers).execute()
  await db
    .insertInto('elector')
    .values(
      people.map(({ name = '', sheet }, at) => ({
        electorateId: id,
        memberId: members[at]!.id,
        mark: randomBytes(32),
        name,
        ...(sheet && { sheet }),
      })),
    )
    .execute()
  return { id, members: members.map((member) => member.id) }
}

/** Someone who is added to a frozen roll, with a reason: straight into the database. */
export async function addLater(db: Db, roll: { id: string }, email: string) {
  const memberId = newId()
  const { frozenBy } = await db.selectFrom('electorate').select('frozenBy').where('id', '=', roll.id).executeTakeFirstOrThrow()
  await db.insertInto('member').values({ id: memberId, firstName: '', email }).execute()
  const added = { addedAt: new Date(), addedBy: frozenBy, reason: 'Elle avait été oubliée.' }
  await db
    .insertInto('elector')
    .values({ electorateId: roll.id, memberId, mark: randomBytes(32), ...added })
    .execute()
  return memberId
}

/** In one transaction: who watches polls would give one that is open, and on no roll yet, that of the members. */
export const addPollOn = (db: Db, roll: { id: string; members: string[] }, facts: PollFacts = {}) =>
  db.transaction().execute(async (trx) => {
    const poll = await addPoll(trx, facts)
    await trx.updateTable('poll').set({ electorateId: roll.id, rollFrozenAt: new Date() }).where('id', '=', poll.id).execute()
    await trx
      .insertInto('rollEntry')
      .values(roll.members.map((memberId) => ({ pollId: poll.id, memberId })))
      .execute()
    return poll
  })

export async function linkOf(world: RollWorld, roll: { id: string }, memberId: string, once = false) {
  return writeTicket(await world.sealing.keys.linkKey(), { electorateId: roll.id, memberId, once })
}

/** A browser that came by a personal link and pressed its button. */
export async function enteredBy(world: RollWorld, token: string): Promise<Knock> {
  const entered = await world.app.inject({ method: 'POST', url: `/api/voting-links/${token}/entry` })
  const cookie = entered.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return async (method, url, payload) => world.app.inject({ method, url, headers: { cookie }, ...(payload && { payload }) })
}
