import type { Db } from '#db/connect.ts'
import { mailingLimits } from '#domain/mailing.ts'
import { newId, newToken } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { addMailing } from '#server/mailings/queries.ts'
import { type FoundAssembly, itemsOf } from '../queries.ts'
import { freezeMembers } from '../roll.ts'

/**
 * Convenes an assembly that nothing refuses: its agenda is locked, its roll is the one that was drawn up or the members of its body, and a
 * message to each person waits to be sent.
 */
export async function convene(trx: Db, assembly: FoundAssembly, by: string, now: Date) {
  const { id, bodyId, title, version, rollId } = assembly
  const electorateId = rollId ?? (await freezeMembers(trx, { bodyId, title, by, at: now })).electorateId
  const { electors: size } = await trx.selectFrom('electorate').select('electors').where('id', '=', electorateId).executeTakeFirstOrThrow()
  const { length: agendaSize } = await itemsOf(trx, id)
  await trx
    .updateTable('assembly')
    .set({ convenedAt: now, convenedBy: by, rulesVersion: version, electorateId, agendaSize, roomToken: newToken() })
    .where('id', '=', id)
    .execute()
  const detail = { assembly: id, rules: version, roll: size }
  await writeInJournal(trx, { actorId: by, bodyId, what: 'assembly-convened', detail })
  const mailing = newId()
  const made = { id: mailing, electorateId, assemblyId: id, kind: 'convening' as const, pace: mailingLimits.usual, madeBy: by }
  return { mailing, messages: await addMailing(trx, made) }
}
