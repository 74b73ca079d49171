// Ten thousand texts, one after the other in waves of a hundred: opened, written in, left. What is left of them in the server when all are closed.
import { sql } from 'kysely'
import { schemaVersion } from '../../domain/charter.ts'
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { percent, round, table, wait } from './measure.ts'
import { startPreau } from './servers.ts'

const texts = 10_000
const wave = 100
/** What code and caches bring is there after these. */
const first = 1000

export async function many({ movement, goals }: Bench) {
  const crowd = newCrowd()
  const { update } = await crowd.ask('content', 4000)
  await sql`insert into document (id, body_id, kind, title, schema_version, created_by)
    select 'many' || n, 'group', 'note', 'Texte ' || n, ${schemaVersion}, 'm1' from generate_series(0, ${texts - 1}) as n`.execute(
    movement.db,
  )
  await sql`insert into doc_state (doc_id, upto_seq, bytes, schema_version)
    select 'many' || n, 0, ${Buffer.from(update)}, ${schemaVersion} from generate_series(0, ${texts - 1}) as n`.execute(movement.db)
  const server = await startPreau(movement, true)
  const open = async () => {
    const { rows } = await sql<{ open: number }>`select count(*)::int as open from pg_locks where locktype = 'advisory'`.execute(
      movement.db,
    )
    return rows[0]!.open
  }
  const closed = async () => {
    for (let tries = 0; (await open()) > 0; tries++) {
      if (tries > 120) throw new Error('texts stay open')
      await wait(500)
    }
    await wait(2000)
    return server.memory()
  }
  const rows: (string | number)[][] = []
  const note = async (name: string, memory: { resident: number; used: number }) => {
    rows.push([name, `${round(memory.used / 1e6)} MB`, `${Math.round(memory.resident / 1e6)} MB`])
    return memory
  }
  const start = performance.now()
  let before = { resident: 0, used: 0 }
  let stored = 0
  for (let from = 0; from < texts; from += wave) {
    await crowd.ask(
      'join',
      Array.from({ length: wave }, (_, n) => server.seat(`many${from + n}`, (from + n) % 2000, true)),
    )
    stored += (await crowd.ask('type', { perSecond: 10, seconds: 0.2 })).acknowledged
    await crowd.ask('leave')
    if (from + wave === first) before = await note(`after ${first.toLocaleString('en')}, all closed`, await closed())
  }
  const seconds = (performance.now() - start) / 1000
  const after = await note(`after ${texts.toLocaleString('en')}, all closed`, await closed())
  await crowd.end()
  await server.stop()
  const growth = (after.used - before.used) / before.used
  table([`texts opened, written in and left, ${Math.round(texts / seconds)} a second`, 'of JavaScript', 'resident'], rows)
  goals.judge(
    'many',
    growth <= 0.05 && stored >= texts,
    `${percent(growth)} more after ${texts} texts than after ${first}; ${stored} letters stored`,
  )
}
