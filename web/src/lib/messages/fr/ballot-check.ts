/** The page that opens a ballot on another device, by its check code. */
export const check = {
  title: 'Contrôler un bulletin',
  intro:
    "Un isoloir t'a montré un code de contrôle, ou son QR code : cette page ouvre le bulletin ici, dans ton navigateur, et montre ce qu'il contient. Le code ne part pas sur le réseau.",
  noScript: 'Cette page a besoin de JavaScript : elle ouvre le bulletin dans ton navigateur.',
  code: 'Le code de contrôle',
  codeHint: 'Colle le code, ou toute son adresse.',
  submit: 'Ouvrir ce bulletin',
  file: 'Ou le fichier du contrôle',
  opening: 'Ouverture…',
  control: "Ce bulletin se lit. Il n'a pas été déposé, et ne peut plus l'être.",
  cast: "Ce bulletin est dans l'urne, et voici ce qu'il contient.",
  replaced: "Un bulletin plus récent de la même personne a pris sa place : celui-ci n'est plus compté.",
  compare:
    "Compare le numéro de suivi avec celui que l'autre appareil a montré, et les mentions avec celles que tu as données. Si quelque chose diffère, cet appareil t'a menti : préviens la coordination, et vote d'un autre.",
  print: 'Son numéro de suivi',
  forEver: 'Qui photographie ce code ou cet écran pourra lire ce vote pour toujours.',
  failures: {
    'not-a-code': "Ce n'est pas un code de ce scrutin.",
    'does-not-open': "Ce bulletin ne s'ouvre pas avec ce code : le code est faux, ou l'appareil a menti.",
    'not-on-the-board': "Ce bulletin n'est pas dans l'urne de ce scrutin.",
    unreachable: 'Le réseau ne répond pas. Réessaie dans un moment.',
  },
}
