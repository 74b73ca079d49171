/** What pages without a script say of a sealed poll: how it is entrusted, whose turn it is, how its count is given up. */
export const entrusted = {
  todo: {
    codes: (body: string) => `${body}: voting codes to draw`,
    handing: (body: string) => `${body}: codes to hand over, then to say so`,
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
      handing: (registrar: string) => `${registrar} hands the codes over, and will say when each person has theirs.`,
      ceremony: (trustees: string) => `The key ceremony is missing: ${trustees} hold it together.`,
    },
    theyAreTold: 'Préau writes to who is awaited, and it is on their home page.',
    tellThem: 'It is on the home page of who is awaited, but no e-mail leaves from here: send them the address of this page.',
    unreached: (names: string) => `No message can reach ${names}: find another way.`,
    notReady: 'Nobody can vote yet. Voting opens by itself as soon as everything is ready.',
    ready: 'Everything is ready for the opening.',
    goCeremony: 'The key ceremony',
    goCodes: 'The voting codes',
    goOpening: 'The count',
    neverReady: 'It came to its closing without its key or without its codes.',
  },
  givenUp: {
    title: 'The count was given up.',
    sentence: 'The trustees did not open it, and nobody can any more: this vote has no result.',
  },
  giveUp: {
    title: 'Give up the count',
    sentence:
      'More than a month after the closing, too few trustees have given their part. To give up is to say that this vote will never have a result: its key on the server is destroyed. It cannot be undone.',
    reason: 'The reason',
    reasonHint: 'It is shown with the poll, and written in the journal of the group.',
    submit: 'Give up for good',
    reasons: {
      'not-a-coordinator': 'Only the coordination of the group gives up a count.',
      'no-reason': 'The reason is missing.',
      'not-sealed': 'This poll is not sealed: it counts itself.',
      'not-closed': 'This poll is not closed.',
      'given-up': 'This count was given up already.',
      counted: 'This poll is counted.',
      'too-early': 'The trustees have a month after the closing.',
    },
  },
  create: {
    title: 'To whom this poll is entrusted',
    others: 'More trustees',
    trustee: (n: number) => `Trustee ${n}`,
    nobody: 'Nobody',
    trusteesHint: 'From 2 to 9 members, each keeps a part of the key. Three, of whom two are enough, is fine.',
    needed: 'How many does it take to open?',
    registrar: 'Who keeps the list of codes?',
    registrarHint: 'Someone else, who will see the members’ addresses and give each member their voting code.',
    then: 'Voting opens only once the codes are handed over and the key is made. Allow twenty minutes together for the key, and the time to hand the codes over: choose a closing far enough ahead.',
  },
}
