import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freezeRoll } from '#server/polls/roll.ts'
import { rollAnew } from '#server/polls/roll-anew.ts'
import { addPoll, fromNow, type PollsWorld, pollsWorld } from './polls-world.ts'

// The fingerprint of the roll of a vote among members: whom the poll took when it opened, for who may look it up, and nobody else.

let world: PollsWorld
beforeAll(async () => void (world = await pollsWorld()))
afterAll(() => world.close())

const told = async (id: string) =>
  (await world.passerBy('GET', `/api/polls/${id}`)).json<{ rollFingerprint: string | null; roll: unknown }>()
const sha256 = (...parts: (Buffer | string)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** As a stranger to this code would compute it, from the three tables and the words of domain/electorate.ts. */
async function byOtherMeans(pollId: string) {
  const { key } = await world.db.selectFrom('pollRoll').select('key').where('pollId', '=', pollId).executeTakeFirstOrThrow()
  const people = await world.db
    .selectFrom('membership')
    .select('memberId')
    .where('bodyId', '=', 'group')
    .where('leftAt', 'is', null)
    .execute()
  const lines = people.map(({ memberId }) => {
    const code = sha256(key, `member:${memberId}`).subarray(0, 16)
    return `${sha256('preau-elector/1', code, Buffer.from([0, 0, 0, 1]), `member:${memberId}`).toString('hex')}\n`
  })
  return sha256(lines.sort().join('')).toString('hex')
}

describe('the roll of a vote among members', () => {
  test('has no fingerprint before the poll opens, and one from its first reader on, which its data give again', async () => {
    const later = await addPoll(world.db, { opensAt: fromNow(60_000) })
    expect(await told(later.id)).toMatchObject({ rollFingerprint: null, roll: null })
    const { id } = await addPoll(world.db)
    const { rollFingerprint } = await told(id)
    expect(rollFingerprint).toBe(await byOtherMeans(id))
    expect(await rollAnew(world.db, id)).toEqual({ size: 3, written: rollFingerprint, anew: rollFingerprint })
  })

  test('says nothing of who is on it: two polls of the same people have other ones, and no answer has the key', async () => {
    const [one, two] = [await addPoll(world.db), await addPoll(world.db)]
    expect((await told(one.id)).rollFingerprint).not.toBe((await told(two.id)).rollFingerprint)
    const { key } = await world.db.selectFrom('pollRoll').select('key').where('pollId', '=', one.id).executeTakeFirstOrThrow()
    const seen = (await world.awa.knock('GET', one.url)).body
    expect(['hex', 'base64'].filter((spelling) => seen.includes(key.toString(spelling as 'hex')))).toEqual([])
  })

  test('stays that of the opening: who comes later changes nothing, who is slipped in is seen, and the database rewrites none', async () => {
    const { id } = await addPoll(world.db)
    const { rollFingerprint } = await told(id)
    await freezeRoll(world, id)
    await world.db.insertInto('membership').values({ bodyId: 'group', memberId: world.dan.id, standing: 'member' }).execute()
    expect((await told(id)).rollFingerprint).toBe(rollFingerprint)
    await world.db.insertInto('rollEntry').values({ pollId: id, memberId: world.dan.id }).execute()
    const after = (await rollAnew(world.db, id))!
    expect([after.size, after.written]).toEqual([4, rollFingerprint])
    expect(after.anew).not.toBe(rollFingerprint)
    const rewritten = world.db.updateTable('pollRoll').set({ fingerprint: Buffer.alloc(32) }).where('pollId', '=', id) // prettier-ignore
    await expect(rewritten.execute()).rejects.toThrow('never changed')
  })
})
