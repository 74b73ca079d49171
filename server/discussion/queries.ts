import { type ExpressionBuilder, sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Database } from '#db/schema.ts'
import { discussionLimits as limits, pageSize } from '#domain/limits.ts'

const isSaid = (remark: ExpressionBuilder<Database, 'remark' | 'thread'>) =>
  remark.or([remark('removedAt', 'is', null), remark('removedBy', 'is not', null)])

/** A thread of which all was taken back is no longer there; what the coordination removed leaves its trace. */
const isThere = ({ exists, selectFrom }: ExpressionBuilder<Database, 'thread'>) =>
  exists(selectFrom('remark').select('id').whereRef('threadId', '=', 'thread.id').where(isSaid))

/** Whether someone took their words back themselves: then nothing of them counts. */
export const tookBack = (remark: { removedAt: Date | null; removedBy: string | null }) =>
  remark.removedAt !== null && remark.removedBy === null

const threadsOf = (db: Db, documentId: string, state: 'open' | 'resolved') =>
  db
    .selectFrom('thread')
    .where('documentId', '=', documentId)
    .where('resolvedAt', state === 'open' ? 'is' : 'is not', null)
    .where(isThere)

/** All the open threads of a text, the first opened first; or a page of the resolved ones, the last resolved first. */
export async function threadsIn(db: Db, documentId: string, state: 'open' | 'resolved', page: number) {
  const threads = await threadsOf(db, documentId, state)
    .leftJoin('member', 'member.id', 'resolvedBy')
    .selectAll('thread')
    .select('firstName as resolver')
    .$if(state === 'open', (query) => query.orderBy('openedAt').limit(limits.openThreads))
    .$if(state === 'resolved', (query) =>
      query
        .orderBy('resolvedAt', 'desc')
        .limit(pageSize)
        .offset((page - 1) * pageSize),
    ) // prettier-ignore
    .execute()
  const remarks = await remarksOf(db, threads.map(({ id }) => id)) // prettier-ignore
  return threads.map((thread) => ({ ...thread, remarks: remarks.filter(({ threadId }) => threadId === thread.id) }))
}

export type ThreadWithRemarks = Awaited<ReturnType<typeof threadsIn>>[number]

/** What was said in these threads, in order, with the first names of who said it and of whom it addresses. */
async function remarksOf(db: Db, threadIds: readonly string[]) {
  if (threadIds.length === 0) return []
  return db
    .selectFrom('remark')
    .innerJoin('member', 'member.id', 'authorId')
    .select(['remark.id', 'threadId', 'authorId', 'firstName as author', 'stance', 'words', 'saidAt', 'removedAt', 'removedBy'])
    .select(
      sql<string[]>`array(select distinct first_name from addressee join member on member.id = member_id
        where remark_id = remark.id order by first_name)`.as('names'),
    )
    .where('threadId', 'in', threadIds)
    .orderBy('saidAt')
    .orderBy('remark.id')
    .execute()
}

export async function countThreads(db: Db, documentId: string, state: 'open' | 'resolved'): Promise<number> {
  const { count } = await threadsOf(db, documentId, state)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export const openByArticle = (db: Db, documentId: string) =>
  threadsOf(db, documentId, 'open')
    .select((count) => ['article', count.fn.countAll<number>().as('open')])
    .groupBy('article')
    .execute()

/** One thread opens or reopens at a time in a text, so that what was counted is still so. What is written in the text does not wait for it. */
export const lockDocument = (trx: Db, id: string) => trx.selectFrom('document').select('id').where('id', '=', id).forNoKeyUpdate().execute()

/** How many threads are open in a text, and how many of them this person opened. */
export async function openThreadsIn(trx: Db, documentId: string, memberId: string) {
  const rows = await threadsOf(trx, documentId, 'open').select('openedBy').execute()
  return { open: rows.length, mine: rows.filter(({ openedBy }) => openedBy === memberId).length }
}

/** Alone with a thread: nobody speaks in it, resolves it or takes words back meanwhile. */
export const lockThread = (trx: Db, id: string) =>
  trx.selectFrom('thread').selectAll().where('id', '=', id).where(isThere).forNoKeyUpdate().executeTakeFirst()

/** The members of a body who bear one of these names (as domain/addressing.ts spells them); a name of more than a few calls nobody. */
export async function membersCalled(db: Db, bodyId: string, names: readonly string[]): Promise<{ id: string; firstName: string }[]> {
  if (names.length === 0) return []
  const spelled = sql<string>`replace(lower(first_name collate "fr-x-icu"), '’', '''')`
  const found = await db
    .selectFrom('membership')
    .innerJoin('member', 'member.id', 'memberId')
    .select(['member.id', 'firstName', spelled.as('name')])
    .where('bodyId', '=', bodyId)
    .where('leftAt', 'is', null)
    .where(spelled, 'in', names)
    .limit((limits.namesakes + 1) * names.length)
    .execute()
  return found.filter(({ name }) => found.filter((other) => other.name === name).length <= limits.namesakes)
}
