import type { Db } from '#db/connect.ts'
import type { TextNode } from '#domain/charter.ts'
import { labelsOf } from '#domain/ratification/ballot-labels.ts'
import { wordingsOf } from '#domain/ratification/ballot-paper.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import { newId } from '#server/ids.ts'
import { insertPoll } from '#server/polls/queries.ts'
import { fingerprinted } from '#server/ratification/queries.ts'
import { atFirst, charter, meetings } from './charter.ts'
import type { Knock } from './knock.ts'

// The life of the Drôme group's charter before the draft that is open now: frozen, amended, voted, adopted; then frozen again.

const day = 24 * 3_600_000
const five = ['À rejeter', 'Insuffisant', 'Passable', 'Bien', 'Très bien']
const blocks = charter.flatMap((part) => part.blocks)
const frozenContent: TextNode = { type: 'doc', content: blocks.map(atFirst) }

const quorum: TextNode = {
  type: 'article',
  attrs: { id: 'le-quorum-5h8c' },
  content: [
    { type: 'article_title', content: [{ type: 'text', text: 'Le quorum' }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'Une décision ne vaut que si la moitié des membres a voté.' }] },
  ],
}

const amendments = [
  { kind: 'replace', by: 'Karim', article: meetings, proposed: blocks.find(({ attrs }) => attrs?.id === meetings)!, reason: 'Une fois par trimestre, on se perd de vue.', supporters: ['Maëlys', 'Jo', 'Samia'] }, // prettier-ignore
  { kind: 'insert', by: 'Yann', article: 'decider-ensemble-8w3r', proposed: quorum, reason: 'Pour que personne ne décide à trois.', supporters: ['Inès'] }, // prettier-ignore
] as const

/** How each line of the ballot is received, in its order. */
const leaningOf = (slot: string, amended: boolean) => (slot.startsWith('+') ? 0.35 : slot === meetings && !amended ? 0.5 : 0.82)

type Stage = { documentId: string; bodyId: string; memberIds: Map<string, string>; now: Date }
type Vote = { id: string; bodyId: string; opensAt: Date; turnout: number; leanings: number[]; grades: number }

/** The first version: everything up to its last ballot, which whoever comes first will count. */
export async function seedAdoptedCharter(
  trx: Db,
  { documentId, bodyId, memberIds, now }: Stage,
  seedBallots: (trx: Db, vote: Vote) => Promise<void>,
) {
  const ago = (days: number) => new Date(now.getTime() - days * day)
  const [frozenId, pollId] = [newId(), newId()]
  const by = memberIds.get('Lila')!
  const facts = { id: frozenId, documentId, title: 'Charte du groupe Drôme', scale: five, threshold: 3, frozenBy: by }
  await trx
    .insertInto('frozenText')
    .values({ ...facts, ...fingerprinted(frozenContent), frozenAt: ago(60), amendableUntil: ago(50) })
    .execute()
  const given = amendments.map((amendment, at) => ({ ...amendment, id: newId(), number: at + 1 }))
  for (const { id, number, kind, article, proposed, reason, by, supporters } of given) {
    const { content, fingerprint } = fingerprinted(proposed)
    const row = {
      id,
      frozenId,
      number,
      kind,
      article,
      proposed: content,
      fingerprint,
      reason,
      authorId: memberIds.get(by)!,
      givenAt: ago(57),
    }
    await trx.insertInto('amendment').values(row).execute()
    const support = [by, ...supporters].map((name) => ({ amendmentId: id, memberId: memberIds.get(name)!, at: ago(56) }))
    await trx.insertInto('amendmentSupport').values(support).execute()
  }
  const articles = articlesIn(frozenContent)
  const wordings = wordingsOf(articles, given, new Set())
  const choices = labelsOf(wordings, articles, given, 'fr')
  const [opensAt, closesAt] = [ago(48), ago(43)]
  const question = 'Adopter la charte, article par article ?'
  await insertPoll(trx, { id: pollId, bodyId, level: 'open', question, scale: five, opensAt, closesAt, createdBy: by, rollFrozenAt: opensAt, choices }) // prettier-ignore
  await trx
    .insertInto('wording')
    .values(wordings.map(({ slot, amendment }, position) => ({ pollId, position, slot, amendmentId: amendment })))
    .execute()
  await trx.updateTable('frozenText').set({ pollId }).where('id', '=', frozenId).execute()
  const leanings = wordings.map(({ slot, amendment }) => leaningOf(slot, amendment !== null))
  await seedBallots(trx, { id: pollId, bodyId, opensAt, turnout: 0.85, leanings, grades: five.length })
}

/** The revision that is under way: the draft frozen again, two amendments to it. The first version is adopted by the asking. */
export async function reviseCharter({ ask }: Knock, db: Db) {
  const { id } = await db.selectFrom('document').select('id').where('kind', '=', 'charter').executeTakeFirstOrThrow()
  const poll = await db.selectFrom('wording').select('pollId').limit(1).executeTakeFirstOrThrow()
  await ask('Lila', 'GET', `/api/polls/${poll.pollId}/result`)
  const amendableUntil = new Date(Date.now() + 4 * day).toISOString()
  const frozen = await ask<{ id: string }>('Lila', 'POST', `/api/documents/${id}/frozen`, { amendableUntil, threshold: 3 })
  const amend = (who: string, change: object) => ask(who, 'POST', `/api/frozen-texts/${frozen.id}/amendments`, change)
  const text =
    'Nous nous retrouvons au moins une fois par mois, une fois sur deux en visio. L’ordre du jour s’écrit à plusieurs, et se ferme la veille à midi.'
  await amend('Maëlys', { kind: 'replace', article: meetings, title: 'Nos rencontres', text, reason: 'Pour qui habite loin.' })
  const paper = 'Nous nous retrouvons au moins une fois par mois. L’ordre du jour s’écrit à plusieurs, et se ferme deux jours avant.'
  await amend('Théo', { kind: 'replace', article: meetings, title: 'Nos rencontres', text: paper, reason: 'La veille, c’est trop court.' })
}
