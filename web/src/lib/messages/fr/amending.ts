/** The page where an amendment is written. */
export const amending = {
  replace: (number: number) => `Amender l’article ${number}`,
  insert: 'Proposer un nouvel article',
  kind: 'Que proposes-tu ?',
  change: 'Changer ses mots',
  delete: 'Le supprimer',
  deleteHint: 'Ses mots ne sont alors plus à remplir.',
  place: 'Sa place',
  first: 'Au début',
  after: (article: string) => `Après « ${article} »`,
  articleTitle: 'Titre de l’article',
  text: 'Ce qu’il dirait',
  textHint:
    'Une ligne vide sépare deux paragraphes. Devant une ligne : « - » ou « 1. » pour une liste, « # » pour un titre, « > » pour une citation. Dans les mots : **gras**, _italique_, [mots](https://adresse).',
  editorHint:
    'Alt et F10 mènent aux outils. Échap puis Tab font sortir du texte. Arobase, un numéro et une espace écrivent un renvoi à cet article.',
  broughtBack: 'Ce que tu avais commencé ici est revenu.',
  startAgain: 'Repartir du texte arrêté',
  tooLong: 'C’est trop long pour être collé en une fois.',
  referHint: 'Les renvois à d’autres articles, écrits comme ils se lisent (« article 3 »), restent des renvois.',
  reason: 'Pourquoi ?',
  reasonHint: 'En quelques phrases : elles seront lues sur le bulletin.',
  submit: 'Proposer cet amendement',
}
