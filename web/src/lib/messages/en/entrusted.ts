/** What pages without a script say of a sealed poll: whose turn it is. */
export const entrusted = {
  todo: {
    codes: (body: string) => `${body}: voting codes to draw`,
    ceremony: (body: string) => `${body}: the key to make together`,
    count: (body: string) => `${body}: the count waits for you`,
  },
  page: {
    title: 'Sealed poll',
    intro: (needed: string, trustees: string, registrar: string) =>
      `The key is shared among ${trustees}: it takes ${needed} of them, and the server, to open the result. ${registrar} keeps the list of codes.`,
    and: (names: string, last: string) => `${names} and ${last}`,
    missing: {
      codes: (registrar: string) => `The voting codes are missing: ${registrar} draws them.`,
      ceremony: (trustees: string) => `The key ceremony is missing: ${trustees} hold it together.`,
    },
    tellThem: 'It is on their home page; no e-mail goes: tell them, and send them the address of this page.',
    notReady: 'Nobody can vote yet. Voting opens by itself as soon as everything is ready.',
    ready: 'Everything is ready for the opening.',
    goCeremony: 'The key ceremony',
    goCodes: 'The voting codes',
    goOpening: 'The count',
    neverReady: 'It came to its closing without its key or without its codes.',
  },
}
