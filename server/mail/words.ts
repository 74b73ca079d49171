import { typeset } from '#domain/typography.ts'
import { told } from './instant.ts'

export type Letter = { subject: string; paragraphs: string[]; code?: string; button?: { label: string; link: string }; after: string[] }
type Voting = {
  kind: 'opening' | 'reminder' | 'again'
  question: string
  body: string
  opensAt: Date | null
  closesAt: Date
  code: string
  link: string
  origin: string
}
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
  voting: ({ kind, question, body, opensAt, closesAt, code, link, origin }: Voting): Letter => {
    const until = told('fr', closesAt)
    const from = opensAt && `Le vote ouvre ${told('fr', opensAt)} ; garde ce message.`
    const subjects = { opening: `${body} : ton vote jusqu'à ${until}`, reminder: `${body} : il manque ton vote, jusqu'à ${until}`, again: `${body} : ton lien pour voter` } // prettier-ignore
    return {
      subject: subjects[kind],
      paragraphs: [
        `${body} te consulte : « ${question} »`,
        kind === 'reminder' ? `Tu n'as pas encore voté. C'est possible jusqu'à ${until}.` : (from ?? `Tu peux voter jusqu'à ${until}.`),
        'Ce lien est le tien : il vote en ton nom, ne le fais suivre à personne.',
      ],
      button: { label: 'Voter', link },
      after: [
        `Sur un autre appareil : va sur ${origin}/v et tape ton adresse et ce code : ${code}`,
        'Tu reçois ce message parce que ton adresse est sur la liste électorale de ce vote. Personne ne te demandera jamais ton code, ni par téléphone, ni par SMS.',
      ],
    }
  },
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
  voting: ({ kind, question, body, opensAt, closesAt, code, link, origin }) => {
    const until = told('en', closesAt)
    const from = opensAt && `Voting opens on ${told('en', opensAt)}; keep this message.`
    const subjects = { opening: `${body}: your vote until ${until}`, reminder: `${body}: your vote is missing, until ${until}`, again: `${body}: your link to vote` } // prettier-ignore
    return {
      subject: subjects[kind],
      paragraphs: [
        `${body} is asking you: “${question}”`,
        kind === 'reminder' ? `You have not voted yet. You can until ${until}.` : (from ?? `You can vote until ${until}.`),
        'This link is yours: it votes in your name, forward it to nobody.',
      ],
      button: { label: 'Vote', link },
      after: [
        `On another device: go to ${origin}/v and type your address and this code: ${code}`,
        'You receive this because your address is on the roll of this vote. Nobody will ever ask you for your code, by telephone or text message.',
      ],
    }
  },
}

const french = (letter: Letter): Letter => ({
  ...letter,
  subject: typeset(letter.subject),
  paragraphs: letter.paragraphs.map((line) => typeset(line)),
  after: letter.after.map((line) => typeset(line)),
})

export const words = {
  fr: {
    signIn: (said: SignIn) => french(fr.signIn(said)),
    noAccount: () => french(fr.noAccount()),
    voting: (said: Voting) => french(fr.voting(said)),
  },
  en,
}
