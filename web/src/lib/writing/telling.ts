import type { Ending, LiveStatus } from '#lib/live/status.ts'
import type { Messages } from '#lib/messages/index.ts'

type Words = Messages['writing']
export type Look = 'quiet' | 'good' | 'worry'

/** How things stand, in a few words. « Enregistré » is said only of what the server holds. */
export function stateInWords(words: Words, status: LiveStatus, onPhone: boolean): { text: string; look: Look } {
  const state = words.state
  switch (status.phase) {
    case 'connecting':
      return { text: state.connecting, look: 'quiet' }
    case 'saved':
      return { text: state.saved, look: 'good' }
    case 'saving':
      return { text: state.saving, look: 'quiet' }
    case 'late':
      return { text: state.late, look: 'worry' }
    case 'read-only':
      return { text: state.readOnly, look: 'quiet' }
    case 'ended':
      return { text: state.ended, look: 'worry' }
    case 'offline':
    case 'returning':
      return { text: away(state, status.phase, status, onPhone), look: 'worry' }
  }
}

function away(state: Words['state'], phase: 'offline' | 'returning', { mayWrite, kept, unsaved }: LiveStatus, onPhone: boolean): string {
  const what = state[phase]
  if (!mayWrite || !(kept || unsaved)) return what
  return `${what} — ${kept ? (onPhone ? state.keptOnPhone : state.keptOnComputer) : state.notKept}`
}

export const endInWords = (words: Words, ended: Ending): { title: string; text: string } =>
  ({ 'signed-out': words.ends.signedOut, gone: words.ends.gone, outdated: words.ends.outdated, refused: words.ends.refused })[ended]

/** What is worth interrupting for: losing the connection, having it back, no longer or again being allowed to write. */
export function saidAloud(words: Words, before: LiveStatus, now: LiveStatus): string {
  const isAway = ({ phase }: LiveStatus) => phase === 'offline' || phase === 'returning' || phase === 'late'
  if (isAway(now) && !isAway(before)) return stateInWords(words, now, false).text
  if (isAway(before) && now.phase === 'saved') return words.state.saved
  if (before.mayWrite !== now.mayWrite && !now.ended) return now.mayWrite ? words.state.open : words.state.readOnly
  return ''
}
