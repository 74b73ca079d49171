/** What pages without a script say of a sealed poll: how it is entrusted, whose turn it is, how its count is given up. */
export const entrusted = {
  todo: {
    codes: (body: string) => `${body} : les codes de vote à tirer`,
    handing: (body: string) => `${body} : les codes à remettre, puis à le dire`,
    ceremony: (body: string) => `${body} : la clé à faire ensemble`,
    count: (body: string) => `${body} : le dépouillement t’attend`,
  },
  page: {
    title: 'Scrutin scellé',
    intro: (needed: string, trustees: string, registrar: string) =>
      `La clé est partagée entre ${trustees} : il en faut ${needed}, et le serveur, pour ouvrir le résultat. ${registrar} tient la liste des codes.`,
    and: (names: string, last: string) => `${names} et ${last}`,
    missing: {
      codes: (registrar: string) => `Il manque les codes de vote : c’est à ${registrar} de les tirer.`,
      handing: (registrar: string) => `${registrar} remet les codes, et dira quand chaque personne a le sien.`,
      ceremony: (trustees: string) => `Il manque la cérémonie des clés : ${trustees} la font ensemble.`,
    },
    theyAreTold: 'Préau écrit à qui l’on attend, et c’est sur sa page d’accueil.',
    tellThem: 'C’est sur la page d’accueil de qui l’on attend, mais aucun e-mail ne part d’ici : envoie-leur l’adresse de cette page.',
    unreached: (names: string) => `Aucun message ne peut atteindre ${names} : passe par un autre chemin.`,
    notReady: 'Personne ne peut encore voter. Le vote s’ouvrira de lui-même dès que tout sera prêt.',
    ready: 'Tout est prêt pour l’ouverture.',
    goCeremony: 'La cérémonie des clés',
    goCodes: 'Les codes de vote',
    goOpening: 'Le dépouillement',
    neverReady: 'Il est arrivé à sa clôture sans sa clé ou sans ses codes.',
  },
  givenUp: {
    title: 'Le dépouillement a été abandonné.',
    sentence: 'Les personnes de confiance ne l’ont pas ouvert, et personne ne le pourra plus : ce vote n’a pas de résultat.',
  },
  giveUp: {
    title: 'Abandonner le dépouillement',
    sentence:
      'Plus d’un mois après la clôture, trop peu de personnes de confiance ont donné leur part. Abandonner, c’est dire que ce vote n’aura jamais de résultat : sa clé sur le serveur est détruite. Cela ne se défait pas.',
    reason: 'La raison',
    reasonHint: 'Elle est montrée avec le scrutin, et écrite au journal du groupe.',
    submit: 'Abandonner pour de bon',
    reasons: {
      'not-a-coordinator': 'Seule la coordination du groupe abandonne un dépouillement.',
      'no-reason': 'Il manque la raison.',
      'not-sealed': 'Ce scrutin n’est pas scellé : il se compte tout seul.',
      'not-closed': 'Ce scrutin n’est pas fermé.',
      'given-up': 'Ce dépouillement a déjà été abandonné.',
      counted: 'Ce scrutin est compté.',
      'too-early': 'Les personnes de confiance ont un mois après la clôture.',
    },
  },
  create: {
    title: 'À qui confier ce scrutin',
    others: 'D’autres personnes de confiance',
    trustee: (n: number) => `Personne de confiance ${n}`,
    nobody: 'Personne',
    trusteesHint: 'De 2 à 9 membres, chacun garde une part de la clé. Trois, dont deux suffisent, va bien.',
    needed: 'Combien en faut-il pour ouvrir ?',
    registrar: 'Qui tient la liste des codes ?',
    registrarHint: 'Une autre personne, qui verra les adresses des membres et remettra à chaque membre son code de vote.',
    then: 'Le vote ne s’ouvrira qu’une fois les codes remis et la clé faite. Compte vingt minutes ensemble pour la clé, et le temps de remettre les codes de la main à la main : choisis une clôture assez lointaine.',
  },
}
