// People who vote over and over against a server that is about to go, and what they were told.
import { expect } from 'vitest'
import type { Db } from '#db/connect.ts'
import type { ServerProcess } from '../../server-process.ts'
import { ballotFor, type TestPoll } from './polls-world.ts'

export type Acknowledged = Map<string, { counter: number; grade: number }>
type Voter = { id: string; cookie: string }

/** Casts, then changes, again and again, until the server says that it stops (503) or is gone: true when that cut a cast short. */
export async function castUntilTheEnd({ port, origin }: ServerProcess, poll: TestPoll, { id, cookie }: Voter, seen: Acknowledged) {
  for (let counter = 1; ; counter++) {
    const grade = Math.floor(Math.random() * 5)
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${poll.url}/ballots`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: JSON.stringify(ballotFor(poll, [grade, grade, grade], counter)),
      })
      if (answer.status === 503) return false
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
      seen.set(id, { counter, grade })
    } catch (error) {
      if (error instanceof TypeError) return true
      throw error
    }
  }
}

/** A cast may have been stored and its answer lost: the ballot is then one change further, never behind. */
export async function everyAcknowledgedBallotIsThere(db: Db, poll: TestPoll, seen: Acknowledged) {
  const rows = await db.selectFrom('ballot').select(['memberId', 'counter', 'grades']).where('pollId', '=', poll.id).execute()
  const stored = new Map(rows.map((row) => [row.memberId, row]))
  for (const [memberId, { counter, grade }] of seen) {
    const row = stored.get(memberId)
    expect(row && row.counter - counter, `the ballot of ${memberId}`).toBeOneOf([0, 1])
    if (row!.counter === counter) expect([...row!.grades]).toEqual([grade, grade, grade])
  }
}
