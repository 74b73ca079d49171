import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPoll, pollsWorld, wait } from './polls/polls-world.ts'
import { addRoll, type RollWorld } from './voting-links/roll-world.ts'

let world: RollWorld
let roll: string
let board: string
const served: Socket[] = []
beforeAll(async () => {
  world = (await pollsWorld()) as RollWorld
  world.app.server.on('connection', (socket) => served.push(socket))
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  roll = (await addRoll(world.db, [{ email: 'une@liste.org' }])).id
  const many = sql`generate_series(1, 200000) as n`
  await sql`insert into member (id, first_name, email) select 'm' || n, '', 'm' || n || '@liste.org' from ${many}`.execute(world.db)
  await sql`insert into elector (electorate_id, member_id, mark) select ${roll}, 'm' || n, sha256(n::text::bytea) from ${many}`.execute(world.db) // prettier-ignore
  await world.db.deleteFrom('listingPart').where('electorateId', '=', roll).execute()
  await sql`select list_marks(${roll})`.execute(world.db)
  board = (await addPoll(world.db, { level: 'secret' })).id
  const size = 150
  await world.db
    .insertInto('board')
    .values({ pollId: board, manifest: Buffer.alloc(1), size })
    .execute()
  await sql`insert into leaf (poll_id, position, kind, hash, bytes, at)
    select ${board}, n - 1, 'ballot', sha256(n::text::bytea), decode(repeat('ab', 65536), 'hex'), now()
    from generate_series(1, ${size}::int) as n`.execute(world.db)
}, 120_000)
afterAll(() => world.close())

/** What the process keeps for someone who asks and does not read, and what comes once they do. */
async function readSlowly(path: string) {
  const { port } = world.app.server.address() as AddressInfo
  const before = served.length
  const reader = connect(port, '127.0.0.1')
  await once(reader, 'connect')
  reader.pause()
  reader.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
  // From the first bytes until the network takes no more.
  while (served[before]!.bytesWritten === 0) await wait(50)
  await wait(1000)
  const kept = served[before]!.writableLength
  let read = 0
  reader.on('data', (chunk) => (read += chunk.length))
  await once(reader.resume(), 'close')
  return { kept, read }
}

test.each([
  ['the marks of a roll', () => `/api/electorates/${roll}/marks.txt`, 200_001 * 65],
  ['the leaves of a board', () => `/api/polls/${board}/board/leaves`, (150 * 65536 * 4) / 3],
])('%s are not kept for whoever does not read them', async (_, path, least) => {
  const { kept, read } = await readSlowly(path())
  expect(read).toBeGreaterThan(least)
  expect(kept).toBeLessThan(2 ** 21)
})

test('the leaves of a board are the same however they come', async () => {
  const ask = async (query: string) => (await world.passerBy('GET', `/api/polls/${board}/board/leaves${query}`)).json<{ size: number; leaves: { position: number }[] }>() // prettier-ignore
  const positions = async (query: string) => (await ask(query)).leaves.map(({ position }) => position)
  expect(await ask('?from=150')).toEqual({ leaves: [], size: 150 })
  expect(await positions('?from=149')).toEqual([149])
  expect(await positions('?from=10&most=41')).toEqual(Array.from({ length: 41 }, (_, n) => 10 + n))
})
