import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { clausesToRead } from '#domain/assembly-clauses.ts'
import { assemblyScale } from '#domain/assembly-rules.ts'
import { earliestStart, stageOf } from '#domain/assembly.ts'
import { pageSize } from '#domain/limits.ts'
import { outcomeOfResolution } from '#domain/minutes.ts'
import { phase } from '#domain/poll.ts'
import { presentAt } from '#domain/quorum.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { mailingOfAssembly } from '#server/mailings/queries.ts'
import { aMomentAgo } from './a-moment-ago.ts'
import { assemblyDoors as doors } from './doors.ts'
import { certificatesOf, type FoundAssembly, itemsOf, minutesRow, nameOf, pollsOfAgenda, proxiesOf, quorumAt, staysAt } from './queries.ts' // prettier-ignore
import { ownBody } from './rules.ts'
import { visibleAssembly, type Who } from './visible.ts'

type Kind = 'ordinary' | 'extraordinary'

/** The doors that show assemblies. */
export function reading(app: FastifyInstance, { db }: Tools) {
  // Screens ask again every few seconds: of hundreds of thousands of stays and messages, they are told what was counted a moment ago.
  const noticesNow = aMomentAgo((assembly: FoundAssembly) => noticesOf(db, assembly))
  const quorumNow = aMomentAgo((assembly: FoundAssembly, now: Date) => quorumAt(db, assembly, now))
  // Once it has ended nobody comes or leaves, and no proxy is given: it is counted once.
  const quorumAtEnd = aMomentAgo((assembly: FoundAssembly) => quorumAt(db, assembly, endOf(assembly)!), 3_600_000)

  open(app, doors.listAssemblies, async ({ params, query: { page = 1 }, me }) => {
    const { body, coordinates } = await ownBody(db, params.slug, me.memberId)
    const { rows, total } = await assembliesOf(db, body.id, coordinates, page)
    const assemblies = rows.map(({ id, kind, title, startsAt, year, number, chairSignedAt, ...facts }) => ({
      ...{ id, kind: kind as Kind, title, startsAt: startsAt.toISOString(), stage: stageOf(facts) },
      minutes: number === null ? null : { year: year!, number, signed: chairSignedAt !== null },
    }))
    return { assemblies, total, may: { prepare: coordinates } }
  })

  open(app, doors.getAssembly, async ({ params, me, now }) => {
    const { assembly, who } = await visibleAssembly(db, params.id, me.memberId)
    const { id, kind, title, place, link, stage, version, rules, ownWords, rule } = assembly
    const endedAt = endOf(assembly)
    const isConvened = stage !== 'draft'
    const [agenda, notices, officers, quorum, certified, minutes, mine] = await Promise.all([
      agendaOf(db, assembly, now),
      isConvened ? noticesNow(assembly, now) : null,
      officersOf(db, assembly),
      isConvened ? (endedAt ? quorumAtEnd(assembly, now) : quorumNow(assembly, now)) : null,
      certificatesOf(db, id),
      minutesRow(db, id),
      mineIn(db, assembly, who, now),
    ])
    return {
      ...{ id, body: { slug: assembly.slug, name: assembly.name }, kind, title, place, link, stage },
      startsAt: assembly.startsAt.toISOString(),
      ...{ after: assembly.afterId, followedBy: assembly.followedBy, drawnRoll: assembly.rollId },
      convenedAt: assembly.convenedAt?.toISOString() ?? null,
      openedAt: assembly.openedAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
      cancelled: assembly.cancelledAt && { at: assembly.cancelledAt.toISOString(), reason: assembly.cancelReason! },
      rules: {
        ...{ version, clauses: clausesToRead(rules, kind), ownWords, remote: rules.remote },
        ...{ noticeDays: rule.noticeDays, threshold: rule.threshold, majority: rule.majority, proxies: rule.proxies },
      },
      secondDays: rules[kind].second.noticeDays,
      earliest: earliestStart(rule.noticeDays, now).toISOString(),
      roll: isConvened ? { size: assembly.rollSize, fingerprint: assembly.fingerprint!.toString('hex') } : null,
      ...{ notices, agenda, scale: [...assemblyScale], officers, quorum },
      certified: certified.map(({ firstName, at }) => ({ firstName, at: at.toISOString() })),
      minutes: minutes?.number ? { year: minutes.year!, number: minutes.number, signed: minutes.chairSignedAt !== null } : null,
      me: { ...mine, certified: certified.some(({ memberId }) => memberId === me.memberId) },
    }
  })
}

const endOf = ({ closedAt, adjournedAt }: FoundAssembly) => closedAt ?? adjournedAt

async function assembliesOf(db: Db, bodyId: string, coordinates: boolean, page: number) {
  const those = db
    .selectFrom('assembly')
    .where('assembly.bodyId', '=', bodyId)
    .$if(!coordinates, (query) => query.where('convenedAt', 'is not', null))
  const [rows, { total }] = await Promise.all([
    those
      .leftJoin('minutes', 'minutes.assemblyId', 'assembly.id')
      .select([
        'id',
        'kind',
        'title',
        'startsAt',
        'convenedAt',
        'openedAt',
        'closedAt',
        'adjournedAt',
        'cancelledAt',
        'year',
        'number',
        'chairSignedAt',
      ])
      .orderBy('startsAt', 'desc')
      .orderBy('id')
      .limit(pageSize)
      .offset((page - 1) * pageSize)
      .execute(),
    those.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow(),
  ])
  return { rows, total }
}

async function agendaOf(db: Db, { id, rule }: FoundAssembly, now: Date) {
  const [items, polls] = await Promise.all([itemsOf(db, id), pollsOfAgenda(db, id)])
  return items.map((item) => {
    const poll = polls.find(({ itemId }) => itemId === item.id)
    const counts = poll?.counts ? (poll.counts as number[][])[0]! : null
    const vote = poll && {
      ...{ id: poll.id, phase: phase(poll, now), opensAt: poll.opensAt.toISOString(), closesAt: poll.closesAt.toISOString() },
      result: counts && {
        voters: poll.voters!,
        byProxy: poll.byProxy,
        blank: poll.blank!,
        counts,
        ...outcomeOfResolution(counts, rule),
      },
    }
    return { ...item, vote: vote ?? null }
  })
}

/** How many were handed over and came back, of how many people, from when to when; how many are still to leave, how many were refused. */
async function noticesOf(db: Db, { id, rollSize }: Pick<FoundAssembly, 'id' | 'rollSize'>) {
  const mailing = await mailingOfAssembly(db, id)
  if (!mailing) return null
  const { sent, returned, waiting, failed, firstSentAt, lastSentAt } = mailing
  return {
    ...{ mailing: mailing.id, sent: sent + returned, returned, waiting, failed, of: rollSize },
    first: firstSentAt?.toISOString() ?? null,
    last: lastSentAt?.toISOString() ?? null,
  }
}

async function officersOf(db: Db, { chairId, secretaryId, electorateId }: FoundAssembly) {
  if (!chairId || !secretaryId) return null
  const [chair, secretary] = await Promise.all([nameOf(db, electorateId!, chairId), nameOf(db, electorateId!, secretaryId)])
  return { chair: { id: chairId, firstName: chair }, secretary: { id: secretaryId, firstName: secretary } }
}

async function mineIn(db: Db, assembly: FoundAssembly, { memberId, onTheRoll, role, runs, coordinates }: Who, now: Date) {
  const [stays, all] = await Promise.all([staysAt(db, assembly.id, [memberId]), proxiesOf(db, assembly.id, [memberId])])
  const standing = all.filter(({ endedAt }) => endedAt === null)
  const given = standing.find(({ giverId }) => giverId === memberId)
  return {
    ...{ onTheRoll, role, here: presentAt(stays, now).get(memberId) ?? null },
    given: given ? { id: given.id, holder: given.holder, accepted: given.acceptedAt !== null } : null,
    held: standing
      .filter(({ holderId }) => holderId === memberId)
      .map(({ id, giver, acceptedAt }) => ({ id, giver, accepted: acceptedAt !== null })),
    may: { run: runs, prepare: coordinates },
  }
}
