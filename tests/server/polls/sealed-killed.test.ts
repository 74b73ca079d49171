import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { nodeOf } from '#domain/sealing/leaf.ts'
import { append, emptyLog } from '#domain/sealing/merkle-log.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { databaseUrl, type ServerProcess, startServer } from '../../server-process.ts'
import { cloneTemplate, dropDatabase } from '../../world.ts'
import { eventually } from '../live/live-world.ts'
import { addPoll, signedIn, wait } from './polls-world.ts'
import { receiptOf } from './sealed-voters.ts'

const kills = 5
type Voter = Awaited<ReturnType<typeof signedIn>>

let where: Awaited<ReturnType<typeof cloneTemplate>>
let db: ReturnType<typeof connect>
beforeAll(async () => {
  where = await cloneTemplate()
  db = connect(where)
})
afterAll(async () => {
  await db.destroy()
  await dropDatabase(where)
})

/** Casts and changes until the server is gone; `promised` gathers the hashes it signed a receipt for. */
async function castUntilKilled(server: ServerProcess, voter: Voter, url: string, promised: string[]) {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(server.origin + url + path, { ...init, headers: { cookie: voter.cookie, 'content-type': 'application/octet-stream' } })
  try {
    const { code } = (await (await ask('/credential')).json()) as { code: string }
    const poll = openPoll(nobleGroup, new Uint8Array(await (await ask('/manifest')).arrayBuffer()))
    const credential = credentialOf(nobleGroup, poll.id, Buffer.from(code, 'base64'))
    for (let counter = 1; ; counter++) {
      const { bytes } = sealBallot(poll, { credential, counter, grades: [counter % 5, 2], random: randomBytes(64) })
      const answer = await ask('/sealed-ballots', { method: 'POST', body: Uint8Array.from(bytes) })
      if (!answer.ok) return
      const told = await answer.json()
      promised.push(toHex(receiptOf({ json: () => told }).leafHash))
    }
  } catch {
    // The server is gone.
  }
}

test(
  `killed ${kills} times while people cast secret ballots, the server keeps each one it gave a receipt for, and its boards stay whole`,
  {
    timeout: 360_000,
  },
  async () => {
    await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: 'Les Mains levées', slug: 'mains-levees' }).execute()
    const voters = await Promise.all(Array.from({ length: 8 }, (_, n) => signedIn(db, `Personne ${n}`, { movement: 'member' })))
    let receipts = 0
    for (let kill = 0; kill < kills; kill++) {
      const server = await startServer({ DATABASE_URL: databaseUrl(where) })
      const poll = await addPoll(db, { bodyId: 'movement', level: 'secret', choices: ['Navette', 'Cantine'] })
      const promised: string[] = []
      const casting = voters.map((voter) => castUntilKilled(server, voter, poll.url, promised))
      await eventually(() => promised.length >= 5)
      await wait(Math.random() * 200)
      await server.kill()
      await Promise.all(casting)
      receipts += promised.length
      const leaves = await db.selectFrom('leaf').select(['bytes', 'hash']).where('pollId', '=', poll.id).orderBy('position').execute()
      const kept = new Set(leaves.map(({ hash }) => toHex(hash)))
      expect(promised.filter((hash) => !kept.has(hash))).toEqual([])
      const { manifest, size, peaks } = await db.selectFrom('board').selectAll().where('pollId', '=', poll.id).executeTakeFirstOrThrow()
      const opened = openPoll(nobleGroup, manifest)
      const log = leaves.reduce((so, { bytes }) => append(so, nodeOf(opened, bytes)), emptyLog)
      expect([size, toHex(Buffer.concat(log.hashes))]).toEqual([leaves.length, toHex(peaks)])
    }
    console.log(`${kills} kills, ${receipts} receipts`)
  },
)
