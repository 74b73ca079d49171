/** The page that tells how majority judgment counts, what it is good at and where it fails; and the page of the API. */
export const help = {
  judgment: {
    title: 'Le jugement majoritaire, sans détour',
    description: 'Comment on vote, comment on compte, et où cette méthode a ses limites.',
    intro:
      'Au lieu de choisir une seule proposition, tu donnes une mention à chacune. Le résultat dit ce que la majorité pense de chaque proposition.',
    vote: {
      title: 'Voter',
      lines: [
        'Donne une mention à chaque proposition, de la meilleure à la pire. Tu peux donner la même mention plusieurs fois.',
        "Dis ce que tu penses : mettre « Très bien » à une proposition n'enlève rien aux autres.",
        "Tant que le scrutin est ouvert et que ses règles le permettent, tu peux changer. Rien n'est montré avant la clôture.",
      ],
    },
    count: {
      title: 'Compter',
      lines: [
        "Pour chaque proposition, on range toutes ses mentions de la meilleure à la pire. Celle du milieu est sa mention majoritaire : une majorité pense que la proposition la mérite au moins, et une majorité pense qu'elle ne mérite pas mieux.",
        "S'il y a deux mentions au milieu, parce que le nombre de bulletins est pair, on prend la moins bonne des deux.",
        'La proposition qui a la meilleure mention majoritaire gagne.',
      ],
    },
    tie: {
      title: 'Départager',
      lines: [
        "Quand deux propositions ont la même mention majoritaire, on retire à chacune une mention égale à celle-ci, on regarde la nouvelle mention du milieu, et l'on recommence jusqu'à ce qu'elles diffèrent.",
        "Seules deux propositions qui ont reçu exactement les mêmes mentions restent à égalité ; on le dit, et l'on ne tire pas au sort.",
        'Le signe + ou − à côté de la mention dit de quel côté penche le reste : plus de gens au-dessus, ou plus de gens au-dessous.',
      ],
    },
    example: {
      title: 'Un exemple',
      sentence:
        'Cinq personnes notent une navette gratuite : Très bien, Bien, Bien, Passable, À rejeter. La mention du milieu est la troisième : Bien. Trois personnes sur cinq pensent que la navette mérite au moins « Bien ».',
      grades: ['Très bien', 'Bien', 'Bien', 'Passable', 'À rejeter'],
      middle: 'la mention du milieu',
    },
    good: {
      title: "Ce qu'elle fait bien",
      lines: [
        'Deux propositions qui se ressemblent ne se nuisent pas : chacune est jugée pour elle-même.',
        'Ajouter ou retirer une proposition ne change pas le classement des autres, si les mentions restent les mêmes.',
        "Le résultat dit aussi quand aucune proposition ne convient : la meilleure peut n'être que « Passable ».",
        'Exagérer sa mention rapporte moins que dans une moyenne : au-delà du milieu, cela ne change rien.',
      ],
    },
    limits: {
      title: 'Où elle a ses limites',
      lines: [
        'Une proposition préférée par une majorité, en duel, peut perdre. Le jugement majoritaire regarde la mention du milieu, pas les duels.',
        "Venir voter peut, dans des cas rares, desservir ta préférée : ajouter le même bulletin favorable à deux propositions déplace leurs milieux différemment. C'est le paradoxe de l'abstention.",
        'Deux assemblées qui choisissent chacune la même proposition peuvent, réunies, en choisir une autre.',
        'On peut encore voter de façon calculée, en poussant ses mentions aux extrêmes. Cela sert moins souvent, pas jamais.',
        'Avec très peu de votants, ou des avis très partagés, une seule personne peut déplacer le milieu de deux mentions.',
        "Les mots comptent : une échelle mal équilibrée oriente les réponses. Elle est arrêtée avant l'ouverture et ne bouge plus.",
      ],
    },
    open: {
      title: 'Le scrutin à main levée',
      lines: [
        'Ici, les scrutins sont à main levée : après la clôture, les membres de la liste électorale peuvent voir qui a donné quelle mention, si elle compte 200 personnes au plus. Avant la clôture, personne ne voit rien.',
        "La personne qui héberge Préau a accès à la base de données : à ce niveau, le vote n'est pas secret pour elle. Pour élire des personnes ou traiter d'un sujet sensible, ce n'est pas le bon niveau.",
      ],
    },
    recount: {
      title: 'Recompter soi-même',
      lines: [
        'Chaque résultat se télécharge, et se recompte dans ton navigateur ou dans un terminal avec le même calcul. La règle tient en un petit fichier que chacun peut lire.',
      ],
    },
    sources: {
      title: 'Pour aller plus loin',
      lines: [
        'Michel Balinski et Rida Laraki, Majority Judgment: Measuring, Ranking, and Electing, MIT Press, 2011.',
        'Dan S. Felsenthal et Moshé Machover, The Majority Judgement voting procedure: a critical evaluation, Homo Oeconomicus, 2008.',
      ],
    },
  },
  api: {
    title: "L'API publique",
    description:
      "Tout ce que font ces pages, un programme peut le faire : la liste des portes, ce qu'elles prennent et ce qu'elles rendent.",
    intro: "Ces pages n'ont pas d'autre moyen que cette API : ce qu'elles font, un programme peut le faire avec les mêmes droits.",
    machine: 'La même chose pour les machines (OpenAPI)',
    session: 'Une session (le cookie « preau ») est nécessaire',
    anyone: 'Sans compte',
    takes: 'Prend',
    gives: 'Rend',
    refuses: 'Refuse',
    required: 'obligatoire',
    nothing: 'rien',
    errors: {
      title: 'Les erreurs',
      lines: [
        '400 : mal formé, avec le nom des champs.',
        '401 : il faut une session.',
        "404 : n'existe pas, ou ne t'est pas montré.",
        '409 : refusé par une règle, avec sa raison.',
        '413 et 429 : trop grand, trop souvent.',
      ],
    },
    rooms: {
      installation: 'Installation',
      'sign-ins': 'Connexion',
      'sign-in-links': 'Connexion par lien',
      me: 'Soi',
      sessions: 'Sessions',
      session: 'Session',
      outbox: 'Courriers',
      bodies: 'Mouvement et groupes',
      invitations: 'Invitations',
      documents: 'Textes',
      'frozen-texts': 'Textes arrêtés',
      amendments: 'Amendements',
      threads: 'Fils de discussion',
      remarks: 'Remarques',
      polls: 'Scrutins',
      electorates: 'Listes électorales',
      'electorate-files': 'Fichiers de personnes',
      'voting-links': 'Liens personnels',
      'voting-codes': 'Codes de vote',
      'voting-link': 'Quitter un lien personnel',
      mailings: 'Envois à une liste',
      assemblies: 'Assemblées générales',
      proxies: 'Pouvoirs',
      consultations: 'Consultations',
      other: 'Le reste',
    } as Record<string, string>,
  },
}
