// The cast of the demonstration: an invented movement, its groups and its people. Any likeness is chance.

export const movement = 'Les Mains Levées'

/** Name, slug, kind, slug of the parent. */
export const bodies = [
  { slug: 'haute-garonne', name: 'Haute-Garonne', kind: 'group', parent: 'les-mains-levees' },
  { slug: 'drome', name: 'Drôme', kind: 'group', parent: 'les-mains-levees' },
  { slug: 'saone-et-loire', name: 'Saône-et-Loire', kind: 'group', parent: 'les-mains-levees' },
  { slug: 'education-populaire', name: 'Éducation populaire', kind: 'group', parent: 'les-mains-levees' },
  { slug: 'toulouse', name: 'Toulouse', kind: 'subgroup', parent: 'haute-garonne' },
  { slug: 'valence', name: 'Valence', kind: 'subgroup', parent: 'drome' },
  { slug: 'crest-die', name: 'Crest – Die', kind: 'subgroup', parent: 'drome' },
] as const

/** First name, and where they are; a star marks the bodies they coordinate. All are members of the movement. */
export const people: Record<string, string[]> = {
  Lila: ['les-mains-levees*', 'drome*', 'valence*'],
  Samia: ['drome', 'valence'],
  Karim: ['drome*', 'crest-die*'],
  Jo: ['drome', 'crest-die', 'education-populaire'],
  Nour: ['drome', 'valence'],
  Maëlys: ['drome'],
  Théo: ['drome', 'crest-die'],
  Fatou: ['drome', 'valence', 'education-populaire*'],
  Gaspard: ['drome'],
  Inès: ['drome', 'crest-die'],
  Bertrand: ['drome', 'valence'],
  Soraya: ['drome'],
  Yann: ['drome', 'crest-die'],
  Paulette: ['drome', 'valence'],
  Awa: ['haute-garonne*', 'toulouse*'],
  Mehdi: ['haute-garonne', 'toulouse'],
  Capucine: ['haute-garonne', 'toulouse'],
  Étienne: ['haute-garonne'],
  Rokhaya: ['haute-garonne', 'toulouse'],
  Lucien: ['haute-garonne', 'education-populaire'],
  Margaux: ['haute-garonne', 'toulouse'],
  Idriss: ['haute-garonne'],
  Solène: ['saone-et-loire*'],
  Omar: ['saone-et-loire'],
  Jeanne: ['saone-et-loire', 'education-populaire'],
  Baptiste: ['saone-et-loire'],
  Zoé: ['saone-et-loire'],
  Abel: ['saone-et-loire'],
  Camille: ['education-populaire'],
  Nina: ['education-populaire', 'haute-garonne'],
}

/** Who the terminal gives a link for: a coordinator, a member, and someone of another group who may only read. */
export const visitors = ['Lila', 'Samia', 'Awa'] as const
