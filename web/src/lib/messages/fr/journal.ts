import type { DeedName, Detail } from '#domain/journal.ts'

/** After the name of who did it: « Lila » « a créé ce groupe ». people: whom it was about, in order; instants of the detail are already in words. */
export type DeedWords = Record<DeedName | 'other', (people: readonly string[], detail: Detail) => string>

const few = (count: string | number | undefined, one: string, many: string) => `${count} ${Number(count) < 2 ? one : many}`

/** « d’Awa », « de Bilal ». */
const of = (name = '') => (/^[aeiouyàâéèêëîïôœùû]/i.test(name) ? `d’${name}` : `de ${name}`)

const deeds: DeedWords = {
  'movement-founded': () => 'a fondé le mouvement',
  'body-created': () => 'a créé ce groupe',
  'standing-given': ([who], { standing }) =>
    standing === 'coordinator' ? `a confié la coordination à ${who}` : `a mis fin à la coordination ${of(who)}`,
  'member-removed': ([who]) => `a retiré ${who} du groupe`,
  'invitation-made': () => 'a créé un lien d’invitation',
  'invitation-revoked': () => 'a annulé le lien d’invitation',
  'poll-created': () => 'a ouvert ou annoncé un scrutin',
  'poll-asked-again': () => 'a reposé une question à presque les mêmes personnes',
  'poll-extended': (_, { from, to }) => `a repoussé la clôture d’un scrutin, du ${from} au ${to}`,
  'poll-cancelled': () => 'a annulé un scrutin',
  'result-imported': () => 'a importé un résultat',
  'ceremony-begun-again': (_, { attempt }) => `a recommencé la cérémonie des clés (essai ${attempt})`,
  'roll-taken': (_, { page }) => `a consulté les personnes de la liste d’un scrutin, page ${page}`,
  'codes-given': () => 'a déposé les identifiants publics d’un scrutin',
  'codes-handed': () => 'a déclaré que les codes de vote sont remis',
  'code-reissued': () => 'a remplacé un code de vote perdu',
  'count-given-up': () => 'a renoncé à dépouiller un scrutin',
  'poll-key-destroyed': () => 'a détruit la clé d’un scrutin',
  'electorate-created': () => 'a commencé une liste électorale',
  'electorate-imported': (_, { added, rejected }) =>
    `a importé un fichier dans une liste : ${few(added, 'personne ajoutée', 'personnes ajoutées')}, ${few(rejected, 'ligne refusée', 'lignes refusées')}`,
  'electorate-frozen': (_, { admitted, rejected }) =>
    `a arrêté une liste : ${few(admitted, 'personne admise', 'personnes admises')}, ${few(rejected, 'ligne refusée', 'lignes refusées')}`,
  'elector-added': () => 'a ajouté une personne à une liste',
  'elector-removed': () => 'a retiré une personne d’une liste',
  'claims-opened': (_, { until }) =>
    until ? `a ouvert les demandes « suis-je sur la liste ? » jusqu’au ${until}` : 'a fermé les demandes « suis-je sur la liste ? »',
  'sheets-seen': (_, { sheets }) => `a lu les codes de ${few(sheets, 'feuille de vote', 'feuilles de vote')}`,
  'mailing-made': (_, { kind, messages }) =>
    `a lancé ${kind === 'reminder' ? 'une relance' : 'l’envoi d’ouverture'} : ${few(messages, 'message', 'messages')}`,
  'mailing-pace': (_, { pace }) => `a réglé un envoi à ${few(pace, 'message', 'messages')} par minute`,
  'mailing-paused': () => 'a mis un envoi en pause',
  'mailing-running': () => 'a repris un envoi',
  'mailing-stopped': () => 'a arrêté un envoi',
  'mailing-returned': (_, { returned }) => `a noté ${few(returned, 'message revenu', 'messages revenus')} d’un envoi`,
  'assembly-rules-adopted': (_, { version }) => `a enregistré la version ${version} des règles d’assemblée`,
  'assembly-prepared': () => 'a préparé une assemblée',
  'assembly-discarded': () => 'a renoncé à une assemblée en préparation',
  'assembly-convened': (_, { roll, rules }) => `a convoqué une assemblée : ${few(roll, 'personne', 'personnes')}, règles version ${rules}`,
  'assembly-cancelled': () => 'a annulé une assemblée',
  'assembly-opened': (_, { blankProxies }) =>
    Number(blankProxies) > 0 ? `a ouvert l’assemblée ; pouvoirs en blanc attribués : ${blankProxies}` : 'a ouvert l’assemblée',
  'resolution-opened': () => 'a mis une résolution au vote',
  'resolution-closed': () => 'a clos le vote d’une résolution',
  'assembly-adjourned': (_, { missing }) => `a levé l’assemblée faute de quorum (il en manquait ${missing})`,
  'assembly-closed': () => 'a levé l’assemblée',
  'attendance-ticked': ([who], { here }) =>
    here === 'out' ? `a noté le départ ${of(who)}` : `a noté l’arrivée ${of(who)}, ${here === 'remote' ? 'à distance' : 'dans la salle'}`,
  'officers-named': ([chair, secretary]) => `a confié la présidence de séance à ${chair} et le secrétariat à ${secretary}`,
  'attendance-certified': () => 'a certifié la feuille d’émargement',
  'minutes-signed': () => 'a signé le procès-verbal',
  'consultation-sent': (_, { groups, messages }) =>
    `a envoyé une consultation à ${few(groups, 'groupe', 'groupes')} : ${few(messages, 'message', 'messages')}`,
  'consultation-passed-on': (_, { groups }) => `a transmis une consultation à ${few(groups, 'groupe', 'groupes')}`,
  'consultation-choice-proposed': () => 'a ajouté une proposition du groupe à une consultation',
  'consultation-choice-accepted': () => 'a accepté une proposition d’un groupe',
  'consultation-choice-refused': () => 'a refusé une proposition d’un groupe',
  'consultation-locked': (_, { choices }) => `a arrêté les propositions d’une consultation : ${choices}`,
  'consultation-extended': (_, { from, to }) => `a repoussé la fin d’une consultation, du ${from} au ${to}`,
  'consultation-cancelled': () => 'a annulé une consultation',
  'text-frozen': () => 'a arrêté un texte pour l’amender et le voter',
  'frozen-text-abandoned': () => 'a renoncé à faire voter un texte arrêté',
  'text-voted': (_, { version }) =>
    Number(version) > 0 ? `a écrit la version ${version} d’un texte, telle qu’elle a été votée` : 'a noté qu’un texte n’a pas été adopté',
  'remark-removed': () => 'a retiré une remarque',
  other: () => 'a fait quelque chose que cette version ne sait pas nommer',
}

/** The journal of a body: what was done by whoever has power over it. */
export const journal = {
  title: 'Le journal',
  of: (body: string) => `Le journal, ${body}`,
  seeLine: 'Au journal : qui a fait quoi, quand et pourquoi',
  seePoll: 'Ce scrutin au journal',
  seeAssembly: 'Cette assemblée au journal',
  seeHead: 'Chercher cette ligne au journal',
  intro:
    'Chaque fois que quelqu’un se sert d’un pouvoir sur les autres, une ligne s’écrit ici, et rien ne l’efface. Jamais un vote, jamais une adresse. Pour les membres seulement.',
  deeds,
  itself: 'Préau',
  erased: 'quelqu’un dont le compte est effacé',
  someone: 'une personne de la liste',
  reason: (words: string) => `Raison : ${words}`,
  things: {
    poll: (title: string) => `Scrutin « ${title} »`,
    assembly: (title: string) => `Assemblée « ${title} »`,
    consultation: (title: string) => `Consultation « ${title} »`,
    text: (title: string) => `Texte « ${title} »`,
    'frozen-text': (title: string) => `Texte arrêté « ${title} »`,
    roll: (title: string) => `Liste « ${title} »`,
  },
  only: (title: string) => `Seulement les lignes de : ${title}`,
  onlyThat: 'Seulement les lignes de ce qui est demandé',
  whole: 'Voir tout le journal',
  lines: (count: number) => (count === 1 ? '1 ligne' : `${count.toLocaleString('fr-FR')} lignes`),
  empty: { title: 'Rien au journal pour l’instant', sentence: 'La première fois que la coordination agit, une ligne s’écrit ici.' },
  emptyHere: { title: 'Aucune ligne ici', sentence: 'Le journal ne dit rien de cela.' },
  chain: {
    title: 'Rien n’a été changé ?',
    holds: (count: string) => `Vérifié à l’instant : ${count} se suivent, chacune scellée dans la suivante.`,
    holdsAt: (count: string) => `Vérifié à l’instant : les ${count} les plus récentes se suivent. Le fichier les a toutes.`,
    broken: 'La chaîne est rompue : cette ligne ne suit pas de la précédente.',
    brokenHint: 'Quelqu’un a touché à la base de données. Garde le fichier et préviens les autres membres.',
    head: 'Dernière ligne, comme un procès-verbal la cite',
    check: 'Vérifier avec un procès-verbal',
    minutes:
      'Qui tient la base de données pourrait réécrire toute la suite. Un procès-verbal signé le montre : cherche la ligne qu’il cite. Si elle n’y est plus, le journal a été réécrit depuis.',
    label: 'La ligne citée',
    hint: '64 signes, de 0 à 9 et de a à f.',
    search: 'Chercher',
    badLine: 'Une ligne a 64 signes, de 0 à 9 et de a à f.',
    found: (number: string, count: string) => `Cette ligne est bien dans le journal : la ${number} sur ${count}.`,
    seeIt: 'La voir parmi les autres',
    missing: 'Cette ligne n’est pas dans le journal de ce groupe.',
    missingHint: 'Si un procès-verbal signé de ce groupe la cite, le journal a été réécrit depuis : montre-le aux autres membres.',
    file: 'Emporter toute la chaîne (fichier texte)',
    rule: 'Chaque ligne du fichier : son empreinte, un espace, son texte. L’empreinte est le SHA-256 de l’empreinte précédente (32 octets, des zéros pour la première) suivie du texte en UTF-8. Un tiret tient lieu du texte des lignes qui nomment une personne d’une liste : la suivante suit de leur empreinte.',
  },
}
