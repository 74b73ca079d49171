import type { FastifyInstance } from 'fastify'
import { type CountsFile, type Source, writeCountsCsv, writeCountsJson } from '#domain/counts-file.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { closedPoll } from './closed.ts'
import { pollDoors } from './doors.ts'

/** The doors that give the counts of a closed poll as files anyone can recount. */
export function downloads(app: FastifyInstance, tools: Tools) {
  open(app, pollDoors.countsJson, async ({ params, reply }) => {
    reply.header('content-disposition', `attachment; filename="preau-${params.id}.json"`)
    return writeCountsJson(await countsOf(tools, params.id))
  })

  open(app, pollDoors.countsCsv, async ({ params, reply }) => {
    reply.header('content-disposition', `attachment; filename="preau-${params.id}.csv"`)
    return writeCountsCsv(await countsOf(tools, params.id))
  })
}

async function countsOf(tools: Tools, pollId: string): Promise<CountsFile> {
  const { poll, result, counts } = await closedPoll(tools, pollId)
  const { rollSize, voters, blank, spoiled, votes } = counts
  return {
    question: poll.question,
    scale: poll.scale,
    choices: poll.choices.map(({ label }, position) => ({ label, counts: counts.counts[position]! })),
    ...{ rollSize, voters, blank, spoiled, votes },
    closedAt: poll.closesAt.toISOString(),
    source: result.source as Source | null,
  }
}
