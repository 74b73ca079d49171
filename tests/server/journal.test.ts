import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modelRules } from '#domain/assembly-rules.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { signedIn } from './polls/polls-world.ts'
import { newWorld, type World } from '../world.ts'

let world: World
const [movement, other] = [newId(), newId()]
beforeAll(async () => {
  world = await newWorld()
  const body = { kind: 'movement', name: 'Le mouvement', slug: 'le-mouvement' } as const
  await world.db.insertInto('body').values({ ...body, id: movement }).execute() // prettier-ignore
  await world.db
    .insertInto('body')
    .values({ id: other, kind: 'group', name: 'Un groupe', slug: 'un-groupe', parentId: movement, parentKind: 'movement' })
    .execute()
})
afterAll(() => world.close())

const write = (bodyId: string) => writeInJournal(world.db, { actorId: null, bodyId, what: 'invitation-made', detail: { reason: 'é' } })
const lines = (bodyId: string) =>
  world.db.selectFrom('journal').select(['id', 'line', 'hash']).where('bodyId', '=', bodyId).orderBy('id').execute()

describe('the journal of a body', () => {
  test('is a chain that anyone can follow with SHA-256, also when many write at once, in two bodies', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, at) => write(at % 3 === 0 ? other : movement)))
    for (const body of [movement, other]) {
      let former: Buffer = Buffer.alloc(32)
      const chain = await lines(body)
      expect(chain).toHaveLength(body === other ? 20 : 40)
      for (const { id, line, hash } of chain) {
        expect(JSON.parse(line)).toMatchObject({ id, body, detail: { reason: 'é' } })
        former = createHash('sha256').update(former).update(line).digest()
        expect(hash.equals(former)).toBe(true)
      }
    }
  })

  test.each([
    ['changed', sql`update journal set what = 'nothing'`],
    ['taken out', sql`delete from journal`],
    ['emptied', sql`truncate journal`],
  ])('cannot be %s', async (_, statement) => {
    await write(movement)
    await expect(statement.execute(world.db)).rejects.toThrow('journal rows are never changed')
  })

  test('is written in by many while others change its body one at a time: none waits for another in a circle', async () => {
    const coordinator = await signedIn(world.db, 'Awa', { [movement]: 'coordinator' })
    const adopt = (noticeDays: number) =>
      world.app.inject({
        method: 'POST',
        url: '/api/bodies/le-mouvement/assembly-rules',
        headers: { cookie: coordinator.cookie },
        payload: { rules: { ...modelRules, ordinary: { ...modelRules.ordinary, noticeDays } }, ownWords: '' },
      })
    for (let turn = 0; turn < 20; turn++) {
      const [adopted] = await Promise.all([adopt(turn + 1), ...Array.from({ length: 8 }, () => write(movement))])
      expect(adopted!.statusCode).toBe(200)
    }
  })

  test('takes back no line of a backup that does not follow from the one before', async () => {
    const forged = { bodyId: movement, what: 'deed', detail: {}, line: '{}', hash: Buffer.alloc(32, 1) }
    await expect(world.db.insertInto('journal').values(forged).execute()).rejects.toThrow('does not follow')
  })
})
