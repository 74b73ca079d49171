import { render } from 'svelte/server'
import { describe, expect, test } from 'vitest'
import TodoPoll from '../../web/src/lib/members/TodoPoll.svelte'
import { toVoteFirst } from '../../web/src/lib/members/waiting.ts'
import { fr } from '../../web/src/lib/messages/fr.ts'

const inTwelveHours = new Date(Date.now() + 12 * 3_600_000).toISOString()
const poll = {
  ...{ kind: 'poll' as const, pollId: 'p1', question: 'Les comptes', level: 'open' as const, closesAt: inTwelveHours },
  ...{ ofAssembly: false, bodyName: 'Drôme', voted: false },
}
const card = (todo: typeof poll) => render(TodoPoll, { props: { t: fr, language: 'fr', todo } }).body

describe('what waits for one’s vote', () => {
  test('tells until when one votes, and the hours that are left', () => {
    expect(card(poll)).toMatch(/encore 1[12]\u00a0heures.*jusqu’à/s)
  })

  test('a vote of an assembly is closed by its chair: no hour is told, which would be false', () => {
    const told = card({ ...poll, ofAssembly: true })
    expect(told).toContain('La présidence de séance clôt le vote.')
    expect(told).not.toMatch(/jusqu’à|encore/)
  })

  test('that of the assembly which is sitting comes first, what one has voted on last', () => {
    const tomorrow = { ...poll, pollId: 'tomorrow', closesAt: '2026-12-01T19:00:00.000Z' }
    const sitting = { ...poll, pollId: 'sitting', ofAssembly: true, closesAt: '2026-12-02T03:00:00.000Z' }
    const cast = { ...poll, pollId: 'cast', voted: true, ofAssembly: true, closesAt: '2026-11-30T19:00:00.000Z' }
    expect(toVoteFirst([tomorrow, cast, sitting]).map(({ pollId }) => pollId)).toEqual(['sitting', 'tomorrow', 'cast'])
  })
})
