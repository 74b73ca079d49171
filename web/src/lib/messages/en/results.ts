type Side = 'above' | 'below'

/** What came out of a poll: ranking, profiles, why, and where imported counts come from. */
export const results = {
  chosen: 'Chosen!',
  ahead: 'Ahead',
  tiedAhead: 'Tied ahead',
  turnout: (voters: string, roll: string) => `${voters} ${voters === '1' ? 'vote' : 'votes'} of ${roll}`,
  blank: (n: string) => `${n} of them blank`,
  spoiled: (n: string) => `${n} of them spoiled`,
  share: (percent: string) => `turnout: ${percent}`,
  closed: (when: string) => `closed ${when}`,
  held: (when: string) => `vote of ${when}`,
  ranking: 'Ranking',
  median: 'The line marks half of the votes: the grade it touches is the majority grade.',
  rank: (n: number) => `${n}`,
  tied: 'tied',
  high: 'leaning up',
  low: 'leaning down',
  profile: (choice: string, parts: string) => `Profile of “${choice}”: ${parts}`,
  part: (grade: string, percent: string) => `${grade} ${percent}`,
  why: {
    title: 'Why this order',
    tied: (a: string, b: string) => `“${a}” and “${b}” have exactly the same profile: they are tied.`,
    grade: (a: string, b: string, better: string, worse: string) =>
      `“${a}” is ahead of “${b}”: its majority grade is ${better}, against ${worse}.`,
    same: (a: string, b: string, grade: string, depth: number) =>
      `“${a}” is ahead of “${b}”. Both have the grade ${grade}${depth > 0 ? `, and stay tied through ${depth === 1 ? 'the next step' : `${depth} steps`}` : ''}; then `,
    camps: (better: { side: Side; votes: string } | null, worse: { side: Side; votes: string } | null) => {
      if (!worse) return `the first still has ${better?.votes} votes above, the second has none left.`
      if (!better) return `the second still has ${worse.votes} votes below, the first has none left.`
      if (better.side !== worse.side)
        return `the first leans up (${better.votes} votes above), the second down (${worse.votes} votes below).`
      return better.side === 'above'
        ? `the first has more votes above: ${better.votes}, against ${worse.votes}.`
        : `the first has fewer votes below: ${better.votes}, against ${worse.votes}.`
    },
    next: (side: Side, votes: string, better: string, worse: string) =>
      `among the ${votes} votes ${side}, the grade met first is ${better} for the first, ${worse} for the second.`,
  },
  table: {
    title: 'The table',
    link: 'Table',
    caption: (voters: string) => `Number of votes for each grade, out of ${voters} votes expressed`,
    rank: 'Rank',
    choice: 'Choice',
    majority: 'Majority grade',
  },
  check: {
    title: 'Check',
    sentence: 'These counts are enough to compute the result again, here or with any other tool.',
    csv: 'Counts (CSV)',
    json: 'Counts (JSON)',
    recount: 'Recount',
    ballots: 'Who voted what',
  },
  rules: 'How to read this result',
  ballots: {
    title: 'Who voted what',
    sentence: 'Show of hands: this page is shown only to the people on the roll, after the closing.',
    blank: 'Blank ballot',
  },
  recount: {
    title: (question: string) => `Recount: ${question}`,
    heading: 'Recount',
    intro: 'Your browser downloads the counts and makes the ranking again by itself, with the same code as the server.',
    noScript: 'This page needs JavaScript. Without it, download the counts and recount them with “npm run recount”.',
    counting: 'Counting…',
    lost: 'The counts did not arrive: no network, or the server does not answer.',
    again: 'Try again',
    agrees: 'Your browser finds exactly the published result.',
    took: (ms: string) => `Counted in ${ms} ms.`,
    differs: 'Your browser does not find what the result page says, for:',
    fileAgrees: 'This file gives exactly the published result.',
    fileDiffers: 'This file does not give the published result, for:',
    foreign: (question: string) => `These are the counts of another poll, “${question}”: there is nothing to compare them with here.`,
    unreadable: 'This file cannot be read:',
    caption: (voters: string) => `Counted again from ${voters} votes`,
    otherFile: 'Another file',
    otherFileHint: 'Choose a file of counts kept elsewhere. It does not leave your device.',
    limitsTitle: 'What this proves, and does not prove',
    proves:
      'Recounting proves that the ranking does follow from the published counts, and that every choice was given as many grades as the others.',
    doesNot:
      'It does not prove that the counts are those of the ballots. In a show of hands, the people on the roll check that by reading who voted what.',
  },
  nobody: { title: 'Nobody voted', sentence: 'The poll is closed and no grade was given: there is no ranking.' },
  allBlank: { title: 'Only blank ballots', sentence: 'No grade was given: there is no ranking.' },
  source: {
    title: 'Where these numbers come from',
    imported: 'This vote was not held here: its counts were imported.',
    reconstituted: 'Reconstituted counts',
    link: 'The source',
    published: 'What was published then',
    publishedGauge: 'Published',
    ours: 'Computed here',
    agrees: 'Computing again gives the same ranking and the same grades.',
    differs: 'Computing again does not give what was published.',
  },
}
