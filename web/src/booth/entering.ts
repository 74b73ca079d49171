import type { CodeFault } from '#domain/sealing/code.ts'
import type { CredentialRefusal } from '#domain/sealing/whose-credential.ts'
import type { Language } from '#lib/messages/index.ts'
import { fromBase64 } from '#lib/receipts/base64.ts'
import { isOfCode } from './code-view.ts'
import { recallDraft } from './draft.ts'
import type { Question } from './sealer.ts'
import type { Ask } from './sealer-worker.ts'
import { type Answer, askCounter, askCredential, askManifest, askPoll, type Later, type Poll, type Reason } from './talk.ts'
import { languageFor } from './words.ts'

/** Someone in front of their ballot. question: what is voted on, from the manifest alone; refused: why they may not cast now, or null. */
export type Entered = {
  pollId: string
  poll: Poll
  question: Question
  language: Language
  counter: number
  typesCode: boolean
  refused: Reason | null
}
/** What is in the way. someoneElse: signed in here since the booth was opened; broken: this device cannot open the booth of a poll of that level; sent: a ballot left from here, of which nothing was heard. */
export type Stop = { pollId: string; language?: Language } & (
  | { stop: 'signedOut' | 'different' | 'someoneElse' }
  | { stop: 'broken'; level: Poll['level'] }
  | { stop: 'later'; later: Later; sent: boolean }
  | { stop: 'refused'; reason: Reason }
)

/** Opens the poll from its manifest and asks for the credential, or says what is in the way. */
export async function enter(pollId: string, ask: Ask): Promise<Entered | Stop> {
  const [polled, manifested] = await Promise.all([askPoll(pollId), askManifest(pollId)])
  const language = languageFor('value' in polled ? polled.value.me?.language : undefined)
  const stop = (stop: 'signedOut' | 'different'): Stop => ({ pollId, language, stop })
  for (const answer of [polled, manifested]) if (!('value' in answer)) return { ...stopOf(pollId, answer), language }
  const { value: poll } = polled as { value: Poll }
  const { value: manifest } = manifested as { value: Uint8Array }
  if (!poll.me) return stop('signedOut')
  let question: Question
  try {
    question = await ask('open', manifest, pollId)
  } catch (error) {
    console.warn(error)
    return /Malformed|another poll/.test(String(error)) ? stop('different') : { pollId, language, stop: 'broken', level: poll.level }
  }
  if (!saysTheSame(poll, question)) return stop('different')
  // The manifest tells the rule of the poll; a printed sheet casts once whatever that is.
  question = { ...question, revotes: poll.me.changes }
  const entered = { pollId, poll, question, language, counter: poll.me.casts + 1, typesCode: question.level === 'sealed', refused: null }
  // Told before anyone looks for their sheet.
  if (entered.typesCode) return { ...entered, refused: !poll.me.onTheRoll ? 'not-on-the-roll' : hasVoted(poll) ? 'already-voted' : null }
  const given = await askCredential(pollId)
  if ('refused' in given) return { ...entered, refused: given.refused }
  if (!('value' in given)) return { ...stopOf(pollId, given), language }
  await ask('enter', fromBase64(given.value.code)!)
  return { ...entered, counter: given.value.counter }
}

const hasVoted = ({ me }: Poll) => me!.casts > 0 && me!.changes === 'never'

/** What came of a typed code: the counter of the next ballot, what is wrong with the code, or what is in the way. */
export type TypedCode = { counter: number } | { wrong: CodeFault | CredentialRefusal | Later } | Stop

/** Makes the credential from a typed code, which stays in the worker, and asks what it may cast. */
export async function enterCode(pollId: string, ask: Ask, typed: string): Promise<TypedCode> {
  const made = await ask('enter', typed)
  if ('wrong' in made) return made
  const answer = await askCounter(pollId, made.credential)
  if ('value' in answer) return answer.value
  if ('later' in answer) return { wrong: answer.later }
  if ('refused' in answer && isOfCode(answer.refused)) return { wrong: answer.refused }
  return stopOf(pollId, answer)
}

export function stopOf(pollId: string, answer: Answer<unknown>): Stop {
  if ('refused' in answer) return { pollId, stop: 'refused', reason: answer.refused }
  if ('later' in answer) return { pollId, stop: 'later', later: answer.later, sent: recallDraft(pollId)?.sent !== undefined }
  return { pollId, stop: 'signedOut' }
}

/** The page of the poll and its manifest ask the same question, with the same choices, grades and rules. */
function saysTheSame(poll: Poll, question: Question): boolean {
  const told = [poll.question, ...poll.choices.flatMap(({ id, label }) => [id, label]), ...poll.scale, poll.changes, poll.missingGrades]
  const frozen = [question.question, ...question.choices.flatMap(({ id, label }) => [id, label]), ...question.grades]
  return told.join('\n').normalize('NFC') === [...frozen, question.revotes, question.missingGrades].join('\n')
}
