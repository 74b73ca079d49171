import type { Db } from '#db/connect.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { resultOnceCounted } from '../counting.ts'
import { aloneWithPoll } from '../lock.ts'

/**
 * Closes now a poll whose closing is in the hands of those who hold an assembly, in one transaction with what `written` says of it, and counts it;
 * false when it was closed already. No other poll is ever closed before its hour.
 */
export async function closePollNow(
  { db, sealing }: { db: Db; sealing: Sealing },
  pollId: string,
  written: (trx: Db) => Promise<unknown>,
): Promise<boolean> {
  const closed = await aloneWithPoll(db, pollId, async (trx, at) => {
    const { numUpdatedRows } = await trx
      .updateTable('poll')
      .set({ closesAt: at })
      .where('id', '=', pollId)
      .where('agendaItemId', 'is not', null)
      .where('cancelledAt', 'is', null)
      .where('closesAt', '>', at)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) await written(trx)
    return numUpdatedRows === 1n
  })
  await resultOnceCounted({ db, sealing }, pollId)
  return closed
}
