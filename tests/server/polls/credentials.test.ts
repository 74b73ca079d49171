import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPoll, pollsWorld, type PollsWorld } from './polls-world.ts'

let world: PollsWorld
beforeAll(async () => void (world = await pollsWorld()))
afterAll(() => world.close())

test('the credentials of a large roll are given to anyone as bytes, those of the opening and no others', { timeout: 60_000 }, async () => {
  const poll = await addPoll(world.db, { level: 'sealed', openedAt: new Date() })
  await sql`insert into credential (poll_id, k, added_at)
    select ${poll.id}, sha256(n::text::bytea), case when n > 100000 then now() end from generate_series(1, 100003) as n`.execute(world.db)
  const { rawPayload } = await world.passerBy('GET', `${poll.url}/credentials`)
  expect(rawPayload.length).toBe(32 * 100_000)
  const { rows } = await sql<{ hash: Buffer }>`
    select sha256(string_agg(k, '' order by k)) as hash from credential where poll_id = ${poll.id} and added_at is null`.execute(world.db)
  expect(createHash('sha256').update(rawPayload).digest()).toEqual(rows[0]!.hash)
})
