import type { Reasons } from '#lib/api.ts'

/** Voting without an account: by a personal link, its code, or a printed sheet. */
export const voting = {
  link: {
    title: (body: string) => `Tu votes : ${body}`,
    sentTo: (masked: string) => `Ce lien a été envoyé à ${masked}. Il vote au nom de cette personne.`,
    sheet: 'Tu votes avec le code d’une feuille. Il sert une fois par scrutin.',
    start: 'Commencer',
    takes: (choices: string) => `${choices}, une mention pour chacune : moins d’une minute.`,
    change: 'Revoir ton vote',
    voted: 'Ton bulletin est dans l’urne.',
    see: 'Voir le scrutin',
    opens: (instant: string) => `Le vote ouvre ${instant}. Garde ce lien.`,
    closes: (instant: string) => `Jusqu’à ${instant}, heure de Paris.`,
    closed: 'Le vote est clos.',
    none: { title: 'Aucun vote pour l’instant', sentence: 'Garde ce lien : il servira quand un vote ouvrira.' },
    notYou: 'Ce n’est pas toi ?',
    notYouSentence:
      'On t’a fait suivre le message d’une autre personne. Ferme cette page : si tu es sur la liste, ton propre lien t’attend dans ta messagerie, ou on te le renvoie.',
    again: 'Recevoir mon propre lien',
    bad: {
      title: 'Ce lien ne marche pas',
      sentence: 'Il a peut-être été coupé par ta messagerie, ou ton nom a quitté la liste. Recopie-le en entier, ou tape ton code.',
      code: 'Taper mon code',
    },
  },
  code: {
    title: 'Voter avec un code',
    intro: 'Le code est dans le message qui t’a été envoyé, ou sur la feuille qu’on t’a donnée.',
    who: 'Ton adresse e-mail, ou le numéro de ta feuille',
    code: 'Ton code',
    codeHint: 'Dix signes, par exemple 7K3P9-QXM2R. Majuscules ou minuscules, c’est pareil.',
    submit: 'Continuer',
    missing: { who: 'Écris ton adresse, ou le numéro de ta feuille.', code: 'Écris ton code.' },
    reasons: {
      'wrong-code': 'Ce code ne va pas avec cette adresse ou ce numéro. Vérifie les deux.',
      'sheet-used': 'Cette feuille a déjà voté : son code ne sert qu’une fois.',
    } satisfies Reasons<'POST', '/api/voting-codes'>,
  },
  lost: {
    title: 'Recevoir ton lien pour voter',
    intro: 'Tape l’adresse à laquelle le mouvement t’écrit. Ton lien personnel y sera envoyé.',
    email: 'Ton adresse e-mail',
    submit: 'Envoyer mon lien',
    done: 'Regarde ta messagerie',
    doneSentence:
      'Si cette adresse est sur la liste électorale, ton lien y arrive dans la minute. Rien ? Regarde dans les indésirables, puis essaie l’autre adresse que tu utilises.',
    other: 'Essayer une autre adresse',
    visitor: 'Seules les personnes de la liste électorale votent. La page, elle, est ouverte à qui a le lien.',
    notOnRoll: 'Ton compte n’est pas sur la liste électorale de ce scrutin.',
    ask: 'Sur la liste, mais sans lien ?',
    askLink: 'Recevoir mon lien',
  },
  as: {
    link: (masked: string) => `Tu votes avec le lien envoyé à ${masked}.`,
    sheet: 'Tu votes avec le code d’une feuille.',
    notYou: 'Ce n’est pas moi',
  },
}
