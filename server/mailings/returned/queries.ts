import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Returned } from '#domain/returned.ts'

/**
 * Messages of a mailing that left and came back did not reach anyone: they are failures from now on, whose problem says so, with the status if
 * there is one. Says how many, how many of those given were failures already, and to whom nothing of this mailing had left.
 */
export async function writeReturned(trx: Db, mailingId: string, returned: readonly Returned[]) {
  const given = returned.flatMap(({ addresses, status }, at) =>
    addresses.map((email) => ({ at, email, problem: ['returned', status].filter(Boolean).join(' ') })),
  )
  const { rows } = await sql<{ at: number; already: boolean }>`
    with given as (select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as row (at int, email text, problem text)),
    found as (
      select distinct on (delivery.member_id) at, delivery.member_id, given.problem, failed_at is not null as already
      from given join member using (email) join delivery on delivery.member_id = member.id
      where mailing_id = ${mailingId} and (sent_at is not null or failed_at is not null) order by delivery.member_id, at
    ), written as (
      update delivery set failed_at = clock_timestamp(), problem = found.problem
      from found where mailing_id = ${mailingId} and delivery.member_id = found.member_id and not already
    )
    select at, already from found`.execute(trx)
  const known = new Set(rows.map(({ at }) => at))
  const already = rows.filter((row) => row.already).length
  const unknown = returned.flatMap(({ addresses }, at) => (known.has(at) ? [] : [addresses[0]!]))
  return { returned: rows.length - already, already, unknown }
}
