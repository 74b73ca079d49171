// The Drôme group's charter, as it stands in the demonstration: written by several hands over several days.
import type { TextNode } from '#domain/charter.ts'

const text = (text: string): TextNode => ({ type: 'text', text })
export const paragraph = (words: string): TextNode => ({ type: 'paragraph', content: [text(words)] })
const list = (...items: string[]): TextNode => ({
  type: 'bullet_list',
  content: items.map((item) => ({ type: 'list_item', content: [paragraph(item)] })),
})
export const article = (id: string, title: string, ...content: TextNode[]): TextNode => ({
  type: 'article',
  attrs: { id },
  content: [{ type: 'article_title', content: [text(title)] }, ...content],
})

/** Who wrote which blocks, in order. */
export const charter: { by: string; blocks: TextNode[] }[] = [
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
        {
          type: 'paragraph',
          content: [
            text('Au-delà de cent euros, on le décide comme le dit l’'),
            { type: 'article_ref', attrs: { to: 'decider-ensemble-8w3r' } },
            text('.'),
          ],
        },
      ),
    ],
  },
]

export const meetings = 'nos-rencontres-2t5q'

/** What an article said before it was amended, or before the draft that is open now. */
const former: Record<string, string> = {
  [meetings]: 'Nous nous retrouvons une fois par trimestre. L’ordre du jour s’écrit à plusieurs, et se ferme la veille à midi.',
  'l-argent-5d8v': 'Les comptes sont tenus par une personne, qui les montre à qui les demande.',
}

/** A block as it was when the charter was first frozen. */
export function atFirst(node: TextNode): TextNode {
  const before = former[String(node.attrs?.id)]
  return before ? { ...node, content: [node.content![0]!, paragraph(before)] } : node
}
