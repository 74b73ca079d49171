import { typeset } from '#domain/typography.ts'
import { compose, type Said } from '#server/mail/letters.ts'
import type { Message } from '#server/mail/mail.ts'

type About = { title: string; body: string; write: string; id: string; frozen: boolean }
type Found = { code: string; weight: number } | null | undefined

/** Whether the address that was asked about is on a roll: only whoever reads its mail learns it. */
export function claimLetter(said: Said, about: About, found: Found): Message {
  const page = `${said.origin}/listes/${about.id}`
  const letter = found ? words[said.language].there(about, found, page) : words[said.language].notThere(about)
  return compose(said.to, said.origin, said.language === 'fr' ? french(letter) : letter)
}

const french = <L extends { subject: string; paragraphs: string[]; after: string[] }>(letter: L): L => ({
  ...letter,
  subject: typeset(letter.subject),
  paragraphs: letter.paragraphs.map((line) => typeset(line)),
  after: letter.after.map((line) => typeset(line)),
})

const words = {
  fr: {
    there: ({ title, body, frozen }: About, { code, weight }: NonNullable<Found>, page: string) => ({
      subject: `Tu es sur la liste « ${title} »`,
      paragraphs: [
        `Cette adresse est sur la liste électorale « ${title} » (${body}).${weight > 1 ? ` Ton bulletin y compte pour ${weight} voix.` : ''}`,
        "Tu n'as rien à faire : le moment venu, le courrier pour voter viendra à cette adresse.",
        `${frozen ? 'La liste est arrêtée.' : 'Une fois la liste arrêtée,'} tu peux vérifier toi-même que tu y es, avec ce code qui est rien qu'à toi : ${code}`,
      ],
      button: { label: 'Voir la liste et vérifier', link: page },
      after: ["Ce n'est pas toi qui as posé la question ? Quelqu'un a tapé ton adresse, et n'a rien appris."],
    }),
    notThere: ({ title, body, write }: About) => ({
      subject: `Cette adresse n'est pas sur la liste « ${title} »`,
      paragraphs: [
        `Quelqu'un, peut-être toi, a demandé si cette adresse est sur la liste électorale « ${title} » (${body}). Elle n'y est pas.`,
        `Essaie ton autre adresse si tu en as une. Sinon, pour demander à être sur la liste, écris à ${write}.`,
      ],
      after: ["Tu n'as rien demandé ? Ne fais rien : cette adresse n'est pas gardée."],
    }),
  },
  en: {
    there: ({ title, body, frozen }: About, { code, weight }: NonNullable<Found>, page: string) => ({
      subject: `You are on the roll “${title}”`,
      paragraphs: [
        `This address is on the electoral roll “${title}” (${body}).${weight > 1 ? ` Your ballot counts for ${weight} votes.` : ''}`,
        'There is nothing to do: when the time comes, the mail with which you vote will come to this address.',
        `${frozen ? 'The roll is frozen:' : 'Once the roll is frozen,'} you can check yourself that you are on it, with this code, which is yours alone: ${code}`,
      ],
      button: { label: 'See the roll and check', link: page },
      after: ['It was not you who asked? Someone typed your address, and learnt nothing.'],
    }),
    notThere: ({ title, body, write }: About) => ({
      subject: `This address is not on the roll “${title}”`,
      paragraphs: [
        `Someone, perhaps you, asked whether this address is on the electoral roll “${title}” (${body}). It is not.`,
        `Try your other address if you have one. Otherwise, to ask to be on the roll, write to ${write}.`,
      ],
      after: ['You asked for nothing? Do nothing: this address is not kept.'],
    }),
  },
}
