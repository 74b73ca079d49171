import { typeset } from '#domain/typography.ts'

export type Letter = { subject: string; paragraphs: string[]; code?: string; button?: { label: string; link: string }; after: string[] }
type SignIn = { code: string; link: string; joining: string | null }

const fr = {
  signIn: ({ code, link, joining }: SignIn): Letter => ({
    subject: `${code} : ton code pour entrer`,
    paragraphs: [
      joining ? `Bienvenue ! Pour rejoindre « ${joining} », tape ce code là où tu étais :` : 'Pour entrer, tape ce code là où tu étais :',
    ],
    code,
    button: { label: 'Entrer par ce lien', link },
    after: ["Le code et le lien servent une fois, pendant un quart d'heure.", "Tu n'as rien demandé ? Ne fais rien : personne n'entrera."],
  }),
  noAccount: (): Letter => ({
    subject: "Cette adresse n'est pas encore connue ici",
    paragraphs: [
      "Quelqu'un, peut-être toi, a voulu entrer avec cette adresse. Elle n'est à personne ici.",
      "On arrive par une invitation : demande le lien de ton groupe, ou essaie l'autre adresse que tu utilises.",
    ],
    after: ["Tu n'as rien demandé ? Ne fais rien : cette adresse n'est pas gardée."],
  }),
}

const en: typeof fr = {
  signIn: ({ code, link, joining }) => ({
    subject: `${code}: your code to come in`,
    paragraphs: [joining ? `Welcome! To join “${joining}”, type this code where you were:` : 'To come in, type this code where you were:'],
    code,
    button: { label: 'Come in by this link', link },
    after: ['The code and the link work once, for a quarter of an hour.', 'You did not ask for this? Do nothing: nobody will come in.'],
  }),
  noAccount: () => ({
    subject: 'This address is not known here yet',
    paragraphs: [
      'Someone, perhaps you, wanted to come in with this address. It belongs to nobody here.',
      "One comes in by an invitation: ask for your group's link, or try the other address you use.",
    ],
    after: ['You did not ask for this? Do nothing: this address is not kept.'],
  }),
}

const french = (letter: Letter): Letter => ({
  ...letter,
  subject: typeset(letter.subject),
  paragraphs: letter.paragraphs.map((line) => typeset(line)),
  after: letter.after.map((line) => typeset(line)),
})

export const words = { fr: { signIn: (said: SignIn) => french(fr.signIn(said)), noAccount: () => french(fr.noAccount()) }, en }
