import type { Clauses } from './assembly-clauses.ts'
import type { Share } from './assembly-rules.ts'

// The model clauses for whoever reads in English. What is signed is in French (assembly-clauses.ts).

const days = (count: number) => (count === 0 ? 'without notice' : count === 1 ? 'at least one day before' : `at least ${count} days before`)

const usual: Record<string, string> = {
  '1/1': 'all the members',
  '1/2': 'half of the members',
  '1/3': 'a third of the members',
  '2/3': 'two thirds of the members',
  '1/4': 'a quarter of the members',
  '3/4': 'three quarters of the members',
  '1/5': 'a fifth of the members',
  '1/10': 'a tenth of the members',
}

const fractions: Record<string, string> = { '2/3': 'two thirds', '3/4': 'three quarters', '3/5': 'three fifths', '1/1': 'all' }

/** “more than half”, “at least two thirds”; the whole is “all” */
function majorityInWords({ part, of }: Share) {
  if (2 * part === of) return 'more than half'
  const share = fractions[`${part}/${of}`] ?? `${part} out of ${of}`
  return part === of ? share : `at least ${share}`
}

export const clausesInEnglish: Clauses = {
  convened: (kind, count) =>
    `The ${kind} general assembly is convened by the coordination, ${days(count)}. The convening notice, sent by email to each member, gives the date, the place and the agenda.`,
  quorum: ({ part, of }) =>
    part === 0
      ? 'It decides whatever the number of those present and represented.'
      : `Its decisions are valid only if ${usual[`${part}/${of}`] ?? `${part} out of ${of} of the members`} on the roll are present or represented.`,
  proxies: (most) =>
    most === 0
      ? 'Voting by proxy is not allowed.'
      : most === 1
        ? 'A member may represent another, by a written proxy that they accept.'
        : `A member may represent others, by a written proxy that they accept: ${most} at most.`,
  adopted: (majority, grade) =>
    `A resolution is voted on by show of hands, by majority judgment; it is adopted when ${majorityInWords(majority)} of the expressed ballots judge it “${grade}” or better.`,
  second: (count, quorum) => `If the quorum is not met, a second convening notice is sent ${days(count)}, on the same agenda. ${quorum}`,
  remote: {
    allowed: 'The statutes allow people to take part and vote at a distance: whoever follows at a distance counts among those present.',
    forbidden: 'The statutes do not allow voting at a distance: only those present in the room vote, and those who are represented.',
  },
  nothingElse: 'Nothing can be put to the vote that is not on the agenda sent with the convening notice.',
  scope:
    'A proxy holds for one assembly only, and for every vote on its agenda. It does not hold for the second convening, for which it is given anew.',
  blank:
    'A blank proxy is given at the opening to whoever is present and carries the fewest, then in alphabetical order; like any proxy, it ends when the person who gave it arrives or votes.',
}
