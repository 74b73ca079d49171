type Side = 'above' | 'below'

/** What came out of a poll: ranking, profiles, why, and where imported counts come from. */
export const results = {
  chosen: "C'est choisi !",
  ahead: 'En tête',
  tiedAhead: 'À égalité en tête',
  turnout: (voters: string, roll: string) => `${voters} ${voters === '0' || voters === '1' ? 'vote' : 'votes'} sur ${roll}`,
  blank: (n: string) => `dont ${n} blancs`,
  spoiled: (n: string) => `dont ${n} nuls`,
  share: (percent: string) => `participation : ${percent}`,
  closed: (when: string) => `fermé le ${when}`,
  held: (when: string) => `vote du ${when}`,
  ranking: 'Le classement',
  median: "Le trait marque la moitié des votes : la mention qu'il touche est la mention majoritaire.",
  rank: (n: number) => `${n}`,
  tied: 'à égalité',
  high: 'tendance haute',
  low: 'tendance basse',
  profile: (choice: string, parts: string) => `Profil de « ${choice} » : ${parts}`,
  part: (grade: string, percent: string) => `${grade} ${percent}`,
  why: {
    title: 'Pourquoi cet ordre',
    tied: (a: string, b: string) => `« ${a} » et « ${b} » ont exactement le même profil : elles sont à égalité.`,
    grade: (a: string, b: string, better: string, worse: string) =>
      `« ${a} » devance « ${b} » : sa mention majoritaire est ${better}, contre ${worse}.`,
    same: (a: string, b: string, grade: string, depth: number) =>
      `« ${a} » devance « ${b} ». Toutes deux ont la mention ${grade}${depth > 0 ? `, et restent à égalité au fil de ${depth === 1 ? "l'étape suivante" : `${depth} étapes`}` : ''} ; ensuite, `,
    camps: (better: { side: Side; votes: string } | null, worse: { side: Side; votes: string } | null) => {
      if (!worse) return `la première a encore ${better?.votes} votes au-dessus, la seconde n'en a plus.`
      if (!better) return `la seconde a encore ${worse.votes} votes en dessous, la première n'en a plus.`
      if (better.side !== worse.side)
        return `la première penche vers le haut (${better.votes} votes au-dessus), la seconde vers le bas (${worse.votes} votes en dessous).`
      return better.side === 'above'
        ? `la première a plus de votes au-dessus : ${better.votes}, contre ${worse.votes}.`
        : `la première a moins de votes en dessous : ${better.votes}, contre ${worse.votes}.`
    },
    next: (side: Side, votes: string, better: string, worse: string) =>
      `parmi les ${votes} votes ${side === 'above' ? 'au-dessus' : 'en dessous'}, la mention rencontrée d'abord est ${better} pour la première, ${worse} pour la seconde.`,
  },
  table: {
    title: 'Le tableau',
    link: 'Tableau',
    caption: (voters: string) => `Nombre de votes par mention, sur ${voters} votes exprimés`,
    rank: 'Rang',
    choice: 'Proposition',
    majority: 'Mention majoritaire',
  },
  check: {
    title: 'Vérifier',
    sentence: "Ces décomptes suffisent à refaire le résultat, ici ou avec n'importe quel autre outil.",
    csv: 'Décomptes (CSV)',
    json: 'Décomptes (JSON)',
    recount: 'Recompter',
    ballots: 'Qui a voté quoi',
  },
  rules: 'Comment lire ce résultat',
  ballots: {
    title: 'Qui a voté quoi',
    sentence: "Vote à main levée : cette page ne se montre qu'aux personnes de la liste, après la clôture.",
    blank: 'Bulletin blanc',
  },
  recount: {
    title: (question: string) => `Recompter : ${question}`,
    heading: 'Recompter',
    intro: 'Ton navigateur télécharge les décomptes et refait le classement lui-même, avec le même code que le serveur.',
    noScript: 'Cette page a besoin de JavaScript. Sans lui, télécharge les décomptes et recompte avec « npm run recount ».',
    counting: 'Recomptage…',
    lost: 'Les décomptes ne sont pas arrivés : pas de réseau, ou le serveur ne répond pas.',
    again: 'Réessayer',
    agrees: 'Ton navigateur trouve exactement le résultat publié.',
    took: (ms: string) => `Recompté en ${ms} ms.`,
    differs: 'Ton navigateur ne trouve pas la même chose que la page du résultat, pour :',
    fileAgrees: 'Ce fichier donne exactement le résultat publié.',
    fileDiffers: 'Ce fichier ne donne pas le résultat publié, pour :',
    foreign: (question: string) => `Ce sont les décomptes d'un autre scrutin, « ${question} » : il n'y a rien à quoi les comparer ici.`,
    unreadable: 'Ce fichier ne se lit pas :',
    caption: (voters: string) => `Recompté à partir de ${voters} votes`,
    otherFile: 'Un autre fichier',
    otherFileHint: 'Choisis un fichier de décomptes gardé ailleurs. Il ne quitte pas ton appareil.',
    limitsTitle: 'Ce que cela prouve, et ne prouve pas',
    proves:
      'Le recomptage prouve que le classement découle bien des décomptes publiés, et que chaque proposition a reçu autant de mentions que les autres.',
    doesNot:
      'Il ne prouve pas que les décomptes sont ceux des bulletins. À main levée, les membres de la liste le vérifient en lisant qui a voté quoi.',
  },
  nobody: { title: "Personne n'a voté", sentence: 'Le scrutin est fermé, et aucune mention n’a été donnée : il n’y a pas de classement.' },
  allBlank: { title: 'Que des bulletins blancs', sentence: 'Aucune mention n’a été donnée : il n’y a pas de classement.' },
  source: {
    title: "D'où viennent ces nombres",
    imported: "Ce vote ne s'est pas tenu ici : ses décomptes ont été importés.",
    reconstituted: 'Décomptes reconstitués',
    link: 'La source',
    published: 'Ce qui a été publié alors',
    publishedGauge: 'Publié',
    ours: 'Recalculé ici',
    agrees: 'Le recalcul donne le même classement et les mêmes mentions.',
    differs: 'Le recalcul ne donne pas la même chose que ce qui a été publié.',
  },
}
