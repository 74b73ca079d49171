// People who vote once each, as from the page of the ballot: it keeps its ballot, with its id, until the server says that it is stored.
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { ballotFor, type TestPoll } from './polls-world.ts'

/** Members v1, v2, … of a movement that is there, since long ago, each with a session. */
export async function enrolVoters(db: Db, voters: number) {
  const each = sql`generate_series(1, ${sql.lit(voters)}) as n`
  await sql`insert into member (id, first_name, email) select 'v' || n, 'V' || n, 'v' || n || '@preau.test' from ${each}`.execute(db)
  await sql`insert into membership (body_id, member_id, joined_at) select 'movement', 'v' || n, now() - interval '1 year' from ${each}`.execute(
    db,
  )
  await sql`insert into session (id, member_id, token_hash, device, expires_at)
    select 's' || n, 'v' || n, sha256(convert_to('voter-' || n, 'UTF8')), 'test', now() + interval '1 day' from ${each}`.execute(db)
}

type Told = { voter: number; ballot: ReturnType<typeof ballotFor>; castAt: string; tries: number }

/** What one answer was: a status, or 0 when the connection was lost. */
export async function castOnce(origin: string, poll: TestPoll, voter: number, ballot: object) {
  try {
    const answer = await fetch(`${origin}${poll.url}/ballots`, {
      method: 'POST',
      headers: { cookie: `preau=voter-${voter}`, origin, 'content-type': 'application/json' },
      body: JSON.stringify(ballot),
    })
    const text = await answer.text()
    return { status: answer.status, told: answer.status === 200 ? (JSON.parse(text) as { castAt: string }) : text }
  } catch {
    return { status: 0, told: '' }
  }
}

/**
 * Everyone votes, `hands` at a time; whoever is not answered that it is stored tries again. `after` is called with how many were told so, and awaited.
 */
export async function everyoneVotes(origin: string, poll: TestPoll, voters: number, hands: number, after: (told: number) => void) {
  const told: Told[] = []
  const refusals = new Map<number, number>()
  let next = 1
  const hand = async () => {
    while (next <= voters) {
      const voter = next++
      const grades = poll.choices.map((_, at) => (voter + at) % 5)
      const ballot = ballotFor(poll, grades)
      for (let tries = 1; ; tries++) {
        const answer = await castOnce(origin, poll, voter, ballot)
        if (typeof answer.told !== 'string') {
          told.push({ voter, ballot, castAt: answer.told.castAt, tries })
          after(told.length)
          break
        }
        if (answer.status !== 0 && answer.status < 500) throw new Error(`${answer.status} ${answer.told}`)
        refusals.set(answer.status, (refusals.get(answer.status) ?? 0) + 1)
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
  }
  await Promise.all(Array.from({ length: hands }, hand))
  return { told, refusals }
}
