import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { advisoryOwnership } from '#server/live/ownership.ts'
import { saidIn } from '#server/yjs-content.ts'
import type { Client } from '../../live/client.ts'
import { eventually, storedText } from '../live/live-world.ts'
import { historyWorld, type HistoryWorld, lineOf, typeIn } from './history-world.ts'

let world: HistoryWorld
beforeAll(async () => void (world = await historyWorld()))
afterEach(() => world.leaveAll())
afterAll(() => world.close())

const said = ({ doc }: Client) => JSON.stringify(saidIn(doc))
const ids = ({ doc }: Client) => saidIn(doc).content!.flatMap(({ attrs }) => (typeof attrs?.id === 'string' ? [attrs.id] : []))
const all = ['valeurs-1', 'rencontres-1', 'argent-1']

/** A text where Bilal wrote, then deleted the second article: row 9 is what is missed. */
async function regretted() {
  const id = await world.charter()
  const [awa, bilal] = [await world.join(id, world.awa), await world.join(id, world.bilal)]
  await typeIn(bilal, 2, ' Ou deux.')
  bilal.doc.getXmlFragment('content').delete(2, 1)
  await bilal.allStored()
  return { id, awa, bilal }
}

describe('taking up a version', () => {
  test('is seen by everyone there at once, with the ids of its articles, and is a version of its own; nothing is rewritten', async () => {
    const { id, awa, bilal } = await regretted()
    const before = await world.list(id)
    const rows = () => world.db.selectFrom('docUpdate').selectAll().where('docId', '=', id).orderBy('seq').execute()
    const former = await rows()
    const { seq } = (await world.takeUp(id, 9)).json()
    for (const client of [awa, bilal]) await client.until(() => said(client).includes('Ou deux.'), 'what was taken up')
    expect([ids(awa), ids(bilal)]).toEqual([all, all])
    expect(saidIn(await storedText(world.db, id))).toEqual(saidIn(awa.doc))
    const { versions } = await world.list(id)
    expect(versions[0]).toMatchObject({ fromSeq: seq, seq, edits: 1, authors: ['Awa'], madeBy: 'Awa', takenFrom: { seq: 9, name: null } })
    expect(versions.slice(1)).toEqual(before.versions)
    expect((await rows()).slice(0, former.length)).toEqual(former)
    const taken = await world.version(id, seq)
    expect(taken.content).toEqual((await world.version(id, 9)).content)
    expect(taken.wrote).toEqual([{ article: 'rencontres-1', people: 1, authors: ['Awa'] }])
  })

  test('in the middle of two people’s writing loses no letter of theirs', async () => {
    const { id, awa, bilal } = await regretted()
    const hers = Array.from({ length: 120 }, (_, at) => `${at % 10}`)
    const writing = (client: Client, at: number) => async () => {
      for (const letter of hers) {
        lineOf(client, at).insert(lineOf(client, at).length, letter)
        await new Promise((then) => setTimeout(then, 2))
      }
      await client.allStored()
    }
    // The last article is third once the second is back.
    const money = (client: Client) => (ids(client).length === 3 ? 3 : 2)
    const byBilal = async () => {
      for (const letter of hers) {
        lineOf(bilal, money(bilal)).insert(0, letter)
        await new Promise((then) => setTimeout(then, 2))
      }
      await bilal.allStored()
    }
    const typing = Promise.all([writing(awa, 1)(), byBilal()])
    await new Promise((then) => setTimeout(then, 60))
    const { seq } = (await world.takeUp(id, 9, world.chloe)).json()
    await typing
    const last = await world.lastSeq(id)
    expect(last).toBeGreaterThan(seq)
    // Every row is in the history: what the text said just before has all that was typed by then, what came after is there now.
    const just = JSON.stringify((await world.version(id, seq - 1)).content)
    const now = said(await world.join(id, world.dan))
    const [shown, gone] = [[...hers.join('')].length, /pareil\.(\d*)/.exec(just)![1]!.length]
    const kept = /pareil\.(\d*)/.exec(now)![1]!.length
    expect(kept + gone).toBeGreaterThanOrEqual(shown)
    const [paid, owed] = [/"(\d*)Les comptes/.exec(now)![1]!.length, /"(\d*)Les comptes/.exec(just)![1]!.length]
    expect(paid + owed).toBeGreaterThanOrEqual(shown)
    await eventually(() => said(awa) === said(bilal) && said(awa) === now)
    expect(ids(awa)).toEqual(all)
  })

  test('twice at the same instant writes once, and never an article twice', async () => {
    const { id, awa } = await regretted()
    const answers = await Promise.all([world.takeUp(id, 9, world.awa), world.takeUp(id, 9, world.bilal)])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    expect(answers.find(({ statusCode }) => statusCode === 409)!.json()).toMatchObject({ reason: 'same-words' })
    await awa.until(() => ids(awa).length === 3, 'the article')
    expect(ids(awa)).toEqual(all)
  })

  test('works when nobody is there, and its own version is taken back as any other', async () => {
    const { id, awa, bilal } = await regretted()
    for (const client of [awa, bilal]) await client.leave()
    const { seq } = (await world.takeUp(id, 9)).json()
    const back = (await world.takeUp(id, seq - 1)).json()
    expect(back.seq).toBe(seq + 1)
    expect(ids(await world.join(id, world.awa))).toEqual(['valeurs-1', 'argent-1'])
  })

  test.each([
    ['someone who only reads', () => world.dan, 'not-a-writer'],
    ['a member, when the coordination writes', () => world.bilal, 'not-a-writer'],
  ])('is refused to %s', async (_, who, reason) => {
    const { id } = await regretted()
    await world.db.updateTable('document').set({ writers: 'coordinators' }).where('id', '=', id).execute()
    expect((await world.takeUp(id, 9, who())).json()).toEqual({ error: 'refused', reason })
    expect(await world.lastSeq(id)).toBe(10)
  })

  test('is refused with words in an archived text, and when the text says it already', async () => {
    const { id } = await regretted()
    expect((await world.takeUp(id, 10)).json()).toEqual({ error: 'refused', reason: 'same-words' })
    await world.db.updateTable('document').set({ archivedAt: new Date() }).where('id', '=', id).execute()
    expect((await world.takeUp(id, 9)).json()).toEqual({ error: 'refused', reason: 'archived' })
    expect((await world.takeUp(id, 9, world.eve)).json()).toEqual({ error: 'refused', reason: 'archived' })
  })

  test('is for later when another process has the text', async () => {
    const id = await world.charter()
    await world.leaveAll()
    const awa = await world.join(id, world.awa)
    await typeIn(awa, 1, 'Ici')
    await awa.leave()
    const elsewhere = connect(world.where)
    const other = advisoryOwnership(elsewhere)
    await eventually(() => other.take(id))
    expect((await world.takeUp(id, 1)).json()).toEqual({ error: 'refused', reason: 'try-later' })
    await other.close()
    await elsewhere.destroy()
  })
})
