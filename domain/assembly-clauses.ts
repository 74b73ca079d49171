import { type AssemblyKind, type AssemblyRules, assemblyScale, type Share, type Variant } from './assembly-rules.ts'
import { clausesInEnglish } from './assembly-clauses-english.ts'
import { typeset } from './typography.ts'

// Model clauses: what the rules of a body say in the French of statutes. Convening notices, attendance sheets and minutes quote them with
// their version. They are made from the figures that are applied, so that the two never differ.

/** What rules say, sentence by sentence. A grade is named as it stands on the ballot, in every language. */
export type Clauses = {
  convened: (kind: AssemblyKind, days: number) => string
  quorum: (share: Share) => string
  proxies: (most: number) => string
  adopted: (majority: Share, grade: string) => string
  second: (days: number, quorum: string) => string
  remote: { allowed: string; forbidden: string }
  nothingElse: string
  scope: string
  blank: string
}

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
const majorityInWords = ({ part, of }: Share) =>
  2 * part === of ? 'plus de la moitié' : `au moins ${fractions[`${part}/${of}`] ?? `${part} sur ${of}`}`

const inFrench: Clauses = {
  convened: (kind, count) =>
    `L’assemblée générale ${kinds[kind]} est convoquée par la coordination, ${days(count)}. La convocation, envoyée par courriel à chaque membre, porte la date, le lieu et l’ordre du jour.`,
  quorum: ({ part, of }) =>
    part === 0
      ? 'Elle décide quel que soit le nombre des présents et des représentés.'
      : `Elle ne décide valablement que si ${usual[`${part}/${of}`] ?? `${part} sur ${of} des membres`} de la liste électorale sont présents ou représentés.`,
  proxies: (most) =>
    most === 0
      ? 'Le vote par pouvoir n’est pas admis.'
      : most === 1
        ? 'Un membre peut en représenter un autre, par un pouvoir écrit qu’il accepte.'
        : `Un membre peut en représenter d’autres, par pouvoir écrit qu’il accepte : ${most} au plus.`,
  adopted: (majority, grade) =>
    `Une résolution est votée à main levée, au jugement majoritaire ; elle est adoptée quand ${majorityInWords(majority)} des bulletins exprimés la jugent « ${grade} » ou mieux.`,
  second: (count, quorum) =>
    `Si le quorum manque, une seconde convocation est envoyée ${days(count)}, sur le même ordre du jour. ${quorum}`,
  remote: {
    allowed: 'Les statuts permettent de participer et de voter à distance : qui suit à distance compte parmi les présents.',
    forbidden: 'Les statuts ne permettent pas de voter à distance : seuls votent les présents dans la salle, et les représentés.',
  },
  nothingElse: 'Rien ne peut être mis au vote qui ne soit à l’ordre du jour envoyé avec la convocation.',
  scope:
    'Un pouvoir vaut pour une seule assemblée et pour tous les votes de son ordre du jour. Il ne vaut pas pour la seconde convocation, où il se donne de nouveau.',
  blank:
    'Un pouvoir en blanc est attribué à l’ouverture à la personne présente qui en porte le moins, dans l’ordre alphabétique ensuite ; il tombe, comme tout pouvoir, quand la personne qui l’a donné arrive ou vote.',
}

function clausesIn(words: Clauses, rules: AssemblyRules, kind: AssemblyKind): string[] {
  const { noticeDays, quorum, threshold, majority, proxies, second }: Variant = rules[kind]
  return [
    words.convened(kind, noticeDays),
    words.quorum(quorum),
    words.proxies(proxies),
    words.adopted(majority, assemblyScale[threshold]!),
    words.second(second.noticeDays, words.quorum(second.quorum)),
    words.remote[rules.remote ? 'allowed' : 'forbidden'],
    words.nothingElse,
    ...(proxies > 0 ? [words.scope, words.blank] : []),
  ]
}

/** The clauses that an assembly of this kind obeys. */
export const clausesOf = (rules: AssemblyRules, kind: AssemblyKind): string[] =>
  clausesIn(inFrench, rules, kind).map((clause) => typeset(clause))

/** The same in each language: documents are in French, which is what is signed. */
export const clausesToRead = (rules: AssemblyRules, kind: AssemblyKind) => ({
  fr: clausesOf(rules, kind),
  en: clausesIn(clausesInEnglish, rules, kind),
})
