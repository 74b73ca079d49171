import type { FastifyInstance } from 'fastify'
import type { Source } from '#domain/counts-file.ts'
import { limits, pageSize } from '#domain/limits.ts'
import type { Tools } from '#server/app.ts'
import { tellCounted } from '#server/counted.ts'
import { open } from '#server/door.ts'
import { NotFound, Refused } from '#server/errors.ts'
import { together } from '#server/together.ts'
import { closedPoll } from './closed.ts'
import { pollDoors } from './doors.ts'
import { namedBallots, votersOf } from './queries.ts'
import { resolutionOf } from './resolution.ts'
import { tellBallot, tellPoll, tellSource } from './telling.ts'

/** The doors that show what came out of a closed poll. */
export function results(app: FastifyInstance, tools: Tools) {
  const { db } = tools
  type Counted = Awaited<ReturnType<typeof closedPoll>>
  /** A hall that has just voted looks all at once: who was there, of hundreds of thousands, is counted once for all who wait. */
  const resolutionNow = together((asked: Counted[]) => {
    const polls = new Map(asked.map((one) => [one.poll.id, one]))
    const each = new Map([...polls].map(([id, { poll, counts }]) => [id, resolutionOf(db, poll, counts)]))
    return Promise.all(asked.map(({ poll }) => each.get(poll.id)!))
  })

  open(app, pollDoors.getResult, async ({ params }) => {
    const closed = await closedPoll(tools, params.id)
    const { poll, result, counts } = closed
    return {
      ...tellPoll(poll),
      ...tellCounted(poll.choices, counts),
      resolution: poll.assemblyId ? await resolutionNow(closed) : null,
      source: tellSource(result.source as Source | null),
      countedAt: result.countedAt.toISOString(),
    }
  })

  open(app, pollDoors.namedBallots, async ({ params, query: { page = 1 }, me }) => {
    const { poll, counts } = await closedPoll(tools, params.id)
    if (poll.level !== 'open') throw new Refused('not-open-ballots')
    const [voter] = await votersOf(db, [{ pollId: poll.id, memberId: me.memberId }])
    if (!voter!.onTheRoll) throw new NotFound()
    if (counts.rollSize > limits.namedBallots) throw new Refused('too-many-voters')
    const ballots = await namedBallots(db, poll.id, page)
    const told = ballots.map(({ firstName, grades }) => ({ firstName, ...tellBallot(poll.choices, grades) }))
    return { ballots: told, total: counts.voters, page, perPage: pageSize }
  })
}
