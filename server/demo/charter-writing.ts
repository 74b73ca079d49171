// How the Drôme group's charter came to be: sittings over ten weeks, an article that came and went, words that changed.
import type { TextNode } from '#domain/charter.ts'
import { rewrite } from '#server/yjs-rewrite.ts'
import { article, atFirst, charter, meetings, paragraph } from './charter.ts'

type Blocks = readonly TextNode[]
/** after: hours since the text was opened. says: what it says next. */
type Act = { by: string; after: number; says: (now: Blocks) => Blocks; named?: string }

const adding =
  (node: TextNode) =>
  (now: Blocks): Blocks => [...now, node]
const saying = (id: string, node: TextNode) => (now: Blocks) => now.map((one) => (one.attrs?.id === id ? node : one))
const without = (id: string) => (now: Blocks) => now.filter(({ attrs }) => attrs?.id !== id)
const final = (id: string) => charter.flatMap(({ blocks }) => blocks).find(({ attrs }) => attrs?.id === id)!

const place = article('le-local-3f7u', 'Le local', paragraph('Le groupe cherche un local, à Valence ou à Crest.'))
const money = 'l-argent-5d8v'
const firstRoles = article('les-roles-6n1z', 'Les rôles', paragraph('Chaque rôle dure six mois, et se renouvelle une fois.'))

/** Hours at which each hand of the charter first wrote, and minutes between two blocks of theirs. */
const begun: Record<string, number> = { Lila: 0, Karim: 24.3, Jo: 48, Samia: 48.4 }
const pace = 4 / 60

const acts: Act[] = [
  ...charter.flatMap(({ by, blocks }) =>
    blocks.map((node, at): Act => ({ by, after: begun[by]! + at * pace, says: adding(by === 'Jo' ? firstRoles : atFirst(node)) })),
  ),
  { by: 'Lila', after: 48.6, says: saying('les-roles-6n1z', final('les-roles-6n1z')), named: 'Relue en rencontre' },
  { by: 'Karim', after: 29 * 24, says: saying(meetings, final(meetings)), named: 'Avec ce que le vote a changé' },
  { by: 'Théo', after: 58 * 24 + 1, says: adding(place) },
  { by: 'Théo', after: 58 * 24 + 1.1, says: saying('le-local-3f7u', { ...place, content: [place.content![0]!, paragraph('Le groupe cherche un local à Valence, avec deux associations.')] }) }, // prettier-ignore
  { by: 'Samia', after: 69 * 24, says: saying(money, final(money)) },
  { by: 'Lila', after: 69 * 24 + 0.3, says: without('le-local-3f7u') },
]

/** The log of the charter: one update an act, each building on the former ones. */
export function charterWriting(): (Omit<Act, 'says'> & { update: Uint8Array })[] {
  const updates: Uint8Array[] = []
  let now: Blocks = []
  return acts.map(({ says, ...act }) => {
    now = says(now)
    const update = rewrite(updates, now)!
    updates.push(update)
    return { ...act, update }
  })
}
