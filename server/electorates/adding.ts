import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { writeInJournal } from '#server/journal.ts'
import { endFile, fileLock, findFile, forget } from './file-queries.ts'
import { changeNumbers, lockElectorate } from './queries.ts'

type Roll = { id: string; electors: number; votes: number }

/**
 * Puts the people of a file that was looked at on its roll: all of them, or nobody. Who has no account gets one without a name, which only
 * their address opens. Who is on the roll already stays as they are, so that the same file twice adds nobody.
 */
export async function addPeople(db: Db, fileId: number, { id, bodyId }: { id: string; bodyId: string }, actorId: string) {
  try {
    const frozen = await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(fileLock)}, ${fileId}::int)`.execute(trx)
      await sql`set local work_mem = '64MB'`.execute(trx)
      const roll = await lockElectorate(trx, id)
      if (roll.frozenAt) return true
      await makeMembers(trx, fileId)
      const { electors, votes } = await makeElectors(trx, fileId, roll)
      await changeNumbers(trx, id, electors, votes)
      await keepRejected(trx, fileId)
      await sql`
        update electorate_file set added = ${electors}, already = lines - rejected - ${electors}, ended_at = clock_timestamp()
        where id = ${fileId}`.execute(trx)
      const { rejected } = (await findFile(trx, fileId))!
      await writeInJournal(trx, { actorId, bodyId, what: 'electorate-imported', detail: { electorate: id, added: electors, rejected } })
      return false
    })
    await (frozen ? endFile(db, fileId, 'frozen') : tidy(db, fileId))
  } catch (error) {
    await endFile(db, fileId, 'interrupted')
    throw error
  }
}

/** What was kept of the file goes; and so many new rows are made known to the planner, and their pages told to be seen by all. */
async function tidy(db: Db, fileId: number) {
  await forget(db, fileId)
  await sql`vacuum (analyze) elector, member`.execute(db)
}

/** In the order of addresses, so that two files that name the same people never wait for each other in a circle. */
const makeMembers = (trx: Db, fileId: number) =>
  sql`
    insert into member (id, first_name, email, language)
    select member_id, '', email, language from staged_line where file_id = ${fileId} and reason is null order by email
    on conflict (email) do nothing`.execute(trx)

/**
 * On a roll that has nobody yet there is nobody to find; on another, a conflict a row, not an anti-join: a roll of which the planner knows nothing
 * yet would be read anew for each of its people. The roll is locked: nobody else adds to it. Gives back how many came, and their votes.
 */
async function makeElectors(trx: Db, fileId: number, { id, electors: before, votes: votesBefore }: Roll) {
  await sql`
    insert into elector (electorate_id, member_id, name, sought, unit, weight, line, mark)
    select electorate.id, member.id, name, sought, unit, weight, line, elector_mark(key, member.email, weight)
    from electorate, staged_line join member using (email)
    where electorate.id = ${id} and file_id = ${fileId} and reason is null
    ${before > 0 ? sql`on conflict (member_id, electorate_id) do nothing` : sql``}`.execute(trx)
  const { rows } = await sql<{ electors: number; votes: number }>`
    select count(*) as electors, coalesce(sum(weight), 0)::bigint as votes from elector where electorate_id = ${id}`.execute(trx)
  return { electors: rows[0]!.electors - before, votes: rows[0]!.votes - votesBefore }
}

const keepRejected = (trx: Db, fileId: number) =>
  sql`insert into rejected_line select file_id, line, reason from staged_line where file_id = ${fileId} and reason is not null`.execute(trx)
