import type { Messages } from '../index.ts'

export const assemblyBallot: Messages['assemblies']['ballot'] = {
  description: (body) => `The vote on a resolution, in a general assembly of ${body}.`,
  openLevel: 'By show of hands: your grades will be visible to the people on the roll after the closing.',
  line: 'This resolution',
  decided: (kind, version) => `${kind} · ${version > 0 ? `rules of the group, version ${version}` : 'rules of the model'}`,
  decidedQuorum: 'When the vote was opened',
  nobody: { title: 'Nobody voted', sentence: 'The vote is closed, and no grade was given.' },
  intro: 'Give the resolution a grade.',
  forMe: 'My ballot',
  inTheName: (giver) => `In the name of ${giver}`,
  voteFor: (giver) => `Vote in the name of ${giver}`,
  changeFor: (giver) => `Change the ballot in the name of ${giver}`,
  seats: 'The proxies you carry',
  seatsHint: 'Each has a separate ballot. If the person comes or votes, their own vote counts.',
  castFor: (giver) => `The ballot in the name of ${giver} is in the ballot box.`,
  toAssembly: 'Back to the assembly',
  closesByOfficers: 'The chair closes the vote.',
  adoptedFrom: (grade, share) =>
    `A resolution is adopted if ${share.toLowerCase()} of the expressed ballots judge it “${grade}” or better.`,
  reasons: {
    'not-present': 'You have not signed the sheet: do so first, in the room. Nothing was cast.',
    'not-yours': 'This proxy is not yours. Nothing was cast.',
    'proxy-not-accepted': 'Accept this proxy first. Nothing was cast.',
    'proxy-ended': 'This proxy no longer exists. Nothing was cast.',
    'giver-is-here': 'The person has arrived: they vote themselves. Nothing was cast.',
    'giver-voted': 'The person has voted themselves. Nothing was cast.',
  },
}
