import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TextNode } from '#domain/charter.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import { article, charter, doc, heading, meetings, money, reference, rules, values } from '../../domain/ratification/text.ts'
import { type Knock, person } from '../polls/polls-world.ts'
import { amendWith, closeWindow, freeze, inAnHour, putToVote, type RatificationWorld, ratificationWorld, voteAndClose, writeDraft } from './ratification-world.ts' // prettier-ignore

let world: RatificationWorld
beforeEach(async () => void (world = await ratificationWorld()))
afterEach(() => world.close())

const replacing = { kind: 'replace', article: 'rencontres-1', title: 'Nos rencontres', text: 'On se voit deux fois par mois.' }
const refusal = (answer: { statusCode: number; json: () => { reason?: string } }) => [answer.statusCode, answer.json().reason]
const seen = async (frozen: string, who: Knock = world.awa.knock) => (await who('GET', `/api/frozen-texts/${frozen}`)).json()
const version = async (number: number) => (await world.passerBy('GET', `/api/documents/${world.documentId}/versions/${number}`)).json()

describe('a charter, from its draft to what is in force', () => {
  test('is frozen, amended, put to the vote article by article, and adopted', async () => {
    const frozen = await freeze(world)
    const before = await seen(frozen)
    expect([before.stage, before.title, before.unchanged]).toEqual(['amendable', 'Charte de la Drôme', []])
    expect(before.fingerprint).toBe(createHash('sha256').update(canonical(charter)).digest('hex'))

    const given = await amendWith(world.bilal, frozen, replacing)
    expect(given.json().number).toBe(1)
    await amendWith(world.chloe, frozen, { kind: 'delete', article: 'argent-1' })
    await amendWith(world.chloe, frozen, {
      kind: 'insert',
      article: 'valeurs-1',
      title: 'Les rôles',
      text: 'Un an.\n\n- animer\n- accueillir',
    })
    await world.awa.knock('PUT', `/api/amendments/${given.json().id}/support`, { supports: true })
    const amended = (await seen(frozen)).amendments as { number: number; author: string; supporters: string[] }[]
    expect(amended.map(({ number, author, supporters }) => [number, author, supporters])).toEqual([
      [1, 'Bilal', ['Bilal', 'Awa']],
      [2, 'Chloé', ['Chloé']],
      [3, 'Chloé', ['Chloé']],
    ])

    // What is written in the draft meanwhile is for the next text: the frozen one does not move.
    await writeDraft(world, doc(values))
    expect((await seen(frozen)).fingerprint).toBe(before.fingerprint)

    await closeWindow(world, frozen)
    const poll = await putToVote(world, frozen)
    const { choices } = (await world.awa.knock('GET', `/api/polls/${poll}`)).json<{ choices: { label: string; description: string }[] }>()
    expect(choices.map(({ label }) => label)).toEqual([
      '1. Nos valeurs',
      'Nouvel article, amendement 3 — Les rôles',
      '2. Nos rencontres',
      '2. Nos rencontres — amendement 1',
      '3. L’argent',
      '3. L’argent — amendement 2 : le supprimer',
    ])
    expect(choices[3]!.description).toBe('«\u202fune\u202f» devient «\u202fdeux\u202f». C’est plus clair.')

    // The values and the new article pass, the amendment wins over the frozen wording, money reaches nothing.
    await voteAndClose(world, poll, [4, 3, 3, 4, 2, 1])
    const adopted = await version(0)
    const roles = adopted.content.content[2] as TextNode
    expect(roles.content!.map(({ type }) => type)).toEqual(['article_title', 'paragraph', 'bullet_list'])
    expect(adopted.content).toEqual(
      doc(heading, values, roles, article('rencontres-1', 'Nos rencontres', 'On se voit deux fois par mois.')),
    )
    const { voted } = await seen(frozen, world.passerBy)
    expect([adopted.number, voted.voters, voted.rollSize, adopted.before]).toEqual([1, 3, 3, null])
    expect(voted.outcome.map((slot: { adopted: boolean; grade: number }) => [slot.adopted, slot.grade])).toEqual([
      [true, 4],
      [true, 3],
      [true, 4],
      [false, 2],
    ])
    const listed = (await world.passerBy('GET', `/api/documents/${world.documentId}/versions`)).json()
    expect([listed.frozen, listed.versions.length]).toEqual([null, 1])
    expect([(await seen(frozen)).stage, (await seen(frozen)).version]).toEqual(['voted', 1])
  })

  test('is revised: only what changes is asked, and an article that is repealed is gone', async () => {
    await voteAndClose(world, await putToVote(world, await freeze(world, null)), [4, 4, 4])
    expect((await version(1)).content).toEqual(charter)
    await writeDraft(world, doc(heading, values, meetings))
    const answer = await world.awa.knock('POST', `/api/documents/${world.documentId}/frozen`, {
      amendableUntil: null,
      threshold: 3,
    })
    expect(refusal(answer)).toEqual([409, 'missing-article'])

    const longer = article('valeurs-1', 'Nos valeurs', 'Chaque voix compte pareil, partout.')
    await writeDraft(world, doc(heading, longer, meetings, money))
    const frozen = await freeze(world)
    expect((await seen(frozen)).unchanged).toEqual(['rencontres-1', 'argent-1'])
    await amendWith(world.bilal, frozen, { kind: 'delete', article: 'argent-1' })
    await closeWindow(world, frozen)
    await voteAndClose(world, await putToVote(world, frozen), [4, 2, 3])
    const second = await version(2)
    expect(second.content).toEqual(doc(heading, longer, meetings))
    expect(second.before).toEqual(charter)
    expect(second.articles).toEqual([
      { id: 'valeurs-1', since: 2 },
      { id: 'rencontres-1', since: 1 },
    ])
    expect((await version(1)).content).toEqual(charter)
    // The outcome says which article is repealed, and which version has its last words: those of the others are in this one.
    const { voted } = await seen(frozen, world.passerBy)
    expect(voted.outcome.map((slot: { article: string; lastIn: number | null }) => [slot.article, slot.lastIn])).toEqual([
      ['valeurs-1', null],
      ['argent-1', 1],
    ])
  })

  test('makes no version when its vote adopts nothing, and may be frozen again', async () => {
    await voteAndClose(world, await putToVote(world, await freeze(world, null)), [2, 1, 0])
    expect((await world.passerBy('GET', `/api/documents/${world.documentId}/versions`)).json()).toEqual({ frozen: null, versions: [] })
    await freeze(world)
  })

  test('goes to the vote again when its poll was cancelled', async () => {
    const frozen = await freeze(world, null)
    const first = await putToVote(world, frozen)
    await world.awa.knock('POST', `/api/polls/${first}/cancellation`, { reason: 'Erreur de date' })
    expect((await seen(frozen)).stage).toBe('to-vote')
    const second = await putToVote(world, frozen)
    await voteAndClose(world, second, [4, 4, 4])
    expect((await version(1)).poll).toBe(second)
  })
})

test('references outlive an amendment in a plain field, a new order and a repeal; the fingerprint says no number', async () => {
  await writeDraft(world, doc(values, money, rules))
  const frozen = await freeze(world)
  const change = { kind: 'replace', article: 'regles-1', title: 'Les règles', text: 'Selon l’article 2 et l’article 1, on compte tout.' }
  expect((await amendWith(world.bilal, frozen, change)).statusCode).toBe(200)
  const { proposed } = (await seen(frozen)).amendments[0] as { proposed: TextNode }
  const words = (text: string): TextNode => ({ type: 'text', text })
  expect(proposed.content![1]!.content).toEqual([words('Selon l’'), reference('argent-1'), words(' et l’article 1, on compte tout.')])
  const same = { kind: 'replace', article: 'regles-1', title: 'Les règles', text: 'Selon l’article 2, on compte.' }
  expect(refusal(await amendWith(world.chloe, frozen, same))).toEqual([409, 'same-words'])

  await closeWindow(world, frozen)
  await voteAndClose(world, await putToVote(world, frozen), [2, 4, 3, 4])
  const adopted = await version(0)
  expect(adopted.content).toEqual(doc(money, proposed))
  expect(adopted.fingerprint).toBe(createHash('sha256').update(canonical(adopted.content)).digest('hex'))
  expect(canonical(adopted.content)).not.toMatch(/article 2/)
})

test('who proposes and who supports is told to the members of the body, and to nobody else', async () => {
  const frozen = await freeze(world)
  await amendWith(world.bilal, frozen, replacing)
  const told = async (who: Knock) => {
    const [{ author, supporters, supportCount }] = (await seen(frozen, who)).amendments
    return [author, supporters, supportCount]
  }
  expect(await told(world.chloe.knock)).toEqual(['Bilal', ['Bilal'], 1])
  for (const who of [world.passerBy, world.dan.knock]) expect(await told(who)).toEqual([null, [], 1])
  await closeWindow(world, frozen)
  expect(JSON.stringify((await world.passerBy('GET', `/api/polls/${await putToVote(world, frozen)}`)).json())).not.toContain('Bilal')
})

describe('what is refused', () => {
  test('freezing: by who does not coordinate, twice, after the window’s end, without an article', async () => {
    const asked = (who: typeof world.awa, body: object = {}) =>
      who.knock('POST', `/api/documents/${world.documentId}/frozen`, { amendableUntil: inAnHour(), threshold: 3, ...body })
    expect(refusal(await asked(world.bilal))).toEqual([409, 'not-a-coordinator'])
    expect(refusal(await asked(world.awa, { amendableUntil: '2026-01-01T00:00:00Z' }))).toEqual([409, 'window-in-the-past'])
    expect((await asked(world.awa, { threshold: 5 })).statusCode).toBe(400)
    const both = await Promise.all([asked(world.awa), asked(world.awa)])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    const other = await ratificationWorld()
    await writeDraft(other, doc(heading))
    const empty = await other.awa.knock('POST', `/api/documents/${other.documentId}/frozen`, {
      amendableUntil: null,
      threshold: 3,
    })
    expect(refusal(empty)).toEqual([409, 'no-article'])
    await other.close()
  })

  test('amending: from outside, after the window, twice the same; withdrawing what is another’s', async () => {
    const frozen = await freeze(world)
    expect(refusal(await amendWith(world.dan, frozen, replacing))).toEqual([409, 'not-a-member'])
    const given = await amendWith(world.bilal, frozen, replacing)
    expect(refusal(await amendWith(world.chloe, frozen, replacing))).toEqual([409, 'already-proposed'])
    expect(refusal(await world.chloe.knock('DELETE', `/api/amendments/${given.json().id}`))).toEqual([409, 'not-yours'])
    expect((await world.bilal.knock('DELETE', `/api/amendments/${given.json().id}`)).statusCode).toBe(204)
    expect((await amendWith(world.chloe, frozen, replacing)).json().number).toBe(2)
    await closeWindow(world, frozen)
    expect(refusal(await amendWith(world.bilal, frozen, { kind: 'delete', article: 'argent-1' }))).toEqual([409, 'not-amendable'])
  })

  test('voting too early, by who does not coordinate, or twice; giving up once it votes', async () => {
    const frozen = await freeze(world)
    const form = { question: 'Adopter ?', level: 'open', closesAt: inAnHour() }
    const vote = (who: typeof world.awa, change: object = {}) =>
      who.knock('POST', `/api/frozen-texts/${frozen}/poll`, { ...form, ...change })
    expect(refusal(await vote(world.awa))).toEqual([409, 'still-amendable'])
    await closeWindow(world, frozen)
    expect(refusal(await vote(world.bilal))).toEqual([409, 'not-a-coordinator'])
    expect(refusal(await vote(world.awa, { level: 'secret' }))).toEqual([409, 'too-few-voters'])
    const both = await Promise.all([vote(world.awa), vote(world.awa)])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    expect(refusal(await world.awa.knock('POST', `/api/frozen-texts/${frozen}/abandonment`, { reason: 'Non' }))).toEqual([
      409,
      'already-voting',
    ])
  })

  test('a frozen text that is given up says why, and leaves room for another', async () => {
    const frozen = await freeze(world)
    expect(refusal(await world.awa.knock('POST', `/api/frozen-texts/${frozen}/abandonment`, { reason: ' ' }))).toEqual([409, 'no-reason'])
    expect((await world.awa.knock('POST', `/api/frozen-texts/${frozen}/abandonment`, { reason: 'Trop tôt' })).statusCode).toBe(204)
    expect([(await seen(frozen)).stage, (await seen(frozen)).endReason]).toEqual(['abandoned', 'Trop tôt'])
    expect(await freeze(world)).not.toBe(frozen)
  })

  test('asking nearly the same people again, when one of the two votes is secret, without a reason', async () => {
    for (const name of ['Eli', 'Fanny']) await person(world, name, { movement: 'member', group: 'member' })
    await voteAndClose(world, await putToVote(world, await freeze(world, null)), [2, 1, 0])
    const frozen = await freeze(world, null)
    const form = { question: 'Adopter la charte ?', level: 'secret', closesAt: inAnHour() }
    const again = (change: object = {}) => world.awa.knock('POST', `/api/frozen-texts/${frozen}/poll`, { ...form, ...change })
    expect(refusal(await again())).toEqual([409, 'asked-already'])
    const asked = await again({ reason: 'Le premier vote n’a rien adopté.' })
    expect(asked.statusCode).toBe(200)
    const { again: told } = (await world.passerBy('GET', `/api/polls/${asked.json().id}/assurance`)).json()
    expect(told.map(({ reason }: { reason: string }) => reason)).toEqual(['Le premier vote n’a rien adopté.'])
  })

  test('opening a secret vote of fewer than five ballots: its text is over, and nothing of it is adopted', async () => {
    for (const name of ['Eli', 'Fanny']) await person(world, name, { movement: 'member', group: 'member' })
    const frozen = await freeze(world, null)
    const poll = await putToVote(world, frozen, { level: 'secret' })
    await world.db.updateTable('poll').set({ closesAt: new Date() }).where('id', '=', poll).execute()
    expect(refusal(await world.passerBy('GET', `/api/polls/${poll}/result`))).toEqual([409, 'too-few-ballots'])
    const { ended, voted, version: adopted } = await seen(frozen)
    expect([ended, voted, adopted]).toEqual([true, null, null])
    expect(await freeze(world, null)).not.toBe(frozen)
  })

  test('changing what was adopted: the database says no', async () => {
    await voteAndClose(world, await putToVote(world, await freeze(world, null)), [4, 4, 4])
    await version(1)
    await expect(world.db.updateTable('version').set({ adoptedAt: new Date() }).execute()).rejects.toThrow(/never changed/)
    await expect(world.db.deleteFrom('versionArticle').execute()).rejects.toThrow(/never changed/)
    await expect(world.db.updateTable('wording').set({ slot: 'x' }).execute()).rejects.toThrow(/never changed/)
  })
})
