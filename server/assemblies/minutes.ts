import type { Db } from '#db/connect.ts'
import { clausesOf } from '#domain/assembly-clauses.ts'
import { assemblyScale } from '#domain/assembly-rules.ts'
import { type Decided, type Minutes, outcomeOfResolution } from '#domain/minutes.ts'
import { headsAt, missingTo, quorumNeeded, standingProxies, presentAt } from '#domain/quorum.ts'
import { firstNameOf, type FoundAssembly, itemsOf, pollsOfAgenda, proxiesOf, staysAt } from './queries.ts'
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
  const [items, polls, stays, proxies, sent, chair, secretary, journal] = await Promise.all([
    itemsOf(db, id),
    pollsOfAgenda(db, id),
    staysAt(db, id),
    proxiesOf(db, id),
    db.selectFrom('assemblyNotice').select('memberId').where('assemblyId', '=', id).execute(),
    firstNameOf(db, assembly.chairId!),
    firstNameOf(db, assembly.secretaryId!),
    headOfJournal(db, assembly.bodyId),
  ])
  const headsThen = (at: Date) => headsAt(stays, proxies, at)
  const needed = quorumNeeded(rollSize, rule.quorum)
  const instants = [...polls.map(({ opensAt }) => opensAt), ...(polls.length === 0 ? [endedAt] : [])]
  const counted = new Set(instants.flatMap((at) => standingProxies(proxies, presentAt(stays, at), at).map((proxy) => proxy.id)))

  function decided(item: (typeof items)[number]): Decided | null {
    const poll = polls.find(({ itemId }) => itemId === item.id)
    if (!poll?.counts) return null
    const counts = (poll.counts as number[][])[0]!
    return {
      ...{ title: item.title, text: item.resolution!, rollSize: poll.rollSize!, voters: poll.voters!, byProxy: poll.byProxy },
      ...{ blank: poll.blank!, counts, ...outcomeOfResolution(counts, rule), poll: poll.id, present: headsThen(poll.opensAt) },
      ...{ openedAt: poll.opensAt.toISOString(), closedAt: poll.closesAt.toISOString() },
    }
  }

  return {
    ...{ format: 'preau-minutes/1', assembly: id, body: { name, slug }, year: yearOf(assembly.startsAt), number },
    ...{ kind, second: assembly.afterId !== null, title, place, link, startsAt: assembly.startsAt.toISOString() },
    convening: { at: assembly.convenedAt!.toISOString(), sent: sent.length, of: rollSize },
    rules: { version, clauses: clausesOf(rules, kind), ownWords },
    roll: { size: rollSize, fingerprint: assembly.fingerprint!.toString('hex') },
    ...{ officers: { chair, secretary }, openedAt: openedAt.toISOString(), endedAt: endedAt.toISOString() },
    adjourned: assembly.adjournedAt !== null,
    attendance: { came: new Set(stays.map(({ memberId }) => memberId)).size, atOpening: headsThen(openedAt), atEnd: headsThen(endedAt) },
    proxies: { given: proxies.filter(({ endReason }) => endReason !== 'revoked').length, counted: counted.size },
    quorum: { needed, met: instants.every((at) => missingTo(needed, headsThen(at)) === 0) },
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
