/** Where a text stands on the way to its vote. The page where it is written says it too. */
export const standing = {
  inForce: (version: number, day: string) => `Version ${version} en vigueur, adoptée le ${day}`,
  draft: 'Ce qui suit est le brouillon du prochain texte.',
  amendable: (until: string) => `Le texte est arrêté : il s’amende jusqu’au ${until}.`,
  'to-vote': 'Le texte est arrêté : il attend d’être mis au vote.',
  voting: 'Le texte est arrêté : on le vote en ce moment, article par article.',
  voted: 'Le vote est fini : le dépouillement arrive.',
  abandoned: 'Ce texte arrêté a été abandonné.',
  amend: 'Lire et amender le texte arrêté',
  read: 'Lire le texte arrêté',
  readVersion: 'Lire la version en vigueur',
  vote: 'Aller au vote',
  freeze: 'Arrêter le texte',
  draftGoesOn: 'Ce qui s’écrit maintenant va dans le prochain brouillon, jamais dans le texte arrêté.',
}
