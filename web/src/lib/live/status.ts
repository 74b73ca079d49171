/** Why the text will not come back by itself. */
export type Ending =
  /** The session is over. */
  | 'signed-out'
  /** No right to read any more, archived, or no such text. */
  | 'gone'
  /** The page is older than the text: reloading mends it. */
  | 'outdated'
  /** The server does not take what was written here: malformed, too large, or leaning on what it never had. */
  | 'refused'

/** What the page tells and does about the connection. */
export type LiveStatus = {
  /**
   * `saved` is said only while the database of the server holds every edit made here. `late`: edits wait for it for long. `offline`:
   * no network. `returning`: the server went away, and the page tries again.
   */
  phase: 'connecting' | 'saved' | 'saving' | 'late' | 'offline' | 'returning' | 'read-only' | 'ended'
  ended: Ending | null
  /** The text is here, from the server or from the copy that this browser keeps. */
  whole: boolean
  /** May the editor be open? Never before the whole text is there: filling an empty document would write it twice. */
  mayWrite: boolean
  /** Edits were made here of which the server has not said that it holds them. */
  unsaved: boolean
  /** The browser keeps a copy, so that leaving the page loses nothing. */
  kept: boolean
  /** People in the room when there are too many to show; else 0. */
  crowd: number
}

/** How things stand while the editor itself is still on its way. */
export const notYet: LiveStatus = { phase: 'connecting', ended: null, whole: false, mayWrite: false, unsaved: false, kept: false, crowd: 0 }

/**
 * Every close code (server/live/messages.ts) but these is worth another try: the network, a restart, a reader too slow. Codes
 * come from the server after the upgrade; before it a browser learns nothing, and the page asks the API instead.
 */
export function endingOf(code: number): Ending | null {
  switch (code) {
    case 4401:
      return 'signed-out'
    case 4403:
    case 4404:
    case 4410:
      return 'gone'
    case 4409:
      return 'outdated'
    default:
      return code >= 4400 && code < 4500 ? 'refused' : null
  }
}

/**
 * Milliseconds before the next try: 1, 2, 4, 8, 16 seconds, each anywhere between its half and itself, so that a room full of people
 * does not come back in one instant. `chance` is in [0, 1[.
 */
export const pauseBefore = (attempt: number, chance: number) => 1000 * 2 ** Math.min(attempt, 4) * (0.5 + chance / 2)
