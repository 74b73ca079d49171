// The Drôme group's charter, as it stands in the demonstration: written by several hands over several days.
import * as Y from 'yjs'

type Node = { type: string; attrs?: Record<string, string | number>; text?: string; content?: Node[] }

const text = (text: string): Node => ({ type: 'text', text })
const paragraph = (words: string): Node => ({ type: 'paragraph', content: [text(words)] })
const list = (...items: string[]): Node => ({
  type: 'bullet_list',
  content: items.map((item) => ({ type: 'list_item', content: [paragraph(item)] })),
})
const article = (id: string, title: string, ...content: Node[]): Node => ({
  type: 'article',
  attrs: { id },
  content: [{ type: 'article_title', content: [text(title)] }, ...content],
})

/** Who wrote which blocks, in order. */
export const charter: { by: string; blocks: Node[] }[] = [
  {
    by: 'Lila',
    blocks: [
      { type: 'heading', attrs: { level: 1 }, content: [text('Notre groupe')] },
      paragraph('Cette charte dit comment nous faisons vivre le groupe de la Drôme, entre deux rencontres et pendant.'),
      article(
        'nos-valeurs-7k2m',
        'Nos valeurs',
        paragraph(
          'Nous voulons une société écologique, sociale et démocratique. Nous commençons par nous : chez nous, chaque voix compte pareil.',
        ),
        list('Écouter avant de répondre.', 'Faire avec les personnes concernées.', 'Dire ce qu’on fait, faire ce qu’on dit.'),
      ),
      article(
        'devenir-membre-4p9x',
        'Devenir membre',
        paragraph(
          'Toute personne qui habite ou agit dans la Drôme peut rejoindre le groupe. Un prénom et une adresse suffisent. On quitte le groupe quand on veut, sans dire pourquoi.',
        ),
      ),
    ],
  },
  {
    by: 'Karim',
    blocks: [
      article(
        'nos-rencontres-2t5q',
        'Nos rencontres',
        paragraph('Nous nous retrouvons au moins une fois par mois. L’ordre du jour s’écrit à plusieurs, et se ferme la veille à midi.'),
      ),
      article(
        'decider-ensemble-8w3r',
        'Décider ensemble',
        paragraph('Nos décisions importantes se prennent au jugement majoritaire : chaque membre donne une mention à chaque proposition.'),
        paragraph(
          'Un vote reste ouvert cinq jours, pour que toutes celles et tous ceux qui ne viennent pas aux rencontres puissent participer.',
        ),
      ),
    ],
  },
  {
    by: 'Jo',
    blocks: [article('les-roles-6n1z', 'Les rôles', paragraph('Chaque rôle dure un an. On le quitte quand on veut, en prévenant.'))],
  },
  {
    by: 'Samia',
    blocks: [
      article(
        'l-argent-5d8v',
        'L’argent',
        paragraph('Le groupe n’a pas de caisse. Quand il faut payer, on passe le chapeau et on publie les comptes.'),
      ),
    ],
  },
]

/** One Yjs update a writer, each building on the former ones. */
export function charterUpdates(): { by: string; update: Uint8Array }[] {
  const doc = new Y.Doc()
  const fragment = doc.getXmlFragment('content')
  return charter.map(({ by, blocks }) => {
    const before = Y.encodeStateVector(doc)
    doc.transact(() => fragment.push(blocks.map(element)))
    return { by, update: Y.encodeStateAsUpdate(doc, before) }
  })
}

function element(node: Node): Y.XmlElement | Y.XmlText {
  if (node.type === 'text') return new Y.XmlText(node.text)
  const made = new Y.XmlElement(node.type)
  for (const [name, value] of Object.entries(node.attrs ?? {})) made.setAttribute(name, value as string)
  made.insert(0, (node.content ?? []).map(element))
  return made
}
