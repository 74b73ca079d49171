import { refuseAskingAgain, tellsOfAFew } from '#domain/asked-again.ts'
import { limits } from '#domain/limits.ts'
import { refuseSecrecy } from '#domain/poll.ts'
import { refuseTrust, type Trust } from '#domain/trustees.ts'
import type { Db } from '#db/connect.ts'
import { refusePollOn } from '#domain/electorate.ts'
import { lockBody, membersAmong, membersNow } from '#server/bodies/queries.ts'
import { electorsAmong, findElectorate, lockElectorate } from '#server/electorates/queries.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { pollsAskedAlready, writeAskedAgain } from '../asked-again/queries.ts'
import { insertPoll, pendingPolls } from '../queries.ts'
import { freezeRollNow } from '../roll.ts'
import { entrust } from '../sealed/trust.ts'

type Added = Omit<Parameters<typeof insertPoll>[1], 'id'> & {
  level: 'open' | 'secret' | 'sealed'
  /** To whom a sealed poll is entrusted. */
  trust?: Trust
  /** Why the same is asked again of nearly the same people. */
  reason?: string
}

/**
 * Adds a poll to a body, of which everything was read but what depends on its people; gives back its id. Refuses too few voters for a
 * secret, too many polls, trustees who are no members, and the same asked again in secret without a reason. `detail`: for the journal.
 */
export async function addPoll(trx: Db, sealing: Sealing, { trust: given, reason = '', ...poll }: Added, now: Date, detail = {}) {
  const { bodyId, electorateId, level, createdBy: actorId } = poll
  await lockBody(trx, bodyId)
  refuseIf(refuseSecrecy(level, await voters(trx, bodyId, electorateId, level)))
  refuseIf((await pendingPolls(trx, bodyId, now)) >= limits.poll.pending ? 'too-many-polls' : null)
  const trust = level === 'sealed' ? (given ?? { needed: 0, trustees: [], registrar: '' }) : null
  if (trust) {
    const people = [...trust.trustees, trust.registrar]
    refuseIf(
      refuseTrust(
        trust,
        await membersAmong(trx, bodyId, people),
        electorateId ? await electorsAmong(trx, electorateId, people) : undefined,
      ),
    )
  }
  const already = (await pollsAskedAlready(trx, poll, poll)).filter((one) => tellsOfAFew(level, one))
  refuseIf(refuseAskingAgain(level, already, reason), already[0] && { poll: already[0].id, question: already[0].question })
  const id = newId()
  await insertPoll(trx, { ...poll, id })
  if (trust) {
    await freezeRollNow(trx, id, poll)
    await entrust(trx, sealing, id, trust)
  }
  await writeInJournal(trx, { actorId, bodyId, pollId: id, what: 'poll-created', detail })
  for (const { id: of, apart } of already) await writeAskedAgain(trx, { actorId, bodyId, pollId: id, of, apart, reason: oneLine(reason) })
  return id
}

/** How many may vote: the members of the body now, or those on a frozen roll of it. */
async function voters(trx: Db, bodyId: string, electorateId: string | null | undefined, level: Added['level']) {
  if (!electorateId) return membersNow(trx, bodyId)
  const found = await findElectorate(trx, electorateId)
  orNotFound(found?.bodyId === bodyId ? found : null)
  // Nobody is added meanwhile, who would have a weight.
  const roll = await lockElectorate(trx, electorateId)
  refuseIf(refusePollOn(roll, level))
  return roll.electors
}

/** A text on one line, composed: as the manifest of a secret poll takes it. */
export const oneLine = (text: string) =>
  text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
