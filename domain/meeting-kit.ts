/** What a group does when it meets about a consultation, in this order. */
export type MeetingStep = 'welcome' | 'read' | 'present' | 'deliberate' | 'vote' | 'close'

/**
 * A running order with its minutes: two for each choice, and as long to talk as for all the rest, to the next five minutes. Suggested, not
 * imposed: a group that knows its subject presents nothing, another meets twice.
 */
export function runningOrder(choices: number): { step: MeetingStep; minutes: number }[] {
  const present = Math.max(4, 2 * choices)
  return [
    { step: 'welcome', minutes: 5 },
    { step: 'read', minutes: 5 },
    { step: 'present', minutes: present },
    { step: 'deliberate', minutes: 5 * Math.ceil((present + 25) / 5) },
    { step: 'vote', minutes: 10 },
    { step: 'close', minutes: 5 },
  ]
}
