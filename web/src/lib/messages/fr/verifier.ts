import type { LeafKind } from '#domain/sealing/leaf.ts'
import type { Fault, FaultReason } from '#domain/sealing/verify-dossier.ts'

/** What part of a dossier, or of the urn that a trustee reads, is wrong. */
const kinds: Record<LeafKind | Fault['kind'], string> = {
  open: "l'ouverture",
  ballot: 'un bulletin',
  'roll-add': 'un ajout à la liste',
  cancel: 'une annulation',
  extend: 'une prolongation',
  close: 'la clôture',
  aggregate: 'la somme',
  partial: "une part de l'ouverture",
  result: 'le résultat',
  file: 'le fichier',
  manifest: 'la fiche du scrutin',
  roll: 'la liste électorale',
  head: "une signature de l'urne",
}

/** Why it is. */
const reasons: Record<FaultReason, string> = {
  malformed: 'Ces octets ne se lisent pas : ils ont été changés, ou le fichier est coupé.',
  'out-of-order': "Cette ligne n'est pas à sa place.",
  'another-manifest': "Cette ligne est celle d'un autre scrutin.",
  'not-on-the-roll': "Ce bulletin vient d'une clé qui n'est pas sur la liste, ou qui en a été retirée.",
  'wrong-counter': 'Le numéro de ce bulletin ne suit pas le précédent de la même personne : il en manque un, ou deux ont été échangés.',
  'not-signed': "La signature n'est pas la bonne.",
  'wrong-weight': 'Ce bulletin ne pèse pas ce que dit la liste.',
  'revote-forbidden': 'Une même personne a deux bulletins, alors que ce scrutin ne permet pas de changer.',
  'wrong-proof': 'Ce bulletin ne prouve pas qu’il donne une mention, et une seule, à chaque proposition.',
  'already-on-the-roll': 'Cette clé est déjà sur la liste.',
  'nothing-to-cancel': "Il n'y a rien à annuler là.",
  'not-later': "L'instant de cette ligne vient avant celui de la précédente.",
  'closed-too-early': "Le scrutin a été fermé avant l'heure annoncée.",
  'wrong-sum': "Cette somme n'est pas celle des bulletins.",
  'too-few-ballots': "Une somme a été ouverte alors qu'il y a trop peu de bulletins.",
  'weight-cast-by-too-few': 'Trop peu de personnes ont ce poids pour que leurs mentions restent secrètes.',
  'unknown-holder': "Personne de ce numéro n'a de part de la clé.",
  'partial-twice': 'Cette part de la clé a servi deux fois.',
  'wrong-partial': "Cette part de l'ouverture n'est pas faite avec la bonne clé.",
  'too-few-partials': 'Il manque des parts de la clé pour ouvrir la somme.',
  'wrong-result': "Ce résultat n'est pas ce que dit la somme ouverte.",
  'not-sorted': "La liste n'est pas dans l'ordre.",
  'another-roll': "Cette liste n'est pas celle qui a été arrêtée à l'ouverture.",
  'another-root': "Ce que l'urne a signé n'est pas ce que contient ce fichier : une ligne a été changée, déplacée ou retirée avant.",
  'not-covered': "Les dernières lignes ne sont couvertes par aucune signature de l'urne.",
}

/** The page that verifies a dossier by itself, without any server. */
export const verifier = {
  kinds,
  reasons,
  title: 'Vérifier un scrutin',
  intro:
    "Choisis le dossier d'un scrutin secret ou scellé. Tout se passe dans ton navigateur : le fichier ne quitte pas ton appareil, et cette page marche aussi sans réseau.",
  keep: "Tu peux garder cette page : c'est un seul fichier, sans rien d'autre. L'ouvrir depuis ton disque, c'est ne plus dépendre du serveur.",
  download: 'Télécharger cette page',
  choose: 'Le dossier du scrutin',
  chooseHint: "Un fichier « .dossier », téléchargé depuis la page de l'urne ou reçu de quelqu'un.",
  another: 'Vérifier un autre dossier',
  other: 'English',
  back: 'Revenir au scrutin',
  reading: (percent: string, leaves: string) => `${percent}, ${leaves} lignes vérifiées`,
  progress: 'Vérification',
  slow: 'Compte une seconde pour cinquante bulletins, davantage sur un téléphone. Au-delà de quelques milliers, la commande « npm run verify » va plus vite.',
  holds: 'Tout est juste.',
  wrong: 'Ce dossier est faux.',
  broken: 'La vérification s’est arrêtée : ce navigateur n’y arrive pas. Essaie avec un autre, ou avec « npm run verify ».',
  whatToDo: "Garde ce fichier, télécharge le dossier encore une fois pour voir si c'est le même, et montre les deux à d'autres.",
  checked: 'Ce qui a été vérifié',
  roll: (size: string) => `La liste : ${size} clés, celles qui ont été arrêtées à l'ouverture.`,
  changed: (added: string, revoked: string) =>
    `Après l'ouverture, ${added} clés ajoutées et ${revoked} retirées, chacune avec une signature.`,
  ballots: (ballots: string, voters: string) =>
    `Les bulletins : ${ballots}, de ${voters} votes. Chacun vient d'une clé de la liste, est signé, et prouve qu'il donne une mention et une seule à chaque proposition.`,
  counting: (counting: string, replaced: string, cancelled: string) =>
    `${counting} comptent, un par personne. ${replaced} remplacés par un bulletin plus récent, ${cancelled} annulés.`,
  heads: "L'urne : chacune de ses signatures correspond à ce qui précède, et la dernière couvre tout.",
  sum: (counting: string) => `La somme : c'est celle de ces ${counting} bulletins. Rien d'autre n'a été ouvert.`,
  opened: (holders: string) => `L'ouverture : par ${holders}, avec la clé annoncée.`,
  server: 'le serveur',
  result: 'Le résultat : ce que dit la somme ouverte.',
  unopened: "Rien n'a été ouvert : il y a trop peu de bulletins pour que le vote reste secret.",
  words: 'Les huit mots de cette urne',
  wordsHint:
    "Toutes les personnes qui ont vérifié la même urne lisent les mêmes mots. S'ils diffèrent, on vous a montré deux urnes. Ce ne sont pas les huit mots du dépouillement.",
  mine: 'Et mon bulletin ?',
  mineHint: "Tape le numéro de suivi de ton bulletin, qui est sur ton reçu : cette page dit s'il est dans l'urne que tu viens de vérifier.",
  look: 'Chercher',
  found: (position: string) => `Ton bulletin est dans cette urne, à la ligne n° ${position}.`,
  foundReplaced: (position: string) =>
    `Ce bulletin est dans cette urne, à la ligne n° ${position} ; un bulletin plus récent de la même personne compte à sa place.`,
  notFound: "Ce numéro de suivi n'est pas dans cette urne.",
  noTracker: "Ce n'est pas un numéro de suivi : il a vingt signes, en cinq groupes de quatre.",
}
