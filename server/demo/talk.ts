import { sql } from 'kysely'
import * as Y from 'yjs'
import type { Db } from '#db/connect.ts'
import { fragmentName } from '#domain/charter.ts'
import type { Stance } from '#domain/discussion.ts'
import { loadText } from '#server/live/queries.ts'
import type { Knock } from './knock.ts'

// What the members of the Drôme group say of their charter.

type Said = [who: string, stance: Stance, words: string]
type Script = { article: string; quote?: string; hoursAgo: number; said: Said[]; resolvedBy?: string }

const scripts: Script[] = [
  {
    article: 'decider-ensemble-8w3r',
    quote: 'Un vote reste ouvert cinq jours',
    hoursAgo: 20,
    said: [
      ['Nour', 'remark', 'Cinq jours, c’est mieux pour les gens qui bossent le week-end.'],
      ...['Jo', 'Fatou', 'Inès', 'Yann', 'Paulette'].map((who): Said => [who, 'agree', '']),
      ['Théo', 'object', 'Pour une urgence, cinq jours c’est trop long : la préfecture n’attend pas.'],
      ['Karim', 'remark', 'Et si un vote d’urgence durait deux jours ? @Lila, c’est ce qu’on avait fait pour le local.'],
    ],
  },
  {
    article: 'decider-ensemble-8w3r',
    quote: 'jugement majoritaire',
    hoursAgo: 44,
    said: [
      ['Bertrand', 'remark', 'On pourrait dire en une phrase ce que c’est, pour qui arrive ?'],
      ['Maëlys', 'agree', ''],
    ],
  },
  {
    article: 'les-roles-6n1z',
    hoursAgo: 5,
    said: [
      ['Paulette', 'object', 'Un an, c’est court pour apprendre les comptes. @Samia, toi qui les as tenus, tu en penses quoi ?'],
      ['Soraya', 'remark', 'On peut garder un an, et se laisser la même personne deux fois.'],
    ],
  },
  {
    article: 'nos-rencontres-2t5q',
    quote: 'la veille à midi',
    hoursAgo: 70,
    said: [
      ['Gaspard', 'remark', 'Midi, ça laisse le temps d’imprimer ?'],
      ['Karim', 'remark', 'Oui, le local ferme à 18 h.'],
    ],
    resolvedBy: 'Gaspard',
  },
]

/** Through the doors, as anyone would; then as if it had been said earlier. */
export async function talkOver({ ask }: Knock, db: Db) {
  const { id } = await db.selectFrom('document').select('id').where('kind', '=', 'charter').executeTakeFirstOrThrow()
  const doc = new Y.Doc()
  const { state, rows } = (await loadText(db, id))!
  for (const update of [state, ...rows.map(({ bytes }) => bytes)]) Y.applyUpdate(doc, update)
  for (const { article, quote, hoursAgo, said, resolvedBy } of scripts) {
    const [[first, stance, words], ...answers] = said as [Said, ...Said[]]
    const about = quote ? { quote, anchor: anchorOf(doc, quote) } : {}
    const thread = await ask<{ id: string }>(first, 'POST', `/api/documents/${id}/threads`, { article, stance, words, ...about })
    const url = `/api/threads/${thread.id}`
    for (const [who, stance, words] of answers) await ask(who, 'POST', `${url}/remarks`, { stance, words })
    if (resolvedBy) await ask(resolvedBy, 'PUT', `${url}/resolution`, { resolved: true })
    const earlier = sql<Date>`clock_timestamp() - make_interval(hours => ${hoursAgo})`
    await db.updateTable('remark').set({ saidAt: sql<Date>`said_at - make_interval(hours => ${hoursAgo})` }).where('threadId', '=', thread.id).execute() // prettier-ignore
    await db.updateTable('thread').set({ openedAt: earlier }).where('id', '=', thread.id).execute()
  }
}

/** Where these words are in the charter, as an editor says it. */
function anchorOf(doc: Y.Doc, quote: string) {
  const texts = [...doc.getXmlFragment(fragmentName).createTreeWalker((node) => node instanceof Y.XmlText)] as Y.XmlText[]
  const text = texts.find((one) => one.toString().includes(quote))!
  const at = text.toString().indexOf(quote)
  const encoded = (index: number, side: number) =>
    Buffer.from(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index, side))).toString('base64')
  return { begins: encoded(at, 0), ends: encoded(at + quote.length, -1) }
}
