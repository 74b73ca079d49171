import { mayManage, mayWrite, type Reader, type Shared } from './document.ts'
import { discussionLimits as limits } from './limits.ts'

/** How one speaks in a thread: plain words, that one agrees, that one objects. */
export type Stance = 'remark' | 'agree' | 'object'
export type Said = { stance: Stance; words: string }

/** Words as they are kept: composed, without what cannot be seen or turns text round, at most one empty line in a row. */
export const cleanWords = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) => (sign === '\n' ? sign : ''))
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

export type WordsRefusal = 'no-words' | 'no-reason' | 'too-long'

/** One agrees without a word; an objection says why. */
function refuseWords({ stance, words }: Said): WordsRefusal | null {
  if (words === '' && stance === 'object') return 'no-reason'
  if (words === '' && stance === 'remark') return 'no-words'
  return words.length > limits.wordsCharacters ? 'too-long' : null
}

export type ThreadRefusal = 'not-a-member' | WordsRefusal | 'no-quote' | 'too-many'

/**
 * Why this person may not open a thread, or null: members of the body do, whoever writes the text. quote: the words it is about, ''
 * for a whole article or text; anchored: whether it follows them. open: threads of the text that are open, mine: those of this person.
 */
export function refuseThread(
  draft: Said & { quote: string; anchored: boolean },
  threads: { open: number; mine: number },
  reader: Reader,
): ThreadRefusal | null {
  if (reader?.standing == null) return 'not-a-member'
  const wrong = refuseWords(draft)
  if (wrong) return wrong
  if (draft.anchored && draft.quote === '') return 'no-quote'
  return threads.open >= limits.openThreads || threads.mine >= limits.openThreadsOfOne ? 'too-many' : null
}

export type RemarkRefusal = 'not-a-member' | 'resolved' | WordsRefusal | 'already-said' | 'too-many'

/** Why this person may not speak in a thread, or null. remarks: how many it has, removed ones included; mine: where this person stands. */
export function refuseRemark(
  said: Said,
  thread: { resolved: boolean; remarks: number; mine: Stance | null },
  reader: Reader,
): RemarkRefusal | null {
  if (reader?.standing == null) return 'not-a-member'
  if (thread.resolved) return 'resolved'
  const wrong = refuseWords(said)
  if (wrong) return wrong
  if (said.stance === 'agree' && said.words === '' && thread.mine === 'agree') return 'already-said'
  return thread.remarks >= limits.remarksInThread ? 'too-many' : null
}

/** Whoever opened a thread resolves it and reopens it, and so do the writers of the text and the coordination. */
export const mayResolve = (opened: boolean, text: Shared, reader: Reader): boolean =>
  reader?.standing != null && (opened || mayWrite(text, reader) || mayManage(reader))

export type ResolutionRefusal = 'not-yours' | 'already-so' | 'too-many'

/** Why this person may not resolve a thread, or reopen it, or null. open: threads of the text that are open. */
export function refuseResolution(may: boolean, resolved: boolean, wanted: boolean, open: number): ResolutionRefusal | null {
  if (!may) return 'not-yours'
  if (resolved === wanted) return 'already-so'
  return !wanted && open >= limits.openThreads ? 'too-many' : null
}

/** One's own words are taken back at any time, by oneself alone. */
export const refuseRemoval = (mine: boolean): 'not-yours' | null => (mine ? null : 'not-yours')

/** Whether there are words of someone else here that this person may remove: the coordination does, with a reason. */
export const mayModerate = (remark: { mine: boolean; words: string }, reader: Reader): boolean =>
  mayManage(reader) && !remark.mine && remark.words !== ''

export type ModerationRefusal = 'not-a-coordinator' | 'your-own' | 'nothing-said' | 'unexplained'

/** Why this person may not remove what someone said, or null. An agreement without a word is a voice: nobody else takes it back. */
export function refuseModeration(remark: { mine: boolean; words: string }, reason: string, reader: Reader): ModerationRefusal | null {
  if (!mayManage(reader)) return 'not-a-coordinator'
  if (remark.mine) return 'your-own'
  if (remark.words === '') return 'nothing-said'
  return reason.trim() === '' ? 'unexplained' : null
}

type Remark = { authorId: string; stance: Stance; removed: boolean }

/** Where each person stands in a thread: the last stance that they took and have not taken back. removed: by themselves. Remarks in their order. */
export function voicesIn(remarks: readonly Remark[]): ReadonlyMap<string, 'agree' | 'object'> {
  const voices = new Map<string, 'agree' | 'object'>()
  for (const { authorId, stance, removed } of remarks) {
    if (removed || stance === 'remark') continue
    voices.delete(authorId)
    voices.set(authorId, stance)
  }
  return voices
}
