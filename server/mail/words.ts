import { typeset } from '#domain/typography.ts'
import { type Entrusting, entrusted } from './entrusted-words.ts'
import { dated, told } from './instant.ts'

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

/** online: where to follow it at a distance, or empty. page: where everything about it is. */
export type Convening = {
  body: string
  title: string
  kind: 'ordinary' | 'extraordinary'
  place: string
  online: string
  startsAt: Date
  agenda: readonly { title: string; resolution: string | null }[]
  page: string
}

export type Cancellation = Pick<Convening, 'body' | 'title' | 'startsAt' | 'page'> & { reason: string }

/** proposalsUntil: until when groups may propose choices, or null when these are there. */
export type Consulting = {
  kind: 'consultation' | 'deadline'
  title: string
  question: string
  body: string
  proposalsUntil: Date | null
  closesAt: Date
  page: string
}

const numbered = (agenda: Convening['agenda'], voted: string) =>
  agenda.map(({ title, resolution }, at) => `${at + 1}. ${title}${resolution ? ` (${voted})` : ''}`)

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
  convening: ({ body, title, kind, place, online, startsAt, agenda, page }: Convening): Letter => ({
    subject: `Convocation : ${title}, ${dated('fr', startsAt)}`,
    paragraphs: [
      `Voici ta convocation à l'assemblée générale ${kind === 'ordinary' ? 'ordinaire' : 'extraordinaire'} de « ${body} » : ${title}.`,
      `Quand : ${dated('fr', startsAt)}.`,
      ...(place ? [`Où : ${place}.`] : []),
      ...(online ? [`À distance : ${online}`] : []),
      "L'ordre du jour :",
      ...numbered(agenda, 'une résolution sera votée'),
      "Rien d'autre ne sera mis au vote. Les textes et les règles appliquées sont sur la page de l'assemblée.",
    ],
    button: { label: "Ouvrir la page de l'assemblée", link: page },
    after: [
      "Tu ne peux pas venir ? Donne ton pouvoir à quelqu'un depuis cette page, jusqu'à l'ouverture. Il vaut pour cette assemblée seulement et pour tous les votes de son ordre du jour.",
    ],
  }),
  cancellation: ({ body, title, startsAt, page, reason }: Cancellation): Letter => ({
    subject: `Annulée : ${title}, ${dated('fr', startsAt)}`,
    paragraphs: [`L'assemblée de « ${body} » dont tu as eu la convocation n'aura pas lieu : ${title}, ${dated('fr', startsAt)}.`, reason],
    button: { label: "Ouvrir la page de l'assemblée", link: page },
    after: ['Si elle se tient à une autre date, tu recevras une nouvelle convocation. Les pouvoirs donnés ne valent plus.'],
  }),
  consultation: ({ kind, title, question, body, proposalsUntil, closesAt, page }: Consulting): Letter => {
    const until = told('fr', closesAt)
    const asked = `${body} consulte ton groupe : « ${question} »`
    const proposals = proposalsUntil && `Ton groupe peut ajouter des propositions jusqu'à ${told('fr', proposalsUntil)}. Ensuite, il vote.`
    const late = `Ton groupe n'a pas encore ouvert son scrutin. Il peut voter jusqu'à ${until}.`
    return {
      subject: kind === 'deadline' ? `${title} : ton groupe n'a pas encore voté, jusqu'à ${until}` : `${title} : ton groupe est consulté`,
      paragraphs:
        kind === 'deadline'
          ? [asked, late]
          : [asked, ...(proposals ? [proposals] : []), `Votre scrutin, que sa coordination ouvre, se ferme au plus tard ${until}.`],
      button: { label: 'Ouvrir la consultation', link: page },
      after: ["La page a un kit pour préparer la rencontre. Tu reçois ce message parce que tu coordonnes l'un des groupes consultés."],
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
  convening: ({ body, title, kind, place, online, startsAt, agenda, page }) => ({
    subject: `Convening notice: ${title}, ${dated('en', startsAt)}`,
    paragraphs: [
      `You are convened to the ${kind} general assembly of “${body}”: ${title}.`,
      `When: ${dated('en', startsAt)}.`,
      ...(place ? [`Where: ${place}.`] : []),
      ...(online ? [`At a distance: ${online}`] : []),
      'The agenda:',
      ...numbered(agenda, 'a resolution will be put to the vote'),
      'Nothing else will be put to the vote. The texts and the rules that apply are on the page of the assembly.',
    ],
    button: { label: 'Open the page of the assembly', link: page },
    after: [
      'You cannot come? Give your proxy to someone from that page, until the opening. It holds for this assembly only, and for every vote on its agenda.',
    ],
  }),
  cancellation: ({ body, title, startsAt, page, reason }) => ({
    subject: `Cancelled: ${title}, ${dated('en', startsAt)}`,
    paragraphs: [`The assembly of “${body}” to which you were convened will not be held: ${title}, ${dated('en', startsAt)}.`, reason],
    button: { label: 'Open the page of the assembly', link: page },
    after: ['If it is held on another date, you will get a new convening notice. Proxies that were given are void.'],
  }),
  consultation: ({ kind, title, question, body, proposalsUntil, closesAt, page }) => {
    const until = told('en', closesAt)
    const asked = `${body} is asking your group: “${question}”`
    const proposals = proposalsUntil && `Your group can add choices until ${told('en', proposalsUntil)}. Then it votes.`
    const late = `Your group has not opened its poll yet. It can vote until ${until}.`
    return {
      subject: kind === 'deadline' ? `${title}: your group has not voted yet, until ${until}` : `${title}: your group is consulted`,
      paragraphs:
        kind === 'deadline'
          ? [asked, late]
          : [asked, ...(proposals ? [proposals] : []), `Your poll, which its coordination opens, closes on ${until} at the latest.`],
      button: { label: 'Open the consultation', link: page },
      after: ['Its page has a kit to prepare the meeting. You receive this because you coordinate one of the groups that are asked.'],
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
    convening: (said: Convening) => french(fr.convening(said)),
    cancellation: (said: Cancellation) => french(fr.cancellation(said)),
    consultation: (said: Consulting) => french(fr.consultation(said)),
    entrusted: (said: Entrusting) => french(entrusted.fr(said)),
  },
  en: { ...en, entrusted: entrusted.en },
}
