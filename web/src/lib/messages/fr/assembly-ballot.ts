/** The vote on a resolution, for oneself and in the name of others. */
export const assemblyBallot = {
  description: (body: string) => `Le vote d’une résolution, en assemblée générale de ${body}.`,
  openLevel: 'Vote à main levée : tes mentions seront visibles des membres de la liste après la clôture.',
  line: 'Cette résolution',
  decided: (kind: string, version: number) => `${kind} · ${version > 0 ? `règles du groupe, version ${version}` : 'règles du modèle'}`,
  decidedQuorum: 'À l’ouverture du vote',
  nobody: { title: 'Personne n’a voté', sentence: 'Le vote est clos, et aucune mention n’a été donnée.' },
  intro: 'Donne une mention à la résolution.',
  forMe: 'Mon bulletin',
  inTheName: (giver: string) => `Au nom de ${giver}`,
  voteFor: (giver: string) => `Voter au nom de ${giver}`,
  changeFor: (giver: string) => `Changer le bulletin au nom de ${giver}`,
  seats: 'Les pouvoirs que tu portes',
  seatsHint: 'Chacun a son bulletin à part. Si la personne arrive ou vote, c’est son vote qui compte.',
  castFor: (giver: string) => `Le bulletin au nom de ${giver} est dans l’urne.`,
  toAssembly: 'Revenir à l’assemblée',
  closesByOfficers: 'La présidence de séance clôt le vote.',
  adoptedFrom: (grade: string, share: string) =>
    `Une résolution est adoptée si ${share.toLowerCase()} des bulletins exprimés la jugent « ${grade} » ou mieux.`,
  reasons: {
    'not-present': 'Tu n’as pas émargé : fais-le d’abord, dans la salle. Rien n’a été déposé.',
    'not-yours': 'Ce pouvoir n’est pas le tien. Rien n’a été déposé.',
    'proxy-not-accepted': 'Accepte d’abord ce pouvoir. Rien n’a été déposé.',
    'proxy-ended': 'Ce pouvoir n’existe plus. Rien n’a été déposé.',
    'giver-is-here': 'La personne est arrivée : elle vote elle-même. Rien n’a été déposé.',
    'giver-voted': 'La personne a voté elle-même. Rien n’a été déposé.',
  } as Record<string, string>,
}
