/** The page that opens a ballot on another device, by its check code. */
export const check = {
  title: 'Check a ballot',
  intro:
    'A booth showed you a check code, or its QR code: this page opens the ballot here, in your browser, and shows what it holds. The code does not go over the network.',
  noScript: 'This page needs JavaScript: it opens the ballot in your browser.',
  code: 'The check code',
  codeHint: 'Paste the code, or its whole address.',
  submit: 'Open this ballot',
  file: 'Or the file of the check',
  opening: 'Opening…',
  control: 'This ballot can be read. It was not cast, and no longer can be.',
  cast: 'This ballot is in the box, and here is what it holds.',
  replaced: 'A later ballot of the same person took its place: this one is no longer counted.',
  compare:
    'Compare the tracking number with the one that the other device showed, and the grades with those you gave. If anything differs, that device lied to you: tell the coordinators, and vote from another one.',
  print: 'Its tracking number',
  forEver: 'Whoever photographs this code or this screen can read this vote for ever.',
  failures: {
    'not-a-code': 'This is no code of this poll.',
    'does-not-open': 'This ballot does not open with this code: the code is wrong, or the device lied.',
    'not-on-the-board': 'This ballot is not in the box of this poll.',
    unreachable: 'The network does not answer. Try again in a moment.',
  },
}
