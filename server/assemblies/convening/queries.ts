import type { Db } from '#db/connect.ts'
import { newToken } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { type FoundAssembly, itemsOf } from '../queries.ts'
import { freezeMembers } from '../roll.ts'

/** Convenes an assembly that nothing refuses: its agenda is locked, the members of its body are its roll. Nothing is sent here. */
export async function convene(trx: Db, assembly: FoundAssembly, by: string, now: Date) {
  const { id, bodyId, title, version } = assembly
  const { electorateId, size } = await freezeMembers(trx, { bodyId, title, by, at: now })
  const { length: agendaSize } = await itemsOf(trx, id)
  await trx
    .updateTable('assembly')
    .set({ convenedAt: now, convenedBy: by, rulesVersion: version, electorateId, agendaSize, roomToken: newToken() })
    .where('id', '=', id)
    .execute()
  const detail = { assembly: id, rules: version, roll: size }
  await writeInJournal(trx, { actorId: by, bodyId, what: 'assembly-convened', detail })
}
