import type { Messages } from '#lib/messages/index.ts'

/**
 * A poll or its result as it is read: the one line of a resolution, whose words the product made, in the language of the reader. What is kept
 * and published has the words with which it was opened.
 */
export const inWords = <P extends { assembly: string | null; choices: readonly { label: string }[] }>(poll: P, t: Messages): P =>
  poll.assembly ? { ...poll, choices: poll.choices.map((choice) => ({ ...choice, label: t.assemblies.ballot.line })) } : poll
