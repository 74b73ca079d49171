import type { Reasons } from '#lib/api.ts'

/** What is said of a text, in threads. */
export const discussion = {
  title: 'Discussion',
  titleOf: (text: string) => `Discussion : ${text}`,
  intro: 'On en parle ici entre membres. Rien de ce que tu dis ne change le texte.',
  outside: (body: string) => `Ce qui se dit ici se lit entre membres : ${body}.`,
  discuss: 'Discuter',
  about: (article: string) => `(${article})`,
  threads: (n: number) => (n === 1 ? '1 fil ouvert' : `${n} fils ouverts`),
  voices: (agree: number, object: number) => `D’accord : ${agree} · Objection : ${object}`,
  states: { label: 'Fils', open: (n: number) => `Ouverts (${n})`, resolved: (n: number) => `Réglés (${n})` },
  none: {
    open: 'Aucun fil ouvert',
    openSentence: 'Une question, une idée, une objection ? Ouvre le premier fil.',
    resolved: 'Aucun fil réglé pour l’instant',
  },
  whole: 'Tout le texte',
  gone: 'Articles qui ne sont plus dans le texte',
  thread: {
    of: (author: string) => `Fil ouvert par ${author}`,
    taken: 'Fil dont les premiers mots ont été retirés',
    agree: 'D’accord',
    object: 'Objection',
    agreeing: (names: string) => `D’accord : ${names}`,
    objecting: (names: string) => `Objection : ${names}`,
    lifted: 'Objection levée',
    changed: 'A changé d’avis',
    removed: 'Remarque retirée',
    answer: 'Répondre ou objecter',
    words: 'Ta réponse',
    hint: 'Une objection dit pourquoi. Écris @Prénom pour t’adresser à quelqu’un.',
    say: 'Répondre',
    remove: 'Retirer',
    removeHint: 'Tes mots disparaissent pour de bon.',
    removeIt: 'Retirer mes mots',
    resolve: 'C’est réglé',
    reopen: 'Rouvrir le fil',
    resolved: (day: string, name: string) => `Réglé le ${day} par ${name}`,
  },
  open: {
    label: 'Ouvrir un fil',
    words: 'Ta remarque',
    hint: 'Une question, une idée… Écris @Prénom pour t’adresser à quelqu’un.',
    submit: 'Ouvrir le fil',
    object: 'C’est une objection',
  },
  waiting: {
    answers: (name: string) => `${name} te répond`,
    addresses: (name: string) => `${name} s’adresse à toi`,
  },
  reasons: {
    'not-a-member': 'Seuls les membres du groupe prennent la parole ici.',
    'no-words': 'Écris d’abord ta remarque.',
    'no-reason': 'Dis pourquoi tu objectes : qu’est-ce que ça empêcherait ?',
    'too-long': 'C’est trop long : 1 000 lettres au plus. Tu peux le dire en deux fois.',
    'no-quote': 'Choisis des mots du texte, ou ouvre le fil sur tout l’article.',
    'too-many': 'Il y a trop de fils ou de réponses ici : réglez-en d’abord quelques-uns.',
    resolved: 'Ce fil est réglé : rouvre-le pour y parler.',
    'already-said': 'Tu es déjà d’accord. Tu peux retirer tes mots, ou dire ton objection.',
    'not-yours': 'Ce n’est pas à toi de le faire.',
    'already-so': 'Quelqu’un vient de le faire.',
  } satisfies Reasons<'POST', '/api/documents/:id/threads'> &
    Reasons<'POST', '/api/threads/:id/remarks'> &
    Reasons<'PUT', '/api/threads/:id/resolution'> &
    Reasons<'DELETE', '/api/remarks/:id'>,
}
