import { type AssemblyKind, type AssemblyRules, assemblyScale, type Share, type Variant } from './assembly-rules.ts'
import { typeset } from './typography.ts'

// Model clauses: what the rules of a body say in the French of statutes. Convening notices, attendance sheets and minutes quote them with
// their version. They are made from the figures that are applied, so that the two never differ.

const days = (count: number) => (count === 0 ? 'sans délai' : count === 1 ? 'au moins un jour avant' : `au moins ${count} jours avant`)
const kinds = { ordinary: 'ordinaire', extraordinary: 'extraordinaire' } as const

const usual: Record<string, string> = {
  '1/1': 'tous les membres',
  '1/2': 'la moitié des membres',
  '1/3': 'le tiers des membres',
  '2/3': 'les deux tiers des membres',
  '1/4': 'le quart des membres',
  '3/4': 'les trois quarts des membres',
  '1/5': 'le cinquième des membres',
  '1/10': 'le dixième des membres',
}

const fractions: Record<string, string> = {
  '2/3': 'les deux tiers',
  '3/4': 'les trois quarts',
  '3/5': 'les trois cinquièmes',
  '1/1': 'la totalité',
}

/** « plus de la moitié », « au moins les deux tiers » */
export const majorityInWords = ({ part, of }: Share) =>
  2 * part === of ? 'plus de la moitié' : `au moins ${fractions[`${part}/${of}`] ?? `${part} sur ${of}`}`

/** « la moitié des membres »; null when nobody is asked for. */
export const shareInWords = ({ part, of }: Share) => (part === 0 ? null : (usual[`${part}/${of}`] ?? `${part} sur ${of} des membres`))

function quorumClause(share: Share) {
  const words = shareInWords(share)
  return words
    ? `Elle ne décide valablement que si ${words} de la liste électorale sont présents ou représentés.`
    : 'Elle décide quel que soit le nombre des présents et des représentés.'
}

const proxyClause = (proxies: number) =>
  proxies === 0
    ? 'Le vote par pouvoir n’est pas admis.'
    : proxies === 1
      ? 'Un membre peut en représenter un autre, par un pouvoir écrit qu’il accepte.'
      : `Un membre peut en représenter d’autres, par pouvoir écrit qu’il accepte : ${proxies} au plus.`

const variantClauses = (kind: AssemblyKind, { noticeDays, quorum, threshold, majority, proxies, second }: Variant) => [
  `L’assemblée générale ${kinds[kind]} est convoquée par la coordination, ${days(noticeDays)}. La convocation, envoyée par courriel à chaque membre, porte la date, le lieu et l’ordre du jour.`,
  quorumClause(quorum),
  proxyClause(proxies),
  `Une résolution est votée à main levée, au jugement majoritaire ; elle est adoptée quand ${majorityInWords(majority)} des bulletins exprimés la jugent « ${assemblyScale[threshold]} » ou mieux.`,
  `Si le quorum manque, une seconde convocation est envoyée ${days(second.noticeDays)}, sur le même ordre du jour. ${quorumClause(second.quorum)}`,
]

const blankClause =
  'Un pouvoir en blanc est attribué à l’ouverture à la personne présente qui en porte le moins, dans l’ordre alphabétique ensuite ; il tombe, comme tout pouvoir, quand la personne qui l’a donné arrive ou vote.'

/** The clauses that an assembly of this kind obeys. */
export const clausesOf = (rules: AssemblyRules, kind: AssemblyKind): string[] =>
  [
    ...variantClauses(kind, rules[kind]),
    rules.remote
      ? 'Les statuts permettent de participer et de voter à distance : qui suit à distance compte parmi les présents.'
      : 'Les statuts ne permettent pas de voter à distance : seuls votent les présents dans la salle, et les représentés.',
    'Rien ne peut être mis au vote qui ne soit à l’ordre du jour envoyé avec la convocation.',
    ...(rules[kind].proxies > 0 ? [blankClause] : []),
  ].map((clause) => typeset(clause))
