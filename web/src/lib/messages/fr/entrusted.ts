/** What pages without a script say of a sealed poll: whose turn it is. */
export const entrusted = {
  todo: {
    codes: (body: string) => `${body} : les codes de vote à tirer`,
    ceremony: (body: string) => `${body} : la clé à faire ensemble`,
    count: (body: string) => `${body} : le dépouillement t’attend`,
  },
  page: {
    title: 'Scrutin scellé',
    intro: (needed: string, trustees: string, registrar: string) =>
      `La clé est partagée entre ${trustees} : il en faut ${needed}, et le serveur, pour ouvrir le résultat. ${registrar} tient la liste des codes.`,
    and: (names: string, last: string) => `${names} et ${last}`,
    missing: {
      codes: (registrar: string) => `Il manque les codes de vote : c’est à ${registrar} de les tirer.`,
      ceremony: (trustees: string) => `Il manque la cérémonie des clés : ${trustees} la font ensemble.`,
    },
    tellThem: 'C’est sur leur page d’accueil ; aucun e-mail ne part : préviens-les, et envoie-leur l’adresse de cette page.',
    notReady: 'Personne ne peut encore voter. Le vote s’ouvrira de lui-même dès que tout sera prêt.',
    ready: 'Tout est prêt pour l’ouverture.',
    goCeremony: 'La cérémonie des clés',
    goCodes: 'Les codes de vote',
    goOpening: 'Le dépouillement',
    neverReady: 'Il est arrivé à sa clôture sans sa clé ou sans ses codes.',
  },
}
