import type { Db } from '#db/connect.ts'
import { clausesOf } from '#domain/assembly-clauses.ts'
import { assemblyScale } from '#domain/assembly-rules.ts'
import { type Decided, type Minutes, outcomeOfResolution } from '#domain/minutes.ts'
import { missingTo, quorumNeeded } from '#domain/quorum.ts'
import { mailingOfAssembly } from '#server/mailings/queries.ts'
import { attendanceInAll, type FoundAssembly, headsThen, itemsOf, nameOf, pollsOfAgenda } from './queries.ts'
import { yearOf } from './year.ts'

/** Whether every vote of an assembly is counted: closed a moment ago, one is not yet. */
export async function isCounted(db: Db, assemblyId: string) {
  const polls = await pollsOfAgenda(db, assemblyId)
  return polls.every(({ counts, cancelledAt }) => counts !== null || cancelledAt !== null)
}

/** The minutes of an assembly that is over, from its facts alone. number 0: not numbered yet. */
export async function drawUp(db: Db, assembly: FoundAssembly, { number, remarks }: { number: number; remarks: string }): Promise<Minutes> {
  const { id, name, slug, kind, title, place, link, rule, rollSize, version, rules, ownWords } = assembly
  const [openedAt, endedAt] = [assembly.openedAt!, (assembly.closedAt ?? assembly.adjournedAt)!]
  const [items, polls, notices, chair, secretary, journal] = await Promise.all([
    itemsOf(db, id),
    pollsOfAgenda(db, id),
    mailingOfAssembly(db, id),
    nameOf(db, assembly.electorateId!, assembly.chairId!),
    nameOf(db, assembly.electorateId!, assembly.secretaryId!),
    headOfJournal(db, assembly.bodyId),
  ])
  const needed = quorumNeeded(rollSize, rule.quorum)
  const instants = [...polls.map(({ opensAt }) => opensAt), ...(polls.length === 0 ? [endedAt] : [])]
  const { came, given, counted } = await attendanceInAll(db, id, instants)
  const heads = new Map<number, Awaited<ReturnType<typeof headsThen>>>()
  for (const at of [openedAt, endedAt, ...instants]) heads.set(at.getTime(), await headsThen(db, id, at))
  const headsOf = (at: Date) => heads.get(at.getTime())!

  function decided(item: (typeof items)[number]): Decided | null {
    const poll = polls.find(({ itemId }) => itemId === item.id)
    if (!poll?.counts) return null
    const counts = (poll.counts as number[][])[0]!
    return {
      ...{ title: item.title, text: item.resolution!, rollSize: poll.rollSize!, voters: poll.voters!, byProxy: poll.byProxy },
      ...{ blank: poll.blank!, counts, ...outcomeOfResolution(counts, rule), poll: poll.id, present: headsOf(poll.opensAt) },
      ...{ openedAt: poll.opensAt.toISOString(), closedAt: poll.closesAt.toISOString() },
    }
  }

  return {
    ...{ format: 'preau-minutes/1', assembly: id, body: { name, slug }, year: yearOf(assembly.startsAt), number },
    ...{ kind, second: assembly.afterId !== null, title, place, link, startsAt: assembly.startsAt.toISOString() },
    convening: {
      ...{ at: assembly.convenedAt!.toISOString(), of: rollSize },
      ...{ sent: (notices?.sent ?? 0) + (notices?.returned ?? 0), returned: notices?.returned ?? 0 },
    },
    rules: { version, clauses: clausesOf(rules, kind), ownWords },
    roll: { size: rollSize, fingerprint: assembly.fingerprint!.toString('hex') },
    ...{ officers: { chair, secretary }, openedAt: openedAt.toISOString(), endedAt: endedAt.toISOString() },
    adjourned: assembly.adjournedAt !== null,
    attendance: { came, atOpening: headsOf(openedAt), atEnd: headsOf(endedAt) },
    proxies: { given, counted },
    quorum: { needed, met: instants.every((at) => missingTo(needed, headsOf(at)) === 0) },
    ...{ scale: [...assemblyScale], threshold: rule.threshold, majority: rule.majority },
    items: items.map((item) => ({ title: item.title, text: item.text, resolution: item.resolution, decided: decided(item) })),
    ...{ remarks, journal },
  }
}

/** The hash of the last line of the journal of a body, which stands for all that came before. */
async function headOfJournal(db: Db, bodyId: string) {
  const last = await db.selectFrom('journal').select('hash').where('bodyId', '=', bodyId).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return last?.hash.toString('hex') ?? ''
}
