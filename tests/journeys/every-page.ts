import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Demo, Name } from './demo-installation.ts'

/** One address of a page, who looks at it, and what must be there before it is looked at (a page that its script finishes). */
export type Look = { path: string; who?: Name; status?: number; ready?: string; about?: string }
export type Places = { demo: Demo; signIn: string; link: string; invitation: string }

/** Every page there is, from the folders of web/src/routes. */
export const routes = readdirSync('web/src/routes', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('+page.svelte'))
  .map((path) => `/${dirname(path)}`.replace('/.', '/'))
  .sort()

const editor = '.ProseMirror[contenteditable=true]'

/** Where each page is looked at in the demonstration. A page without a line here fails the tests. */
export const looks: Record<string, (places: Places) => Look[]> = {
  '/': () => [{ path: '/' }, { path: '/', who: 'Samia' }],
  // Of frozen texts: looked at on one of their own, screen by screen, in ratification.test.ts.
  '/arretes/[id]': () => [],
  '/arretes/[id]/amender': () => [],
  '/arretes/[id]/vote': () => [],
  '/assemblees/[id]': ({ demo: { assemblies } }) => [
    { path: `/assemblees/${assemblies.convened}`, who: 'Samia' },
    { path: `/assemblees/${assemblies.convened}`, who: 'Lila', about: 'for its coordination' },
    { path: `/assemblees/${assemblies.past}`, who: 'Samia', about: 'that is over' },
  ],
  // Looked at in assembly-cancelled.test.ts.
  '/assemblees/[id]/annuler': () => [],
  '/assemblees/[id]/convocation': ({ demo: { assemblies } }) => [{ path: `/assemblees/${assemblies.convened}/convocation`, who: 'Samia' }],
  '/assemblees/[id]/emargement': ({ demo: { assemblies } }) => [
    { path: `/assemblees/${assemblies.convened}/emargement`, who: 'Lila' },
    { path: `/assemblees/${assemblies.past}/emargement`, who: 'Samia', about: 'that is certified' },
  ],
  '/assemblees/[id]/emarger': ({ demo: { assemblies } }) => [{ path: `/assemblees/${assemblies.convened}/emarger`, who: 'Samia' }],
  '/assemblees/[id]/pouvoir': ({ demo: { assemblies } }) => [{ path: `/assemblees/${assemblies.convened}/pouvoir`, who: 'Samia' }],
  // Of an assembly that is being prepared: looked at in assembly.test.ts.
  '/assemblees/[id]/preparer': () => [],
  '/assemblees/[id]/pv': ({ demo: { assemblies } }) => [{ path: `/assemblees/${assemblies.past}/pv`, who: 'Samia' }],
  '/assemblees/[id]/salle': ({ demo: { assemblies } }) => [{ path: `/assemblees/${assemblies.convened}/salle`, who: 'Lila' }],
  '/aide/jugement-majoritaire': () => [{ path: '/aide/jugement-majoritaire' }],
  '/api': () => [{ path: '/api' }],
  '/attente': () => [{ path: '/attente?ferme=2027-01-30T19:00:00.000Z' }, { path: '/attente?envoi=1', about: 'that holds a form' }],
  '/compte': () => [{ path: '/compte', who: 'Lila' }],
  '/compte/adieu': () => [{ path: '/compte/adieu' }],
  '/connexion': () => [{ path: '/connexion' }],
  '/connexion/[id]': ({ signIn }) => [{ path: `/connexion/${signIn}` }],
  '/consultations/[id]': ({ demo: { consultations } }) => [
    { path: `/consultations/${consultations.past}`, about: 'that is over, passing by' },
    { path: `/consultations/${consultations.past}`, who: 'Samia', about: 'that is over' },
    { path: `/consultations/${consultations.voting}`, who: 'Awa', about: 'that waits for one’s group' },
  ],
  '/consultations/[id]/annuler': ({ demo: { consultations } }) => [{ path: `/consultations/${consultations.voting}/annuler`, who: 'Lila' }],
  '/consultations/[id]/prolonger': ({ demo: { consultations } }) => [
    { path: `/consultations/${consultations.voting}/prolonger`, who: 'Lila' },
  ],
  '/consultations/[id]/groupes/[slug]': ({ demo: { consultations } }) => [
    { path: `/consultations/${consultations.voting}/groupes/haute-garonne`, who: 'Awa' },
    { path: `/consultations/${consultations.past}/groupes/drome`, who: 'Lila', about: 'that has answered' },
  ],
  '/consultations/[id]/groupes/[slug]/kit': ({ demo: { consultations } }) => [
    { path: `/consultations/${consultations.voting}/groupes/haute-garonne/kit` },
  ],
  // Between the end of proposals and the vote: looked at in consultation.test.ts.
  '/consultations/[id]/propositions': () => [],
  '/courriers': () => [{ path: '/courriers', who: 'Lila' }],
  '/entrer/[token]': ({ link }) => [{ path: link }],
  '/groupes': () => [{ path: '/groupes', who: 'Lila' }],
  '/groupes/[slug]': () => [
    { path: '/groupes/drome' },
    { path: '/groupes/drome', who: 'Lila' },
    { path: '/groupes/drome?bienvenue', who: 'Samia', about: 'of a group one has just entered' },
    { path: '/groupes/crest-die', who: 'Samia', about: 'of a group one is not in' },
  ],
  '/groupes/[slug]/assemblees': () => [
    { path: '/groupes/drome/assemblees', who: 'Samia' },
    { path: '/groupes/haute-garonne/assemblees', who: 'Awa', about: 'without an assembly' },
  ],
  '/groupes/[slug]/assemblees/nouvelle': () => [{ path: '/groupes/drome/assemblees/nouvelle', who: 'Lila' }],
  '/groupes/[slug]/assemblees/regles': () => [
    { path: '/groupes/drome/assemblees/regles', who: 'Lila' },
    { path: '/groupes/haute-garonne/assemblees/regles', who: 'Awa', about: 'that nobody adopted' },
  ],
  '/groupes/[slug]/consultations': () => [
    { path: '/groupes/les-mains-levees/consultations', who: 'Samia' },
    { path: '/groupes/drome/consultations', who: 'Lila', about: 'that were received' },
    { path: '/groupes/valence/consultations', who: 'Samia', about: 'without a consultation' },
  ],
  '/groupes/[slug]/consultations/nouvelle': () => [{ path: '/groupes/drome/consultations/nouvelle', who: 'Lila' }],
  '/groupes/[slug]/creer': () => [{ path: '/groupes/drome/creer', who: 'Lila' }],
  '/groupes/[slug]/inviter': () => [
    { path: '/groupes/drome/inviter', who: 'Lila' },
    { path: '/groupes/valence/inviter', who: 'Samia', about: 'without an invitation' },
  ],
  // That of a signed set of minutes, and one that was tampered with: looked at in journal.test.ts.
  '/groupes/[slug]/journal': ({ demo: { polls } }) => [
    { path: '/groupes/drome/journal', who: 'Lila' },
    { path: `/groupes/drome/journal?scrutin=${polls.open}`, who: 'Samia', about: 'about a poll' },
    { path: '/groupes/haute-garonne/journal', who: 'Awa', about: 'with nothing yet' },
    { path: '/groupes/drome/journal', who: 'Awa', status: 404, about: 'of a group one is not in' },
  ],
  '/groupes/[slug]/listes': () => [
    { path: '/groupes/drome/listes', who: 'Lila', about: 'without a roll' },
    { path: '/groupes/drome/listes', about: 'passing by' },
  ],
  '/groupes/[slug]/listes/nouvelle': () => [{ path: '/groupes/drome/listes/nouvelle', who: 'Lila' }],
  '/groupes/[slug]/membres': () => [{ path: '/groupes/drome/membres', who: 'Lila' }],
  '/groupes/[slug]/scrutins': () => [{ path: '/groupes/drome/scrutins', who: 'Samia' }],
  '/groupes/[slug]/scrutins/importer': () => [{ path: '/groupes/drome/scrutins/importer', who: 'Lila' }],
  '/groupes/[slug]/scrutins/nouveau': () => [{ path: '/groupes/drome/scrutins/nouveau', who: 'Lila' }],
  '/groupes/[slug]/textes': () => [
    { path: '/groupes/drome/textes', who: 'Lila' },
    { path: '/groupes/haute-garonne/textes', who: 'Awa', about: 'without a text' },
  ],
  '/groupes/[slug]/textes/nouveau': () => [{ path: '/groupes/drome/textes/nouveau', who: 'Lila' }],
  '/i/[token]': ({ invitation }) => [{ path: `/i/${invitation}` }, { path: `/i/${invitation}`, who: 'Awa' }],
  // Only while an installation has no movement: looked at on one of its own.
  '/installation/[token]': () => [],
  // Of rolls: looked at on one of their own, screen by screen, in rolls.test.ts.
  '/listes/[id]': () => [],
  '/listes/[id]/arreter': () => [],
  '/listes/[id]/demander': () => [],
  '/listes/[id]/feuilles': () => [],
  '/listes/[id]/fichier': () => [],
  '/listes/[id]/fichiers/[file]': () => [],
  '/listes/[id]/personnes': () => [],
  '/scrutins/[id]': ({ demo: { polls } }) => [
    { path: `/scrutins/${polls.closed}`, about: 'of a result' },
    { path: `/scrutins/${polls.imported}`, about: 'of an imported result' },
    { path: `/scrutins/${polls.open}`, about: 'of an open poll, passing by' },
    { path: `/scrutins/${polls.open}`, who: 'Lila', about: 'of an open poll' },
    { path: `/scrutins/${polls.upcoming}`, who: 'Lila', about: 'of a poll to come' },
    { path: `/scrutins/${polls.cancelled}`, who: 'Lila', about: 'of a cancelled poll' },
    { path: `/scrutins/${polls.sealed}`, who: 'Lila', about: 'of a sealed poll' },
  ],
  // A month after a closing: looked at in polls-looks.test.ts.
  '/scrutins/[id]/abandonner': () => [],
  '/scrutins/[id]/annuler': ({ demo: { polls } }) => [{ path: `/scrutins/${polls.open}/annuler`, who: 'Lila' }],
  '/scrutins/[id]/bulletins': ({ demo: { polls } }) => [{ path: `/scrutins/${polls.closed}/bulletins`, who: 'Lila' }],
  // Of secret polls: looked at on those of secret-booth.test.ts.
  '/scrutins/[id]/controler': () => [],
  // Those of who is entrusted with a sealed poll, screen by screen: in sealed.test.ts.
  '/scrutins/[id]/ceremonie': ({ demo: { polls } }) => [
    { path: `/scrutins/${polls.sealed}/ceremonie`, who: 'Samia', about: 'that is over' },
  ],
  '/scrutins/[id]/codes': () => [],
  '/scrutins/[id]/depouillement': ({ demo: { polls } }) => [{ path: `/scrutins/${polls.sealed}/depouillement`, who: 'Samia' }],
  '/scrutins/[id]/garanties': ({ demo: { polls } }) => [
    { path: `/scrutins/${polls.closed}/garanties` },
    { path: `/scrutins/${polls.sealed}/garanties`, about: 'of a sealed poll' },
  ],
  // Of polls on a roll: looked at in voting-links.test.ts, and the personal link too.
  '/scrutins/[id]/envois': () => [],
  '/envois/[id]': ({ demo: { mailing } }) => [{ path: `/envois/${mailing}`, who: 'Lila' }],
  '/envois/[id]/preuve': ({ demo: { mailing } }) => [{ path: `/envois/${mailing}/preuve`, who: 'Lila' }],
  '/scrutins/[id]/lien': ({ demo: { polls } }) => [{ path: `/scrutins/${polls.open}/lien`, status: 404, about: 'of a poll of members' }],
  '/scrutins/[id]/prolonger': ({ demo: { polls } }) => [{ path: `/scrutins/${polls.open}/prolonger`, who: 'Lila' }],
  '/scrutins/[id]/recompter': ({ demo: { polls } }) => [
    { path: `/scrutins/${polls.closed}/recompter` },
    { path: `/scrutins/${polls.imported}/recompter`, about: 'of an imported result' },
  ],
  '/scrutins/[id]/recu': ({ demo: { polls } }) => [{ path: `/scrutins/${polls.open}/recu`, who: 'Samia' }],
  // That of a secret poll is looked at in board.test.ts.
  '/scrutins/[id]/tableau': ({ demo: { polls } }) => [
    { path: `/scrutins/${polls.closed}/tableau`, status: 404, about: 'of a show of hands' },
  ],
  '/scrutins/[id]/voter': ({ demo: { polls } }) => [{ path: `/scrutins/${polls.open}/voter`, who: 'Lila' }],
  '/textes/[id]': ({ demo: { charter } }) => [{ path: `/textes/${charter}` }, { path: `/textes/${charter}`, who: 'Lila' }],
  '/textes/[id]/historique': ({ demo: { charter } }) => [
    { path: `/textes/${charter}/historique`, about: 'passing by' },
    { path: `/textes/${charter}/historique`, who: 'Samia' },
  ],
  '/textes/[id]/historique/[seq]': ({ demo: { charter } }) => [
    { path: `/textes/${charter}/historique/9`, who: 'Samia' },
    { path: `/textes/${charter}/historique/9?avec=maintenant&vue=cote`, about: 'beside the draft of now' },
  ],
  '/textes/[id]/historique/[seq]/reprendre': ({ demo: { charter } }) => [
    { path: `/textes/${charter}/historique/9/reprendre`, who: 'Samia' },
  ],
  '/textes/[id]/ecrire': ({ demo: { charter } }) => [{ path: `/textes/${charter}/ecrire`, who: 'Lila', ready: editor }],
  '/textes/[id]/discussion': ({ demo: { charter } }) => [
    { path: `/textes/${charter}/discussion`, about: 'passing by' },
    { path: `/textes/${charter}/discussion`, who: 'Lila' },
    { path: `/textes/${charter}/discussion?etat=regles`, who: 'Samia', about: 'that is settled' },
  ],
  '/textes/[id]/arreter': ({ demo: { charter } }) => [{ path: `/textes/${charter}/arreter`, who: 'Lila' }],
  // Of adopted texts: looked at in ratification.test.ts.
  '/textes/[id]/versions/[number]': () => [],
  '/textes/[id]/reglages': ({ demo: { charter } }) => [{ path: `/textes/${charter}/reglages`, who: 'Lila' }],
  '/v': () => [{ path: '/v' }],
  '/v/[token]': () => [{ path: `/v/${'x'.repeat(56)}`, about: 'that is nobody’s' }],
  // Of components, in development only.
  '/ui': () => [{ path: '/ui', status: 404 }],
}

/** What the pages of the table need to be there. */
export async function places(demo: Demo): Promise<Places> {
  const { id: signIn } = await demo.knock<{ id: string }>(null, 'POST', '/api/sign-ins', { email: 'samia@demo.invalid' })
  const { token } = await demo.knock<{ token: string }>('Lila', 'POST', '/api/bodies/drome/invitation')
  const ballot = { id: crypto.randomUUID(), counter: 1, blank: true }
  await demo.knock('Samia', 'POST', `/api/polls/${demo.polls.open}/ballots`, ballot)
  const link = (await demo.links())[0]!.link.slice(demo.origin.length)
  return { demo, signIn, link, invitation: token }
}
