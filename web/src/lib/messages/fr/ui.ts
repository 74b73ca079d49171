/** Words of the development page that shows every component; nobody else reads them. */
export const ui = {
  title: 'Les composants',
  intro: "Tout ce dont les pages sont faites, en un seul endroit. Cette page n'existe qu'en développement.",
  sections: {
    colours: 'Couleurs',
    grades: 'Mentions',
    type: 'Caractères',
    buttons: 'Boutons',
    chips: 'Étiquettes',
    forms: 'Formulaires',
    cards: 'Cartes',
    states: 'États',
    art: 'Papiers découpés',
  },
  scaleOf: (n: number) => `Échelle de ${n} mentions`,
  sample: {
    action: 'Voter',
    word: 'Charte',
    sentence: "Voix ambiguë d'un cœur qui, au zéphyr, préfère les jattes de kiwis : 0123456789, l I 1 O 0 « Où ? »",
    field: 'Ton prénom',
    hint: "C'est ainsi que les autres te voient.",
    problem: 'Il manque ton prénom.',
    name: 'Samia Belkacem',
    close: 'encore 2 jours',
  },
}
