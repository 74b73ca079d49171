import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { historyLimits as limits } from '#domain/limits.ts'
import { agedBy, historyWorld, type HistoryWorld, lineOf, typeIn } from './history-world.ts'

let world: HistoryWorld
beforeAll(async () => void (world = await historyWorld()))
afterEach(() => world.leaveAll())
afterAll(() => world.close())

const said = (content: object) => JSON.stringify(content)

/** A charter in which Bilal wrote an hour ago, then Awa and Bilal now. */
async function writtenTwice() {
  const id = await world.charter()
  const [awa, bilal] = [await world.join(id, world.awa), await world.join(id, world.bilal)]
  await typeIn(bilal, 2, ' Ou deux.')
  await agedBy(world, id, 60)
  await typeIn(awa, 1, ' Ici')
  await typeIn(bilal, 2, ' Ou plus')
  return { id, awa, bilal }
}

describe('the history of a draft', () => {
  test('is its sittings, the last first, with who wrote and how much; before anything is written there is none', async () => {
    expect(await world.list(await world.charter())).toEqual({ versions: [], last: 0, older: null, may: { write: true } })
    const { id } = await writtenTwice()
    const { versions, last, older } = await world.list(id)
    expect(versions.map(({ fromSeq, seq, edits, people, authors }) => [fromSeq, seq, edits, people, authors])).toEqual([
      [10, 21, 12, 2, ['Bilal', 'Awa']],
      [1, 9, 9, 1, ['Bilal']],
    ])
    expect([last, older]).toEqual([21, null])
  })

  test('a version says what the text said then and before, and who wrote in which article', async () => {
    const { id } = await writtenTwice()
    const now = await world.version(id, 21)
    expect(said(now.before)).toContain('une fois par mois. Ou deux."')
    expect(said(now.content)).toContain('une fois par mois. Ou deux. Ou plus"')
    expect(now.wrote).toEqual([
      { article: 'valeurs-1', people: 1, authors: ['Awa'] },
      { article: 'rencontres-1', people: 1, authors: ['Bilal'] },
    ])
    expect([now.former, now.last]).toEqual([9, 21])
    const first = await world.version(id, 9)
    expect(said(first.before)).not.toContain('Ou deux')
    expect([first.former, first.wrote]).toEqual([null, [{ article: 'rencontres-1', people: 1, authors: ['Bilal'] }]])
  })

  test('any row of the log is a version: its sitting up to there', async () => {
    const { id } = await writtenTwice()
    const half = await world.version(id, 12)
    expect([half.fromSeq, half.seq, half.edits]).toEqual([10, 12, 3])
    expect(said(half.content)).toContain('Chaque voix compte pareil. Ic"')
    for (const seq of [0, 22, -1, 1.5]) expect((await world.knock(world.awa, 'GET', `/api/documents/${id}/history/${seq}`)).statusCode).toBeGreaterThanOrEqual(400) // prettier-ignore
  })

  test('tells names to members of the body only; others are told how many wrote', async () => {
    const { id } = await writtenTwice()
    await world.name(id, 9, 'Avant le débat')
    for (const who of [world.dan, world.eve, null]) {
      const { versions, may } = await world.list(id, who)
      expect(versions.map(({ people, authors, name, madeBy }) => [people, authors, name, madeBy])).toEqual([
        [2, [], null, null],
        [1, [], 'Avant le débat', null],
      ])
      expect(may).toEqual({ write: false })
      expect((await world.version(id, 21, who)).wrote).toEqual([
        { article: 'valeurs-1', people: 1, authors: [] },
        { article: 'rencontres-1', people: 1, authors: [] },
      ])
    }
  })

  test('is the same after the log was compacted, and words since deleted are still in it', async () => {
    const { id, awa, bilal } = await writtenTwice()
    lineOf(bilal, 2).delete(0, lineOf(bilal, 2).length)
    await bilal.allStored()
    const [before, then] = [await world.list(id), await world.version(id, 21)]
    for (const client of [awa, bilal]) await client.leave()
    const compacted = () => world.db.selectFrom('docState').select('uptoSeq').where('docId', '=', id).executeTakeFirstOrThrow()
    for (let tries = 0; (await compacted()).uptoSeq < 22 && tries < 200; tries++) await new Promise((then) => setTimeout(then, 50))
    expect((await compacted()).uptoSeq).toBe(22)
    const again = await world.join(id, world.awa)
    await typeIn(again, 1, '.')
    expect((await world.list(id)).versions.map(({ seq }) => seq)).toEqual([23, 9])
    expect(before.versions.map(({ seq }) => seq)).toEqual([22, 9])
    expect(await world.version(id, 21)).toEqual({ ...then, last: 23 })
  })

  test('a page holds so many versions, and says where the next one begins', async () => {
    const id = await world.charter()
    const rows = Array.from({ length: 120 }, (_, at) => ({ docId: id, seq: at + 1, authorId: world.awa.id, at: new Date(Date.now() - (200 - at) * 3_600_000), bytes: Buffer.from([0, 0]) })) // prettier-ignore
    await world.db.insertInto('docUpdate').values(rows).execute()
    const pages = []
    for (let query = ''; ;) {
      const { versions, older } = await world.list(id, world.awa, query)
      pages.push(versions.map(({ seq }) => seq))
      if (older === null) break
      query = `?upto=${older}`
    }
    expect(pages.map((page) => page.length)).toEqual([50, 50, 20])
    expect(pages.flat()).toEqual(rows.map(({ seq }) => seq).reverse())
  })
})

describe('naming a version', () => {
  test('makes it stand out, and ends its sitting there', async () => {
    const { id } = await writtenTwice()
    expect((await world.name(id, 12, '  Avant   le débat ', world.bilal)).statusCode).toBe(204)
    expect((await world.list(id)).versions.map(({ fromSeq, seq, name, madeBy }) => [fromSeq, seq, name, madeBy])).toEqual([
      [13, 21, null, null],
      [10, 12, 'Avant le débat', 'Bilal'],
      [1, 9, null, null],
    ])
  })

  test.each([
    ['someone who only reads', () => world.dan, 'not-a-writer'],
    ['anyone, twice', () => world.awa, 'named-already'],
  ])('is refused to %s', async (_, who, reason) => {
    const { id } = await writtenTwice()
    await world.name(id, 9, 'Une')
    expect((await world.name(id, 9, 'Deux', who())).json()).toEqual({ error: 'refused', reason })
  })

  test('is refused beyond so many, in an archived text, and without a name', async () => {
    const { id } = await writtenTwice()
    expect((await world.name(id, 9, '   ')).statusCode).toBe(400)
    await world.db.updateTable('document').set({ archivedAt: new Date() }).where('id', '=', id).execute()
    expect((await world.name(id, 9, 'Trop tard')).json()).toEqual({ error: 'refused', reason: 'archived' })
    await world.db.updateTable('document').set({ archivedAt: null }).where('id', '=', id).execute()
    const rows = Array.from({ length: limits.named }, (_, at) => ({ documentId: id, seq: 1000 + at, name: `n${at}`, madeBy: world.awa.id }))
    await world.db.insertInto('draftVersion').values(rows).execute()
    expect((await world.name(id, 9, 'Une de trop')).json()).toEqual({ error: 'refused', reason: 'too-many' })
  })

  test('is for ever: no row of it, nor of the history, is changed or deleted', async () => {
    const { id } = await writtenTwice()
    await world.name(id, 9, 'Une')
    const change = world.db.updateTable('draftVersion').set({ name: 'Autre' }).where('documentId', '=', id).execute()
    await expect(change).rejects.toThrow('never changed')
    await expect(world.db.deleteFrom('draftVersion').where('documentId', '=', id).execute()).rejects.toThrow('never changed')
  })
})
