// An installation with people in it: a database of its own on one cluster, filled with SQL.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { connect, type Where as Address } from '../../db/connect.ts'
import { startCluster } from '../../db/embedded/cluster.ts'
import { migrate } from '../../db/migrate.ts'
import { command, inDatabase } from '../../db/scratch.ts'
import { schemaVersion } from '../../domain/charter.ts'
import { newId } from '../../server/ids.ts'
import { insertFirstState } from '../../server/live/queries.ts'
import { cpuOfFamily } from './measure.ts'

export type Movement = Awaited<ReturnType<typeof newMovement>>
/** Where a movement lives on a run's own PostgreSQL. */
export type Where = { host: string; database: string; user: string }

/** One PostgreSQL for the whole run: the embedded one, in a temporary folder. */
export async function newCluster() {
  const folder = mkdtempSync(join(tmpdir(), 'preau-bench-'))
  const cluster = await startCluster(folder)
  const stop = async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { where: cluster.where, folder, stop }
}

/** A movement of so many members, m1, m2, …; the first 2,000 are in its group, the first `sessions` have one that their cookie opens. */
export async function newMovement(cluster: Where, people: number, sessions = people) {
  const where = { ...(inDatabase(cluster, `bench_${newId()}`) as Where) }
  await command(cluster, `create database ${where.database}`)
  const filled = await fillMovement(where, people, sessions)
  const drop = async () => {
    await filled.db.destroy()
    await command(cluster, `drop database ${where.database} with (force)`)
  }
  return { ...filled, where, drop }
}

/** The same in a database that is there, wherever it is. */
export async function fillMovement(where: Address, people: number, sessions = people) {
  const db = connect(where, { max: 2 })
  await migrate(db)
  await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: 'Les Mains levées', slug: 'mains-levees' }).execute()
  await db
    .insertInto('body')
    .values({ id: 'group', kind: 'group', parentId: 'movement', parentKind: 'movement', name: 'Drôme', slug: 'drome' })
    .execute()
  const numbers = (to: number) => sql`generate_series(1, ${sql.lit(to)}) as n`
  await sql`insert into member (id, first_name, email) select 'm' || n, 'P' || n, 'm' || n || '@bench.test' from ${numbers(people)}`.execute(
    db,
  )
  for (const [body, size] of [
    ['movement', people],
    ['group', Math.min(people, 2000)],
  ] as const)
    await sql`insert into membership (body_id, member_id, joined_at)
      select ${body}, 'm' || n, now() - interval '1 year' from ${numbers(size)}`.execute(db)
  await sql`insert into session (id, member_id, token_hash, device, expires_at)
    select 's' || n, 'm' || n, sha256(convert_to('bench-' || n, 'UTF8')), 'bench', now() + interval '1 day' from ${numbers(sessions)}`.execute(
    db,
  )
  await sql`analyze`.execute(db)

  /** A text of the group that begins with these bytes of a Yjs document. */
  const text = async (content: Uint8Array) => {
    const id = newId()
    await db.insertInto('document').values({ id, bodyId: 'group', kind: 'note', title: 'Charte', schemaVersion, createdBy: 'm1' }).execute()
    await insertFirstState(db, id, schemaVersion, content)
    return id
  }
  /** CPU seconds of all of PostgreSQL until now. */
  const databaseCpu = async () => cpuOfFamily(await postmaster(db))
  return { db, text, databaseCpu }
}

export const cookieOf = (n: number | string) => `preau=bench-${n}`

async function postmaster(db: ReturnType<typeof connect>) {
  const { rows } = await sql<{ pid: number }>`select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int as pid`.execute(db)
  return rows[0]!.pid
}
