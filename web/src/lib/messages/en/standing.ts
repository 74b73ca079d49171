import type { Messages } from '../index.ts'

/** Where a text stands on the way to its vote. The page where it is written says it too. */
export const standing: Messages['standing'] = {
  inForce: (version, day) => `Version ${version} in force, adopted on ${day}`,
  draft: 'What follows is the draft of the next text.',
  amendable: (until) => `The text is frozen: it can be amended until ${until}.`,
  'to-vote': 'The text is frozen: it waits to be put to the vote.',
  voting: 'The text is frozen: it is being voted now, article by article.',
  voted: 'The vote is over: the count is coming.',
  abandoned: 'This frozen text was given up.',
  amend: 'Read and amend the frozen text',
  read: 'Read the frozen text',
  readVersion: 'Read the version in force',
  vote: 'Go to the vote',
  freeze: 'Freeze the text',
  draftGoesOn: 'What you write now goes into the next draft, never into the frozen text.',
}
