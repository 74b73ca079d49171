import type { MailboxProblem } from '#domain/returned.ts'
import type { Reasons } from '#lib/api.ts'

/** Writing to everyone on a roll. */
export const mailings = {
  title: 'Écrire à la liste',
  link: 'Écrire à la liste',
  electors: (n: string) => `${n} personnes sur la liste`,
  withoutAddress: (n: string) => `${n} sans adresse : elles votent avec une feuille.`,
  gone: (n: string) =>
    n === '1'
      ? 'Une adresse n’existe plus : les relances ne lui écrivent pas.'
      : `${n} adresses n’existent plus : les relances ne leur écrivent pas.`,
  goneLink: 'Les personnes de la liste',
  colon: ' : ',
  kinds: {
    opening: 'Message d’ouverture',
    reminder: 'Relance',
    convening: 'Convocation',
    cancellation: 'Annulation',
    consultation: 'Message aux coordinations',
    deadline: 'Rappel aux coordinations',
    entrusted: 'Un scrutin scellé est confié',
    awaited: 'Rappel aux personnes à qui un scrutin est confié',
    count: 'Appel au dépouillement',
    'count-again': 'Nouvel appel au dépouillement',
  },
  says: {
    opening: 'Chaque personne reçoit son lien personnel et son code, dans sa langue. Ce message part une seule fois.',
    reminder: 'Seules les personnes qui n’ont pas encore voté la reçoivent ; qui vote pendant l’envoi en est retiré.',
  },
  send: { opening: 'Envoyer le message d’ouverture', reminder: 'Envoyer une relance' },
  pace: 'Messages par minute',
  paceHint: 'C’est ce rythme qui étale l’arrivée des votes. Ton fournisseur de courrier a peut-être une limite.',
  badPace: (least: number, most: number) => `Un nombre de ${least} à ${most.toLocaleString('fr-FR')}.`,
  lasts: (messages: string, time: string) => `${messages} messages à ce rythme : ${time}.`,
  time: (minutes: number) => (minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`),
  none: { title: 'Rien n’est encore parti', sentence: 'Envoie le message d’ouverture quand la liste est arrêtée et le scrutin prêt.' },
  progress: (sent: string, all: string) => `${sent} ${sent === '0' || sent === '1' ? 'envoyé' : 'envoyés'} sur ${all}`,
  waiting: (n: string, time: string) => `${n} en attente, encore ${time} environ`,
  later: (n: string) => `${n} que leur fournisseur demande de renvoyer plus tard`,
  skipped: (n: string) => `${n} qui ont voté entre-temps`,
  failed: (n: string) => `Sans destinataire : ${n}`,
  states: { running: 'En cours', paused: 'En pause', stopped: 'Arrêté', done: 'Terminé' },
  began: (instant: string) => `Commencé ${instant}`,
  refresh: 'Actualiser',
  pause: 'Mettre en pause',
  resume: 'Reprendre',
  stop: 'Arrêter pour de bon',
  stopHint: 'Ce qui est parti est parti ; le reste ne partira jamais, sauf par un nouvel envoi.',
  failures: 'Adresses refusées ou revenues',
  failure: (email: string, problem: string) =>
    problem.startsWith('returned') ? `${email} (revenu${problem.slice('returned'.length)})` : `${email} (réponse ${problem})`,
  goneHint:
    'Si tu connais la bonne, ajoute-la à la liste, avec la raison : avant l’ouverture du scrutin, la personne y votera ; après, elle votera aux suivants.',
  box: {
    read: (instant: string) => `Préau lit lui-même la boîte des retours. Lue jusqu’au bout : ${instant}.`,
    unread: 'Préau lit lui-même la boîte des retours. Il ne l’a pas encore lue jusqu’au bout.',
    left: (n: number) =>
      n === 1
        ? 'Un autre message y reste (une réponse, une absence) : Préau ne l’ouvre pas.'
        : `${n} autres messages y restent (réponses, absences) : Préau ne les ouvre pas.`,
    problem: 'La boîte des retours ne peut pas être lue.',
    problems: {
      password: 'Son serveur refuse le nom ou le mot de passe.',
      folder: 'Le dossier demandé n’y est pas.',
      certificate: 'La connexion n’est pas sûre : le certificat de son serveur n’est pas reconnu.',
      kept: 'Son serveur ne laisse pas effacer ce qui est lu.',
      'no-answer': 'Son serveur ne répond pas.',
    } satisfies Record<MailboxProblem, string>,
    meanwhile: 'Préau réessaie toutes les deux minutes. En attendant, tu peux dire ci-dessous ce qui est revenu.',
    lastRead: (instant: string) => `Lue jusqu’au bout : ${instant}.`,
  },
  returned: {
    link: 'Adresses refusées ou revenues',
    title: 'Les messages qui n’arrivent pas',
    none: 'Aucune pour l’instant.',
    add: 'Dire ce qui est revenu',
    intro:
      'Un message accepté peut revenir une heure ou un jour après, dans la boîte de l’adresse qui envoie. Copie ici les adresses, ou les messages tels qu’ils sont revenus : ils seront comptés parmi les échecs.',
    text: 'Adresses ou messages revenus',
    textHint: 'Une adresse par ligne, ou le message entier avec sa ligne « Final-Recipient ».',
    file: 'Ou un fichier',
    fileHint: 'Facultatif : .eml, .mbox ou .txt, jusqu’à 2 Mo. On n’y lit que les adresses en échec, et le fichier n’est pas gardé.',
    submit: 'Enregistrer les retours',
    done: (n: number) => (n === 0 ? 'Rien de nouveau.' : n === 1 ? 'Un message revenu est compté.' : `${n} messages revenus sont comptés.`),
    already: (n: number) => (n === 1 ? 'Une adresse était déjà en échec.' : `${n} adresses étaient déjà en échec.`),
    unknown: (n: number) =>
      n === 1 ? 'Rien n’était parti à cette adresse par cet envoi :' : `Rien n’était parti à ces ${n} adresses par cet envoi :`,
    nothing: 'Copie des adresses, ou choisis un fichier.',
    tooLarge: 'C’est trop long : 2 Mo au plus. Fais-le en plusieurs fois.',
    reasons: {
      'no-address': 'Aucune adresse ne s’y lit.',
      'no-report': 'Ce message n’a pas de rapport de non-remise : copie plutôt l’adresse seule.',
      'no-failure': 'Ces messages ne disent aucun échec définitif : un retard n’est pas un retour.',
    } satisfies Reasons<'POST', '/api/mailings/:id/returns'>,
  },
  noSmtp: 'Cette installation n’envoie pas de courrier : les messages restent dans les courriers gardés ici.',
  reasons: {
    'not-a-coordinator': 'Seule la coordination écrit à la liste.',
    'no-roll': 'Ce scrutin n’a pas de liste électorale à lui.',
    'roll-not-frozen': 'La liste n’est pas encore arrêtée.',
    'of-an-assembly': 'C’est un vote de l’assemblée : sa convocation est déjà partie à toute la liste.',
    cancelled: 'Ce scrutin est annulé.',
    closed: 'Ce scrutin est clos.',
    'already-sending': 'Un envoi est déjà en cours.',
    'already-sent': 'Le message d’ouverture est déjà parti.',
    'not-open': 'Le scrutin n’est pas encore ouvert : on ne relance personne.',
  } satisfies Reasons<'POST', '/api/polls/:id/mailings'>,
  stopped: 'Cet envoi est arrêté pour de bon.',
}
