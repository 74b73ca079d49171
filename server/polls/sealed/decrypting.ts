import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type OpeningFacts, refusePart } from '#domain/trustees.ts'
import { aggregateHash } from '#domain/sealing/aggregate.ts'
import { Malformed as NoSuchBytes, toHex } from '#domain/sealing/bytes.ts'
import { type Leaf, readLeaf } from '#domain/sealing/leaf.ts'
import { countsOf, openAggregate } from '#domain/sealing/open-aggregate.ts'
import { openPoll, type OpenPoll } from '#domain/sealing/open-poll.ts'
import { decryptPartially, partialHolds } from '#domain/sealing/partial.ts'
import { serverSecret } from '#domain/sealing/server-key.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, Refused, refuseIf } from '#server/errors.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from '../lock.ts'
import { isGivenUp, storedResult } from '../queries.ts'
import { appendLeaves, signBoard } from './board.ts'
import { appendOnce, closeOnce, leafOf, sumOnce, writeResult } from './closing.ts'
import { openOnceReady } from './opening.ts'
import { boardOf } from './queries.ts'
import { trustDoors } from './trust-doors.ts'
import { numberOf, type Trusted, trustOf } from './trust-queries.ts'

type Partial = Leaf & { kind: 'partial' }

/** The doors of trustees once a sealed poll is closed: each finds the sum by themselves, says so, then gives their part. */
export function decrypting(app: FastifyInstance, { db, sealing }: Tools) {
  open(app, trustDoors.seeSum, async ({ params, body, me }) => {
    const { trust, number } = await standing(params.id, me.memberId)
    await countSealed(db, sealing, params.id)
    refuseIf(refusePart(await openingOf(db, sealing, trust), number, 'seen'))
    const poll = await openedPoll(db, sealing, params.id)
    refuseIf(toHex(aggregateHash((await leafOf(db, poll!, 'aggregate'))!)) === body.hash ? null : 'another-sum')
    await db
      .insertInto('aggregateSeen')
      .values({ pollId: params.id, number, hash: Buffer.from(body.hash, 'hex') })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })

  open(app, trustDoors.givePartial, async ({ params, body, me }) => {
    const { trust, number } = await standing(params.id, me.memberId)
    refuseIf(refusePart(await openingOf(db, sealing, trust), number, 'partial'))
    const poll = (await openedPoll(db, sealing, params.id))!
    const partial = readPartial(poll, body)
    const aggregate = (await leafOf(db, poll, 'aggregate'))!
    const holder = poll.holders[number]!
    refuseIf(partial.holder === number && partialHolds(poll, holder, aggregate, partial) ? null : 'wrong-partial')
    const boardKey = await sealing.keys.boardKey()
    await aloneWithPoll(db, poll.id, async (trx, at) => {
      refuseIf(refusePart(await openingOf(trx, sealing, trust), number, 'partial'))
      await appendLeaves(trx, poll, [partial], at)
      await signBoard(trx, poll, boardKey, at)
    })
    await countSealed(db, sealing, poll.id)
  })

  /** Who is no trustee is told so, whatever the poll is at. */
  async function standing(pollId: string, memberId: string) {
    const trust = orNotFound(await trustOf(db, pollId))
    const number = numberOf(trust, memberId)
    if (number === null) throw new Refused('not-a-trustee')
    return { trust, number }
  }
}

/** Where the opening of a closed sealed poll is. */
export async function openingOf(db: Db, sealing: Sealing, { pollId, needed }: Pick<Trusted, 'pollId' | 'needed'>): Promise<OpeningFacts> {
  const poll = await openedPoll(db, sealing, pollId)
  const summed = poll ? await leafOf(db, poll, 'aggregate') : null
  const result = await storedResult(db, pollId)
  const seen = await db.selectFrom('aggregateSeen').select('number').where('pollId', '=', pollId).orderBy('number').execute()
  const partials = poll ? await partialsOf(db, poll) : []
  return {
    needed,
    summed: summed !== null,
    tooFew: result?.counts === null,
    givenUp: await isGivenUp(db, pollId),
    seen: seen.map(({ number }) => number),
    partials: partials.map(({ holder }) => holder),
  }
}

/**
 * The count of a sealed poll, as far as it can go now: the signed close and the sum, by whoever comes first past the closing; the server's
 * part and the result once enough trustees gave theirs. Each is a leaf, written once; what was cut short goes on where it was.
 */
export async function countSealed(db: Db, sealing: Sealing, pollId: string) {
  await openOnceReady({ db, sealing }, pollId)
  const poll = await openedPoll(db, sealing, pollId)
  if (!poll || (await isGivenUp(db, pollId)) || (await storedResult(db, pollId)) || !(await closeOnce(db, sealing, poll))) return
  const aggregate = await sumOnce(db, sealing, poll)
  if (!aggregate) return
  const given = (await partialsOf(db, poll)).filter(({ holder }) => holder > 0)
  if (given.length < poll.manifest.needed) return
  const server = (await partialsOf(db, poll)).find(({ holder }) => holder === 0) ?? (await partOfServer(db, sealing, poll, aggregate))
  const result = openAggregate(poll, aggregate, [server, ...given])
  if (!result) throw new Error(`the ballots of the poll ${poll.id} do not open`)
  await appendOnce(db, sealing, poll, result)
  await writeResult(db, poll, { voters: result.ballots, counts: countsOf(poll, result).counts })
}

async function partOfServer(db: Db, sealing: Sealing, poll: OpenPoll, aggregate: Leaf & { kind: 'aggregate' }): Promise<Partial> {
  const pollKey = await sealing.keys.pollKey(poll.id)
  if (!pollKey) throw new Error(`the key of the poll ${poll.id} is not here: its ballots cannot be counted`)
  const part = decryptPartially(poll, poll.holders[0]!, serverSecret(pollKey, poll.id), aggregate, randomBytes(32))
  const boardKey = await sealing.keys.boardKey()
  return aloneWithPoll(db, poll.id, async (trx, at) => {
    const there = (await partialsOf(trx, poll)).find(({ holder }) => holder === 0)
    if (there) return there
    await appendLeaves(trx, poll, [part], at)
    await signBoard(trx, poll, boardKey, at)
    return part
  })
}

async function partialsOf(db: Db, poll: OpenPoll): Promise<Partial[]> {
  const rows = await db
    .selectFrom('leaf')
    .select('bytes')
    .where('pollId', '=', poll.id)
    .where('kind', '=', 'partial')
    .orderBy('position')
    .execute()
  return rows.map(({ bytes }) => readLeaf(poll, bytes) as Partial)
}

async function openedPoll(db: Db, { group }: Sealing, pollId: string) {
  const board = await boardOf(db, pollId)
  return board ? openPoll(group, board.manifest) : null
}

function readPartial(poll: OpenPoll, bytes: Uint8Array): Partial {
  try {
    const leaf = readLeaf(poll, bytes)
    if (leaf.kind === 'partial') return leaf
  } catch (error) {
    if (!(error instanceof NoSuchBytes)) throw error
  }
  throw new Refused('malformed-part')
}
