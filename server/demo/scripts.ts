// What the cast votes on. `leaning` is how a choice is received, from 0 (rejected) to 1 (loved): ballots are drawn from it.

export type Script = {
  body: string
  by: string
  question: string
  description: string
  scale: readonly string[]
  choices: readonly (readonly [label: string, leaning: number, description?: string])[]
  /** Hours from now; negative is past. */
  opens: number
  closes: number
  /** The share of the roll that has cast so far. */
  turnout: number
  cancelled?: string
}

const five = ['À rejeter', 'Insuffisant', 'Passable', 'Bien', 'Très bien'] as const
const four = ['À rejeter', 'Passable', 'Bien', 'Très bien'] as const
const seven = ['À rejeter', 'Insuffisant', 'Passable', 'Assez bien', 'Bien', 'Très bien', 'Excellent'] as const

export const scripts: Script[] = [
  {
    body: 'drome',
    by: 'Lila',
    question: 'Quel sera notre premier chantier local ?',
    opens: -200,
    closes: -52,
    turnout: 0.93,
    scale: five,
    description: 'On en choisit un seul pour l’hiver, et on s’y met ensemble dès la prochaine rencontre.',
    choices: [
      ['Une navette gratuite le week-end', 0.64],
      ['Des repas bio et locaux à la cantine', 0.74],
      ['Une caisse de solidarité logement', 0.55],
      ['Défendre la maternité de proximité', 0.84, 'Avec le collectif de la vallée, avant la décision de l’agence de santé.'],
      ['Des listes citoyennes dans dix communes', 0.36],
      ['Une fête populaire des quartiers en juin', 0.6],
      ['Un journal local à prix libre', 0.42],
    ],
  },
  {
    body: 'drome',
    by: 'Karim',
    question: 'Que défendons-nous pour l’eau de la vallée ?',
    opens: -70,
    closes: 74,
    turnout: 0.5,
    scale: five,
    description: 'Notre position sera portée à la réunion publique. Trois rédactions sont sur la table.',
    choices: [
      ['Un retour en régie publique dès 2028', 0.8],
      ['Une tarification progressive, premiers mètres cubes gratuits', 0.7],
      ['Un moratoire sur les nouvelles retenues', 0.5],
      ['Ne pas prendre position maintenant', 0.2],
    ],
  },
  {
    body: 'valence',
    by: 'Lila',
    question: 'Où nous retrouver le premier jeudi du mois ?',
    opens: 20,
    closes: 164,
    turnout: 0,
    scale: four,
    description: '',
    choices: [
      ['À la MJC', 0.6],
      ['Au café des Arcades', 0.5],
      ['Chez les unes et les autres, à tour de rôle', 0.4],
    ],
  },
  {
    body: 'haute-garonne',
    by: 'Awa',
    question: 'Quel jour pour la rentrée du groupe ?',
    opens: -400,
    closes: -330,
    turnout: 0.8,
    scale: four,
    description: '',
    choices: [
      ['Samedi 5 septembre', 0.5],
      ['Dimanche 6 septembre', 0.5],
      ['Samedi 12 septembre', 0.72],
    ],
  },
  {
    body: 'toulouse',
    by: 'Awa',
    question: 'Par quoi commencer la campagne des quartiers ?',
    opens: -20,
    closes: 100,
    turnout: 0.4,
    scale: seven,
    description: 'Une action à préparer en novembre, à cinq ou six personnes.',
    choices: [
      ['Le porte-à-porte', 0.6],
      ['Une assemblée de place', 0.75],
      ['Un café-débat chaque semaine', 0.55],
      ['Une fresque', 0.4],
    ],
  },
  {
    body: 'les-mains-levees',
    by: 'Lila',
    question: 'Quelles priorités pour notre année ?',
    opens: -96,
    closes: 144,
    turnout: 0.45,
    scale: five,
    description: 'Chaque priorité retenue aura un groupe de travail et un petit budget.',
    choices: [
      ['Former des personnes à animer les rencontres', 0.78],
      ['Ouvrir dix nouveaux groupes', 0.6],
      ['Écrire un programme commun avec les acteurs locaux', 0.66],
      ['Un tour de France des marchés', 0.45],
      ['Une caisse d’entraide entre groupes', 0.55],
      ['Un média à nous', 0.4],
    ],
  },
  {
    body: 'saone-et-loire',
    by: 'Solène',
    question: 'Quel nom pour notre fête de printemps ?',
    opens: -300,
    closes: -290,
    turnout: 0,
    scale: five,
    description: '',
    choices: [
      ['La Grande Tablée', 0.5],
      ['Les Beaux Jours', 0.5],
    ],
    cancelled: 'La question est revenue à la prochaine rencontre : il manquait deux idées.',
  },
]
