import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readHead, signHead, writeHead } from '#domain/sealing/head.ts'
import { sha256 } from '#domain/sealing/transcript.ts'
import { addShortSecretPoll, closeAndCount, voteIn, resultOf } from './over.ts'
import { type Person, pollsWorld, type PollsWorld, type TestPoll } from './polls-world.ts'
import { newVoters, readPoll } from './sealed-voters.ts'

// The commands by which anyone proves a poll, as real processes: one reads a file, the other follows a board, here through a server
// that lies as it is told to.

let world: PollsWorld
let poll: TestPoll
let folder: string
let dossier: Buffer
let origin: string
let liar: Server
let lies: (path: string, told: never) => unknown = (_, told) => told
let liarOrigin: string

const given = [
  [4, 3, 0],
  [4, 0, 1],
  [3, 3, 0],
  [4, 2, 0],
  [0, 1, 4],
]

beforeAll(async () => {
  world = await pollsWorld()
  folder = await mkdtemp(join(tmpdir(), 'preau-proving-'))
  const voters: Person[] = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 2))]
  const short = await addShortSecretPoll(world)
  poll = short
  await voteIn(world, poll, voters.slice(0, 1), [[0, 0, 0]])
  await voteIn(world, poll, voters, given)
  await closeAndCount(world, short)
  dossier = (await world.passerBy('GET', `${poll.url}/dossier`)).rawPayload
  origin = await world.app.listen({ port: 0, host: '127.0.0.1' })
  liar = createServer(async (request, response) => {
    const answer = await fetch(origin + request.url)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const isJson = answer.headers.get('content-type')?.includes('json')
    const path = request.url!.slice(poll.url.length)
    response.writeHead(answer.status).end(isJson ? JSON.stringify(lies(path, JSON.parse(bytes.toString()) as never)) : bytes)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => liar.once('listening', resolve))
  liarOrigin = `http://127.0.0.1:${(liar.address() as { port: number }).port}`
}, 240_000)
afterAll(async () => {
  liar?.close()
  await world?.close()
  await rm(folder, { recursive: true })
})

const run = (command: string, ...args: string[]) =>
  new Promise<{ code: number; said: string }>((resolve) =>
    execFile(process.execPath, [`commands/${command}.ts`, ...args], { timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, said: out + err }),
    ),
  )

async function kept(name: string, bytes: Uint8Array) {
  await writeFile(join(folder, name), bytes)
  return join(folder, name)
}

describe('npm run verify', { timeout: 240_000 }, () => {
  test('says what it checked, and the result', async () => {
    const { code, said } = await run('verify', await kept('good', dossier))
    expect([code, said]).toEqual([0, expect.stringContaining('✓ Roll: 5 credentials')])
    expect(said).toContain('✓ Ballots: 6 of 5 voters')
    expect(said).toContain('✓ Replaced: 1 by a later one')
    const [first] = (await resultOf(world, poll)).json().choices
    expect(said).toContain(`  1. ${first.label}: `)
  })

  test('names the first faulty leaf of a file in which one bit was turned', async () => {
    const { bytes } = await world.db
      .selectFrom('leaf')
      .select('bytes')
      .where('pollId', '=', poll.id)
      .where('position', '=', 3)
      .executeTakeFirstOrThrow()
    const wrong = Buffer.from(dossier)
    wrong[wrong.indexOf(bytes) + 500]! ^= 1
    const { code, said } = await run('verify', await kept('turned', wrong))
    expect([code, said]).toEqual([1, expect.stringMatching(/First fault: leaf 3 \(ballot\)/)])
  })

  test('refuses a file that is cut short, and one that is none', async () => {
    expect((await run('verify', await kept('cut', dossier.subarray(0, -50)))).code).toBe(1)
    expect((await run('verify', await kept('none', Buffer.from('bonjour')))).code).toBe(1)
  })

  test('ends with 2 when it is not used as it should be', async () => {
    expect((await run('verify')).code).toBe(2)
    expect((await run('verify', join(folder, 'nowhere'))).code).toBe(2)
  })
})

describe('npm run monitor', { timeout: 240_000 }, () => {
  type Board = { size: number; heads: { size: number; head: string }[] }
  type Leaves = { leaves: { position: number; hash: string; bytes: string }[] }
  const follow = (...more: string[]) => run('monitor', `${liarOrigin}/scrutins/${poll.id}`, '--every', '0.2', ...more)
  const lying = async <T>(path: string, lie: (told: T) => unknown, ...more: string[]) => {
    lies = (asked, told) => (asked.startsWith(path) ? lie(told) : told)
    const { code, said } = await follow(...more)
    lies = (_, told) => told
    return [code, said]
  }
  const turned = (base64: string, at: number) => {
    const bytes = Buffer.from(base64, 'base64')
    bytes[at < 0 ? bytes.length + at : at]! ^= 1
    return bytes.toString('base64')
  }

  test('follows an honest board to its end, and remembers it', async () => {
    const state = join(folder, 'state')
    const { code, said } = await follow('--state', state)
    expect([code, said]).toEqual([0, expect.stringContaining('6 ballots of 5 voters')])
    expect(JSON.parse(await readFile(state, 'utf8'))).toMatchObject({ poll: poll.id, size: 11 })
    expect((await follow('--state', state)).code).toBe(0)
  })

  test('shouts when a leaf was changed, was dropped, or is another than its hash', async () => {
    const change = ({ leaves }: Leaves) => ({
      leaves: leaves.map((leaf) => (leaf.position === 3 ? { ...leaf, bytes: turned(leaf.bytes, 300) } : leaf)),
    })
    expect(await lying('/board/leaves', change)).toEqual([1, expect.stringContaining('leaf 3 (ballot): not-signed')])
    const drop = ({ leaves }: Leaves) => ({ leaves: leaves.filter(({ position }) => position !== 4) })
    expect(await lying('/board/leaves', drop)).toEqual([1, expect.stringContaining('leaf 4 is not there')])
    const rename = ({ leaves }: Leaves) => ({ leaves: leaves.map((leaf) => ({ ...leaf, hash: 'ab'.repeat(32) })) })
    expect(await lying('/board/leaves', rename)).toEqual([1, expect.stringContaining('does not have the hash that is told')])
  })

  test('shouts when a head is not signed by the board', async () => {
    const forge = (board: Board) => ({ ...board, heads: board.heads.map((one) => ({ ...one, head: turned(one.head, -1) })) })
    expect(await lying('/board', (told: Board) => ('heads' in told ? forge(told) : told))).toEqual([
      1,
      expect.stringContaining('is not signed by the board'),
    ])
  })

  test('shouts when the board goes back behind what it had signed', async () => {
    const state = join(folder, 'ahead')
    expect((await follow('--state', state)).code).toBe(0)
    const back = (told: Board) => ('heads' in told ? { ...told, heads: told.heads.slice(-1) } : told)
    expect(await lying('/board', back, '--state', state)).toEqual([1, expect.stringContaining('the board goes back')])
  })

  test('shouts when two people were shown two boards, each signed', async () => {
    const { ctx } = await readPoll(world, poll.url)
    const board = (await world.passerBy('GET', `${poll.url}/board`)).json() as Board
    const { size, at } = readHead(Buffer.from(board.heads[0]!.head, 'base64'))
    const other = signHead(await world.sealing.keys.boardKey(), ctx, { size, at, root: sha256(Buffer.from('another board')) })
    const state = join(folder, 'theirs')
    await follow('--state', state)
    const theirs = { ...JSON.parse(await readFile(state, 'utf8')), head: Buffer.from(writeHead(other)).toString('base64') }
    await writeFile(state, JSON.stringify(theirs))
    expect(await lying('/nothing', (told) => told, '--state', state)).toEqual([
      1,
      expect.stringContaining(`two boards were signed at ${size} leaves`),
    ])
  })

  test('ends with 2 when it is not used as it should be', async () => {
    expect((await run('monitor')).code).toBe(2)
    expect((await run('monitor', 'https://preau.example/groupes/drome')).code).toBe(2)
  })
})
