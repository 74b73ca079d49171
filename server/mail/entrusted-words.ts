import type { EntrustedLetter, Missing } from '#domain/trustees.ts'
import { told } from './instant.ts'
import type { Letter } from './words.ts'

/** turn: what is theirs to do; at the count, their part. needed: how many parts open the sum. page: of the poll. */
export type Entrusting = {
  kind: EntrustedLetter
  turn: Missing
  question: string
  body: string
  opensAt: Date
  closesAt: Date
  needed: number
  page: string
}

function fr({ kind, turn, question, body, opensAt, closesAt, needed, page }: Entrusting): Letter {
  const why = `Tu reçois ce message parce que ce vote scellé t'est confié. Un code de vote et tes 24 mots ne se tapent que sur les pages de ce vote, sur ${new URL(page).host} : jamais dans un message, ni au téléphone, qui que ce soit qui les demande.`
  const again = kind === 'count-again'
  if (kind === 'count' || again)
    return {
      subject: `${body} : le dépouillement t'attend${again ? ' toujours' : ''}`,
      paragraphs: [
        `Le vote « ${question} » est clos${again ? ` depuis le ${told('fr', closesAt)} et n'est pas dépouillé : il manque encore ta part` : ''}. Personne, pas même le serveur, ne peut l'ouvrir sans vous : il faut la part de ${needed === 1 ? 'l’une des personnes' : `${needed} des personnes`} de confiance.`,
        'Reprends le papier où tu as écrit tes 24 mots, et compte dix minutes. Les autres personnes dont la part manque sont appelées aussi.',
      ],
      button: { label: 'Aller au dépouillement', link: `${page}/depouillement` },
      after: ["Papier perdu ? Dis-le aux autres : si assez de parts sont là, le vote s'ouvre sans la tienne.", why],
    }
  const late = kind === 'awaited'
  const opening = late
    ? `Il devait s'ouvrir ${told('fr', opensAt)}, et se ferme ${told('fr', closesAt)}.`
    : `Il s'ouvre ${opensAt > new Date() ? `${told('fr', opensAt)}, si` : 'dès que'} les codes sont remis et la clé faite.`
  if (turn === 'handing')
    return {
      subject: `${body} : le vote attend que tu dises les codes remis`,
      paragraphs: [
        `Les codes du vote « ${question} » sont tirés. ${opening}`,
        'Quand chaque personne a le sien, dis-le sur la page des codes : le vote ne s’ouvre pas avant. N’en tire pas d’autres, ceux que tu as remis ne vaudraient plus rien.',
      ],
      button: { label: 'Aller aux codes', link: `${page}/codes` },
      after: [why],
    }
  return turn === 'codes'
    ? {
        subject: late ? `${body} : le vote attend ses codes` : `${body} : les codes d'un vote te sont confiés`,
        paragraphs: [
          `${body} te confie les codes du vote « ${question} ». ${opening}`,
          'Ton navigateur tire les codes, tu les imprimes, tu remets à chaque personne le sien, puis tu dis sur la même page que c’est fait. Un ordinateur relié à une imprimante est le plus commode.',
        ],
        button: { label: 'Aller aux codes', link: `${page}/codes` },
        after: [why],
      }
    : {
        subject: late ? `${body} : le vote attend sa clé` : `${body} : une part de la clé d'un vote t'est confiée`,
        paragraphs: [
          `${body} te confie une part de la clé du vote « ${question} ». ${opening}`,
          'Les personnes de confiance font la clé en même temps, chacune sur son appareil, en se parlant : convenez d’un moment. Il faut vingt minutes, un papier et un stylo.',
        ],
        button: { label: 'Aller à la cérémonie', link: `${page}/ceremonie` },
        after: ['On peut d’abord répéter sans les autres : la page le propose.', why],
      }
}

function en({ kind, turn, question, body, opensAt, closesAt, needed, page }: Entrusting): Letter {
  const why = `You receive this because this sealed vote is entrusted to you. A voting code and your 24 words are typed on the pages of this vote only, on ${new URL(page).host}: never in a message, nor on the telephone, whoever asks for them.`
  const again = kind === 'count-again'
  if (kind === 'count' || again)
    return {
      subject: `${body}: the count ${again ? 'still awaits' : 'awaits'} you`,
      paragraphs: [
        `The vote “${question}” ${again ? `closed on ${told('en', closesAt)} and is not counted: your part is still missing` : 'is closed'}. Nobody, not even the server, can open it without you: it takes the part of ${needed === 1 ? 'one trustee' : `${needed} trustees`}.`,
        'Take the paper on which you wrote your 24 words, and ten minutes. The others whose part is missing are called too.',
      ],
      button: { label: 'Go to the count', link: `${page}/depouillement` },
      after: ['Paper lost? Tell the others: if there are enough of them, the vote opens without you.', why],
    }
  const late = kind === 'awaited'
  const opening = late
    ? `It should have opened on ${told('en', opensAt)}, and closes on ${told('en', closesAt)}.`
    : `It opens ${opensAt > new Date() ? `on ${told('en', opensAt)}, if` : 'as soon as'} the codes are handed over and the key is made.`
  if (turn === 'handing')
    return {
      subject: `${body}: the vote waits for you to say that the codes are handed over`,
      paragraphs: [
        `The codes of the vote “${question}” are drawn. ${opening}`,
        'When each person has theirs, say so on the page of the codes: voting does not open before. Draw no others, those you have handed over would be worth nothing.',
      ],
      button: { label: 'Go to the codes', link: `${page}/codes` },
      after: [why],
    }
  return turn === 'codes'
    ? {
        subject: late ? `${body}: the vote awaits its codes` : `${body}: the codes of a vote are entrusted to you`,
        paragraphs: [
          `${body} entrusts you with the codes of the vote “${question}”. ${opening}`,
          'Your browser draws the codes, you print them, you hand each person theirs, then you say on the same page that it is done. A computer with a printer is the most convenient.',
        ],
        button: { label: 'Go to the codes', link: `${page}/codes` },
        after: [why],
      }
    : {
        subject: late ? `${body}: the vote awaits its key` : `${body}: a part of the key of a vote is entrusted to you`,
        paragraphs: [
          `${body} entrusts you with a part of the key of the vote “${question}”. ${opening}`,
          'The trustees make the key at the same time, each on their own device, talking to one another: agree on a moment. It takes twenty minutes, a paper and a pen.',
        ],
        button: { label: 'Go to the ceremony', link: `${page}/ceremonie` },
        after: ['You can rehearse first, alone: the page offers it.', why],
      }
}

export const entrusted = { fr, en }
