import type { FastifyInstance } from 'fastify'
import type { Db } from '#db/connect.ts'
import { refuseAdjournment, refuseClosing, refuseOpening, refuseResolution } from '#domain/assembly.ts'
import { assemblyScale } from '#domain/assembly-rules.ts'
import type { DeedName } from '#domain/journal.ts'
import { assemblyLimits } from '#domain/limits.ts'
import { phase } from '#domain/poll.ts'
import { assignBlanks } from '#domain/proxy.ts'
import { presentAt } from '#domain/quorum.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { closePollNow } from '#server/polls/ending/queries.ts'
import { enrolElectors, insertPoll } from '#server/polls/queries.ts'
import { holdingDoors as doors } from './holding-doors.ts'
import { bearersAt, blanksToAssign, type FoundAssembly, itemsOf, pollsOfAgenda, quorumAt, staysAt } from './queries.ts'
import { changeAlone, refuseUnlessRuns, visibleAssembly, type Who } from './visible.ts'

/** The doors of who holds an assembly: open it, put its resolutions to the vote, end it. */
export function holding(app: FastifyInstance, { db, sealing }: Tools) {
  open(app, doors.openAssembly, ({ params, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who, now) => {
      refuseUnlessRuns(who)
      const officers = [assembly.chairId, assembly.secretaryId].filter((id) => id !== null)
      const present = presentAt(await staysAt(trx, assembly.id, officers), now)
      const named = { named: officers.length === 2, present: officers.every((id) => present.has(id)) }
      refuseIf(refuseOpening(assembly, named, now))
      await trx.updateTable('assembly').set({ openedAt: now, openedBy: me.memberId }).where('id', '=', assembly.id).execute()
      const assigned = await assign(trx, assembly, now)
      await writeDeed(trx, assembly, who, 'assembly-opened', { blankProxies: assigned })
    }),
  )

  open(app, doors.openResolution, ({ params, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who, now) => {
      refuseUnlessRuns(who)
      const item = orNotFound((await itemsOf(trx, assembly.id)).find(({ id }) => id === params.item))
      const [polls, { missing }] = await Promise.all([pollsOfAgenda(trx, assembly.id), quorumAt(trx, assembly, now)])
      const voted = polls.some(({ itemId, cancelledAt }) => itemId === item.id && cancelledAt === null)
      const reason = refuseResolution(assembly.stage, { ...item, voted }, polls.some(isOpen(now)), missing)
      refuseIf(reason, reason === 'no-quorum' ? { missing } : undefined)
      const id = newId()
      await insertResolution(trx, { id, assembly, item: { ...item, resolution: item.resolution! }, by: me.memberId, now }) // prettier-ignore
      await writeDeed(trx, assembly, who, 'resolution-opened', { item: item.id }, id)
      return { id }
    }),
  )

  open(app, doors.closeResolution, async ({ params, me, now }) => {
    const { assembly, who } = await visibleAssembly(db, params.id, me.memberId)
    refuseUnlessRuns(who)
    const poll = (await pollsOfAgenda(db, assembly.id)).find(({ itemId }) => itemId === params.item)
    const written = (trx: Db) => writeDeed(trx, assembly, who, 'resolution-closed', { item: params.item }, poll!.id)
    refuseIf(poll && isOpen(now)(poll) && (await closePollNow({ db, sealing }, poll.id, written)) ? null : 'not-under-way')
  })

  open(app, doors.closeAssembly, ({ params, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who, now) => {
      refuseUnlessRuns(who)
      const polls = await pollsOfAgenda(trx, assembly.id)
      refuseIf(refuseClosing(assembly.stage, polls.some(isOpen(now))))
      await trx
        .updateTable('assembly')
        .set({ closedAt: notBefore(assembly.openedAt!, now), endedBy: me.memberId })
        .where('id', '=', assembly.id)
        .execute()
      await writeDeed(trx, assembly, who, 'assembly-closed')
    }),
  )

  open(app, doors.adjournAssembly, ({ params, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who, now) => {
      refuseUnlessRuns(who)
      const [polls, { missing }] = await Promise.all([pollsOfAgenda(trx, assembly.id), quorumAt(trx, assembly, now)])
      const voted = polls.some(({ cancelledAt }) => cancelledAt === null)
      refuseIf(refuseAdjournment(assembly.stage, polls.some(isOpen(now)), voted, missing))
      await trx
        .updateTable('assembly')
        .set({ adjournedAt: notBefore(assembly.openedAt!, now), endedBy: me.memberId })
        .where('id', '=', assembly.id)
        .execute()
      await writeDeed(trx, assembly, who, 'assembly-adjourned', { missing })
    }),
  )
}

/** Whether a vote is under way; one that is counted is not, whatever two clocks say. */
const isOpen = (now: Date) => (poll: { opensAt: Date; closesAt: Date; cancelledAt: Date | null; counts: unknown }) =>
  poll.counts === null && phase(poll, now) === 'open'

/** A clock that was set back meanwhile leaves the minutes in their order. */
const notBefore = (earlier: Date, now: Date) => (now < earlier ? earlier : now)

const writeDeed = (trx: Db, { id, bodyId }: FoundAssembly, { memberId }: Who, what: DeedName, detail = {}, pollId?: string) =>
  writeInJournal(trx, { actorId: memberId, bodyId, what, detail: { assembly: id, ...detail }, ...(pollId && { pollId }) })

/** Gives each blank proxy to someone present, by the rule of the domain; how many found someone. */
async function assign(trx: Db, assembly: FoundAssembly, now: Date) {
  const blanks = await blanksToAssign(trx, assembly.id)
  const bearers = blanks.length > 0 ? await bearersAt(trx, assembly.id) : []
  const found = assignBlanks(blanks, bearers, assembly.rule.proxies).filter(({ holderId }) => holderId !== null)
  for (const { id, holderId } of found) await trx.updateTable('proxy').set({ holderId, acceptedAt: now }).where('id', '=', id).execute()
  return found.length
}

type Resolution = {
  id: string
  assembly: FoundAssembly
  item: { id: string; title: string; resolution: string }
  by: string
  now: Date
}

/** The one line of its ballot, as it is kept and published; a page says it in the language of who reads. */
const line = 'Cette résolution'

/** A vote by show of hands on one line, on the roll of the assembly, which closes when its officers say so. */
async function insertResolution(trx: Db, { id, assembly, item, by, now }: Resolution) {
  await insertPoll(trx, {
    ...{ id, bodyId: assembly.bodyId, level: 'open', question: item.title, description: item.resolution, scale: [...assemblyScale] },
    ...{ opensAt: now, closesAt: new Date(now.getTime() + assemblyLimits.voteLasts), createdBy: by, rollFrozenAt: now },
    ...{ agendaItemId: item.id, electorateId: assembly.electorateId, choices: [{ label: line, description: '' }] },
  })
  await enrolElectors(trx, id, assembly.electorateId!)
}
