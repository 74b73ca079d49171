import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { discussionLimits as limits } from '#domain/limits.ts'
import { newId } from '#server/ids.ts'
import { person } from '../polls/polls-world.ts'
import { type DiscussionWorld, discussionWorld, refusal } from './discussion-world.ts'

let world: DiscussionWorld
beforeAll(async () => void (world = await discussionWorld()))
afterAll(() => world.close())

const anchor = { begins: Buffer.from([1, 2, 3]).toString('base64'), ends: Buffer.from([4, 5]).toString('base64') }
const seen = async (id: string, who = world.awa) => (await world.told(who)).threads.find((thread) => thread.id === id)!

describe('a thread', () => {
  test('is opened about words by a member who does not write the text, and answered: each has one voice, with its name', async () => {
    const { awa, bilal, chloe } = world
    const id = await world.thread('Deux fois ?\r\n\r\nOui.', { quote: 'une fois par mois', anchor })
    await world.speak(chloe, id, 'Je travaille le soir.', 'object')
    await world.speak(awa, id, '', 'agree')
    await world.speak(chloe, id, 'Le samedi, ça va.', 'agree')
    const told = await seen(id, chloe)
    expect(told).toMatchObject({ article: 'rencontres-1', quote: 'une fois par mois', anchor, resolvedBy: null, mine: 'agree' })
    expect([told.agree, told.agreeCount, told.object, told.objectCount]).toEqual([['Awa', 'Chloé'], 2, [], 0])
    expect(told.remarks.map(({ author, stance, stands, words, mine }) => [author, stance, stands, words, mine])).toEqual([
      ['Bilal', 'remark', true, 'Deux fois ?\n\nOui.', false],
      ['Chloé', 'object', false, 'Je travaille le soir.', true],
      ['Awa', 'agree', true, '', false],
      ['Chloé', 'agree', true, 'Le samedi, ça va.', true],
    ])
    expect([(await seen(id, bilal)).mayResolve, (await seen(id, awa)).mayResolve, told.mayResolve]).toEqual([true, true, false])
  })

  test('is resolved by who opened it or writes the text, then no longer spoken in, until it is reopened', async () => {
    const id = await world.thread()
    expect(refusal(await world.resolve(world.chloe, id))).toEqual([409, 'not-yours'])
    expect((await world.resolve(world.bilal, id)).statusCode).toBe(204)
    expect(refusal(await world.resolve(world.bilal, id))).toEqual([409, 'already-so'])
    expect(refusal(await world.speak(world.chloe, id, 'Et si… ?'))).toEqual([409, 'resolved'])
    expect(await seen(id)).toBeUndefined()
    const resolved = await world.told(world.chloe, 'resolved')
    expect(resolved.threads.find((thread) => thread.id === id)?.resolvedBy).toBe('Bilal')
    expect((await world.resolve(world.awa, id, false)).statusCode).toBe(204)
    expect((await world.speak(world.chloe, id, 'Et si… ?')).statusCode).toBe(200)
  })

  test('keeps its place when words in it are taken back, and goes with the last of them', async () => {
    const id = await world.thread('Je retire.')
    const answer = await world.speak(world.chloe, id, 'Moi non, @Bilal.')
    const [first] = (await seen(id)).remarks
    expect(refusal(await world.chloe.knock('DELETE', `/api/remarks/${first!.id}`))).toEqual([409, 'not-yours'])
    expect((await world.bilal.knock('DELETE', `/api/remarks/${first!.id}`)).statusCode).toBe(204)
    expect((await seen(id)).remarks[0]).toMatchObject({ author: '', words: '', removed: true })
    expect(await world.db.selectFrom('remark').select('words').where('id', '=', first!.id).execute()).toEqual([{ words: '' }])
    await world.chloe.knock('DELETE', `/api/remarks/${answer.json().id}`)
    expect(await seen(id)).toBeUndefined()
    expect(await world.db.selectFrom('addressee').selectAll().where('remarkId', '=', answer.json().id).execute()).toEqual([])
    expect((await world.speak(world.awa, id, 'Trop tard')).statusCode).toBe(404)
  })

  test('loses the words that the coordination removes, with a reason in the journal; the voice and the trace stay', async () => {
    const { awa, bilal, chloe, db } = world
    const id = await world.thread('Une insulte.')
    const objection = (await world.speak(chloe, id, 'Une autre, @Bilal.', 'object')).json<{ id: string }>().id
    const [first] = (await seen(id)).remarks
    const remove = (who: typeof awa, remark: string, reason = 'Insulte une personne.') => who.knock('POST', `/api/remarks/${remark}/removal`, { reason }) // prettier-ignore
    expect(refusal(await remove(bilal, objection))).toEqual([409, 'not-a-coordinator'])
    expect(refusal(await remove(awa, objection, ' '))).toEqual([409, 'unexplained'])
    expect([(await seen(id, awa)).remarks, (await seen(id, bilal)).remarks].map((all) => all.map(({ mayModerate }) => mayModerate))).toEqual([[true, true], [false, false]]) // prettier-ignore
    const both = await Promise.all([remove(awa, objection), remove(awa, objection)])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([204, 404])
    await remove(awa, first!.id)
    const told = await seen(id, chloe)
    expect(told.remarks.map(({ author, words, moderated }) => [author, words, moderated])).toEqual([['', '', true], ['', '', true]]) // prettier-ignore
    expect([told.object, told.mine]).toEqual([['Chloé'], 'object'])
    expect(await db.selectFrom('addressee').selectAll().where('remarkId', '=', objection).execute()).toEqual([])
    const entries = await db.selectFrom('journal').select(['actorId', 'detail']).where('what', '=', 'remark-removed').execute()
    expect(entries.map(({ actorId, detail }) => [actorId, (detail as { reason: string }).reason])).toEqual([
      [awa.id, 'Insulte une personne.'],
      [awa.id, 'Insulte une personne.'],
    ])
    expect(JSON.stringify(entries)).not.toContain('Une insulte')
  })

  test('is counted by article, for whoever reads the text', async () => {
    const id = await world.thread('Combien ?', { article: 'argent-1' })
    const counted = async () => (await world.passerBy('GET', `${world.threads}/count`)).json<{ article: string; open: number }[]>()
    expect(await counted()).toContainEqual({ article: 'argent-1', open: 1 })
    await world.resolve(world.bilal, id)
    expect((await counted()).map(({ article }) => article)).not.toContain('argent-1')
  })
})

describe('what is said in a thread', () => {
  test('is for the members of the body: others are told how many speak, agree and object, and not one word or name', async () => {
    const id = await world.thread('Voilà pourquoi, @Chloé.', { quote: 'une fois par mois', anchor })
    await world.speak(world.chloe, id, 'Ça m’empêche de venir.', 'object')
    await world.resolve(world.bilal, id)
    for (const who of [null, world.dan])
      for (const state of ['open', 'resolved'] as const) {
        const told = await world.told(who, state)
        expect(told.maySpeak).toBe(false)
        expect(JSON.stringify(told)).not.toMatch(/Voilà|empêche|Bilal|Chloé|Awa|une fois/)
        if (state === 'resolved')
          expect(told.threads[0]).toMatchObject({ agreeCount: 0, objectCount: 1, quote: '', anchor: null, remarks: [] })
      }
  })

  test('addresses members of the body by their first names, whatever the case, and nobody else', async () => {
    const anneLise = await person(world, 'Anne-Lise', { movement: 'member', group: 'member' })
    const id = await world.thread('@chloé, @anne-lise et @Dan, et @Bilal lui-même')
    expect((await seen(id)).remarks[0]!.names).toEqual(['Anne-Lise', 'Chloé'])
    expect((await anneLise.knock('GET', '/api/me/answers')).json()).toMatchObject([{ threadId: id, addressed: true, author: 'Bilal' }])
  })

  test('addresses nobody by a first name that too many bear', async () => {
    for (let one = 0; one <= limits.namesakes; one++) await person(world, 'Marie', { movement: 'member', group: 'member' })
    expect((await seen(await world.thread('Et toi @Marie ?'))).remarks[0]!.names).toEqual([])
  })
})

describe('what waits for an answer', () => {
  const waiting = async (who = world.bilal) =>
    (await who.knock('GET', '/api/me/answers')).json<{ threadId: string; addressed: boolean; author: string }[]>()
  const last = async (id: string, who = world.bilal) => (await waiting(who)).find(({ threadId }) => threadId === id)

  test('is what was said since one spoke in a thread, until one answers, or it is resolved', async () => {
    const id = await world.thread()
    expect(await last(id)).toBeUndefined()
    await world.speak(world.chloe, id, 'Oui, et le lieu ?')
    expect(await last(id)).toMatchObject({ addressed: false, author: 'Chloé', title: 'Nos rencontres', bodyName: 'Drôme' })
    expect(await last(id, world.chloe)).toBeUndefined()
    await world.speak(world.bilal, id, '', 'agree')
    expect(await last(id)).toBeUndefined()
    await world.speak(world.awa, id, 'Le lieu est trouvé, @Bilal.')
    expect(await last(id)).toMatchObject({ addressed: true, author: 'Awa' })
    await world.resolve(world.awa, id)
    expect(await last(id)).toBeUndefined()
  })

  test('waits no more for who left the body, nor after some days', async () => {
    const eli = await person(world, 'Eli', { movement: 'member', group: 'member' })
    const id = await world.thread('Et toi, @Eli ?')
    expect(await last(id, eli)).toBeDefined()
    const old = new Date(Date.now() - (limits.waitingDays + 1) * 86_400_000)
    await world.db.updateTable('remark').set({ saidAt: old }).where('threadId', '=', id).execute()
    expect(await last(id, eli)).toBeUndefined()
    const again = await world.thread('Et maintenant, @Eli ?')
    expect(await last(again, eli)).toBeDefined()
    await world.db
      .updateTable('membership')
      .set({ leftAt: new Date() })
      .where('memberId', '=', eli.id)
      .where('bodyId', '=', 'group')
      .execute()
    expect(await last(again, eli)).toBeUndefined()
  })
})

describe('what is refused', () => {
  test('speaking from outside the body, without a word, without a reason, twice the same', async () => {
    expect(refusal(await world.begin(world.dan, 'Bonjour'))).toEqual([409, 'not-a-member'])
    expect(refusal(await world.begin(world.bilal, ' \n '))).toEqual([409, 'no-words'])
    expect(refusal(await world.begin(world.bilal, '', { stance: 'object' }))).toEqual([409, 'no-reason'])
    expect(refusal(await world.begin(world.bilal, 'a'.repeat(limits.wordsCharacters + 1)))).toEqual([409, 'too-long'])
    expect(refusal(await world.begin(world.bilal, 'Où ?', { anchor }))).toEqual([409, 'no-quote'])
    const id = await world.thread()
    expect(refusal(await world.speak(world.dan, id, 'Moi aussi'))).toEqual([409, 'not-a-member'])
    expect(refusal(await world.speak(world.chloe, id, '', 'object'))).toEqual([409, 'no-reason'])
    const twice = await Promise.all([world.speak(world.chloe, id, '', 'agree'), world.speak(world.chloe, id, '', 'agree')])
    expect(twice.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
  })

  test.each([
    ['an article that is no name', { article: 'Pas un nom' }],
    ['an anchor that is not base64', { anchor: { begins: '<b>', ends: 'AAAA' }, quote: 'x' }],
    ['an agreement with nothing', { stance: 'agree' }],
    ['a field that nobody declared', { author: 'Awa' }],
  ])('%s is malformed', async (_, more) => expect((await world.begin(world.bilal, 'Oui', more)).statusCode).toBe(400))

  test('one thread too many, even at the same instant; the database says no to words that should be gone', async () => {
    const other = await discussionWorld()
    const many = Array.from({ length: limits.openThreadsOfOne + 2 }, () => other.begin(other.bilal, 'Encore'))
    const refused = (await Promise.all(many)).filter(({ statusCode }) => statusCode !== 200)
    expect(refused.map(refusal)).toEqual([
      [409, 'too-many'],
      [409, 'too-many'],
    ])
    const [thread] = await other.db.selectFrom('thread').select('id').limit(1).execute()
    const row = { id: newId(), threadId: thread!.id, authorId: other.bilal.id, stance: 'remark' as const, words: '' }
    await expect(other.db.insertInto('remark').values(row).execute()).rejects.toThrow(/check/)
    await expect(other.db.updateTable('remark').set({ removedAt: new Date() }).execute()).rejects.toThrow(/check/)
    await other.close()
  })
})

test('the threads that are resolved come by pages, the last resolved first', async () => {
  const other = await discussionWorld()
  for (let one = 0; one < 52; one++) {
    const id = await other.thread(`Fil ${one}`)
    await other.resolve(other.bilal, id)
  }
  const [first, second] = [await other.told(other.chloe, 'resolved'), await other.told(other.chloe, 'resolved', 2)]
  expect([first.resolved, first.pages, first.threads.length, second.threads.length]).toEqual([52, 2, 50, 2])
  expect([first.threads[0]!.remarks[0]!.words, second.threads[1]!.remarks[0]!.words]).toEqual(['Fil 51', 'Fil 0'])
  await other.close()
})
