import type { ui as fr } from '../fr/ui.ts'

export const ui = {
  title: 'Components',
  intro: 'Everything the pages are made of, in one place. This page exists in development only.',
  sections: {
    colours: 'Colours',
    grades: 'Grades',
    type: 'Type',
    buttons: 'Buttons',
    chips: 'Chips',
    forms: 'Forms',
    cards: 'Cards',
    states: 'States',
    art: 'Cut paper',
  },
  scaleOf: (n: number) => `Scale of ${n} grades`,
  sample: {
    action: 'Vote',
    word: 'Charter',
    sentence: 'Sphinx of black quartz, judge my vow: 0123456789, l I 1 O 0 “Where?”',
    field: 'Your first name',
    hint: 'This is how others see you.',
    problem: 'Your first name is missing.',
    name: 'Samia Belkacem',
    close: '2 days left',
  },
} satisfies typeof fr
