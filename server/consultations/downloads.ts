import type { FastifyInstance } from 'fastify'
import { isAsked } from '#domain/consultation.ts'
import { sumCounts } from '#domain/consulted.ts'
import { type CountsFile, writeCountsCsv, writeCountsJson } from '#domain/counts-file.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf, Refused } from '#server/errors.ts'
import { isCounted, resultsOf } from '#server/polls/consulted/queries.ts'
import { phaseOf } from './alone.ts'
import { consultationDoors as doors } from './doors.ts'
import { choicesOf, findConsultation, groupsAsked } from './queries.ts'

/** The doors that give the sum of what groups answered as files anyone can recount. */
export function downloads(app: FastifyInstance, tools: Pick<Tools, 'db' | 'sealing'>) {
  open(app, doors.consultationCountsJson, async ({ params, now, reply }) => {
    reply.header('content-disposition', `attachment; filename="preau-${params.id}.json"`)
    return writeCountsJson(await sumOf(tools, params.id, now))
  })

  open(app, doors.consultationCountsCsv, async ({ params, now, reply }) => {
    reply.header('content-disposition', `attachment; filename="preau-${params.id}.csv"`)
    return writeCountsCsv(await sumOf(tools, params.id, now))
  })
}

/** The file of the sum; it closed with the last of its polls when every group has answered, else at its deadline. */
async function sumOf({ db, sealing }: Pick<Tools, 'db' | 'sealing'>, id: string, now: Date): Promise<CountsFile> {
  const asked = orNotFound(await findConsultation(db, id, now))
  const phase = phaseOf(asked, now)
  refuseIf(phase === 'over' ? null : phase === 'cancelled' ? 'cancelled' : 'not-closed')
  const [choices, groups] = await Promise.all([choicesOf(db, id), groupsAsked(db, id)])
  const closings = groups.flatMap(({ closesAt }) => closesAt ?? [])
  const polls = groups.flatMap(({ pollId }) => pollId ?? [])
  const results = await resultsOf({ db, sealing }, polls)
  refuseIf(polls.every((id) => results.has(id)) ? null : 'being-counted')
  const sum = sumCounts([...results.values()].filter(isCounted))
  if (!sum) throw new Refused('no-count')
  const { rollSize, voters, blank, spoiled } = sum
  const last = new Date(Math.max(...closings.map(Number)))
  return {
    question: asked.question,
    scale: asked.scale,
    choices: choices.filter(isAsked).map(({ label }, at) => ({ label, counts: sum.counts[at]! })),
    ...{ rollSize, voters, blank, spoiled },
    closedAt: (asked.unanswered === 0 ? last : asked.closesAt).toISOString(),
    source: null,
  }
}
