import type { FastifyInstance } from 'fastify'
import { articleId } from '#domain/charter.ts'
import { collisionsAmong } from '#domain/ratification/amendment.ts'
import { unchangedIn, wordingsOf } from '#domain/ratification/ballot-paper.ts'
import type { Version } from '#domain/ratification/consolidation.ts'
import { articlesIn, stageOf } from '#domain/ratification/frozen.ts'
import { mayManage } from '#domain/document.ts'
import type { Tools } from '#server/app.ts'
import { readableText } from '#server/documents/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound } from '#server/errors.ts'
import { footOf } from '#server/formats/foot.ts'
import { formats } from '#server/formats/kinds.ts'
import { take } from '#server/formats/take.ts'
import { adoptOnceVoted, outcomeOfVote } from './adopting.ts'
import { ratificationDoors as doors } from './doors.ts'
import { amendmentsTo, frozenText, type GivenAmendment, versionOf, versionsOf } from './queries.ts'
import { readableFrozen, tellText } from './readable.ts'

const takers = { docx: doors.takeVersionDocx, odt: doors.takeVersionOdt, md: doors.takeVersionMarkdown, html: doors.takeVersionHtml }
type Doc = { type: 'doc' }
type Voted = NonNullable<Awaited<ReturnType<typeof outcomeOfVote>>>

/** The doors that show a frozen text, its amendments, and what was adopted of it. */
export function reading(app: FastifyInstance, { db }: Tools) {
  open(app, doors.getFrozenText, async ({ params, me, now }) => {
    const memberId = me?.memberId ?? null
    const { text } = await readableFrozen(db, params.id, memberId)
    await adoptOnceVoted(db, text.id, text.bodyId, now)
    const frozen = orNotFound(await frozenText(db, { id: params.id }))
    const articles = articlesIn(frozen.content)
    const own = (await versionsOf(db, text.id)).find(({ frozenId }) => frozenId === frozen.id)
    const [amendments, inForce, voted] = await Promise.all([
      amendmentsTo(db, frozen.id, memberId),
      versionOf(db, text.id, own ? own.number - 1 : undefined),
      outcomeOfVote(db, frozen),
    ])
    const unchanged = unchangedIn(articles, inForce?.content ?? null)
    const stage = stageOf(frozen, now)
    const isInside = text.reader?.standing != null
    return {
      ...{ id: frozen.id, document: tellText(text), title: frozen.title, content: frozen.content as Doc },
      fingerprint: frozen.fingerprint.toString('hex'),
      frozenAt: frozen.frozenAt.toISOString(),
      amendableUntil: frozen.amendableUntil?.toISOString() ?? null,
      ...{ stage, endReason: frozen.endReason, scale: frozen.scale, threshold: frozen.threshold },
      poll: frozen.poll?.cancelledAt ? null : frozen.pollId,
      ...{ version: own?.number ?? null, ended: frozen.endedAt !== null, givenUp: frozen.givenUp },
      voted: voted && tellOutcome(voted, amendments, inForce),
      unchanged: [...unchanged],
      amendments: amendments.map(({ authorId, author, supporters, givenAt, ...amendment }) => ({
        ...amendment,
        // Who is in a body is told to its members only.
        author: isInside ? author : null,
        supporters: isInside ? supporters : [],
        supportCount: supporters.length,
        mine: authorId === memberId,
        givenAt: givenAt.toISOString(),
      })),
      collisions: collisionsAmong(articles, amendments),
      lines: wordingsOf(articles, amendments, unchanged).length,
      may: { amend: stage === 'amendable' && isInside, manage: mayManage(text.reader) && !frozen.endedAt },
    }
  })

  open(app, doors.listVersions, async ({ params, me, now }) => {
    const text = await readableText(db, params.id, me?.memberId ?? null)
    await adoptOnceVoted(db, text.id, text.bodyId, now)
    const [last, versions] = await Promise.all([frozenText(db, { documentId: text.id }), versionsOf(db, text.id)])
    const current = last?.endedAt === null ? last : null
    return {
      frozen: current && {
        id: current.id,
        stage: stageOf(current, now),
        amendableUntil: current.amendableUntil?.toISOString() ?? null,
        poll: current.poll?.cancelledAt ? null : current.pollId,
      },
      versions: versions.map(({ number, adoptedAt, fingerprint, pollId }) => ({
        ...{ number, adoptedAt: adoptedAt.toISOString(), fingerprint: fingerprint.toString('hex'), poll: pollId },
      })),
    }
  })

  open(app, doors.getVersion, async ({ params, me, now }) => {
    const text = await readableText(db, params.id, me?.memberId ?? null)
    await adoptOnceVoted(db, text.id, text.bodyId, now)
    const versions = await versionsOf(db, text.id)
    const last = versions[0]?.number ?? 0
    const row = orNotFound(versions.find(({ number }) => number === (params.number || last)))
    const [version, before] = await Promise.all([
      versionOf(db, text.id, row.number),
      row.number > 1 ? versionOf(db, text.id, row.number - 1) : null,
    ])
    return {
      ...{ document: tellText(text), number: row.number, last, title: row.title, content: version!.content as Doc },
      ...{ fingerprint: row.fingerprint.toString('hex'), adoptedAt: row.adoptedAt.toISOString(), poll: row.pollId },
      rollFingerprint: row.roll?.toString('hex') ?? null,
      articles: version!.articles,
      before: (before?.content ?? null) as Doc | null,
      frozen: row.frozenId,
    }
  })

  for (const format of formats) {
    open(app, takers[format], async ({ params, me, now, reply }) => {
      const text = await readableText(db, params.id, me?.memberId ?? null)
      await adoptOnceVoted(db, text.id, text.bodyId, now)
      const [last, ...former] = await versionsOf(db, text.id)
      const row = orNotFound(params.number === 0 ? last : [last, ...former].find((version) => version?.number === params.number))
      const { number, title, fingerprint, roll, adoptedAt: at } = row
      const language = me?.language ?? 'fr'
      const foot = footOf(text, language, { at, adopted: { number, at, fingerprint, roll } })
      return take(reply, format, { title, doc: (await versionOf(db, text.id, number))!.content, foot, language }, number)
    })
  }
}

/** What a vote made of each article, by the ids that articles have in the text that was adopted. before: what was in force until then. */
function tellOutcome({ result, lines, counts, outcome }: Voted, amendments: readonly GivenAmendment[], before: Version | null) {
  const deletes = (line: number) => amendments.some(({ id, kind }) => kind === 'delete' && id === lines[line]!.amendment)
  const lastIn = (slot: string) => (before?.articles.some(({ id }) => id === slot) ? before.number : null)
  const added = new Map(amendments.map(({ id, proposed }) => [`+${id}`, proposed && articleId(proposed)]))
  return {
    ...{ rollSize: result.rollSize, voters: result.voters },
    outcome: outcome.map(({ wordings, ...slot }) => ({
      ...slot,
      article: added.get(slot.slot) ?? slot.slot,
      lastIn: slot.adopted && deletes(slot.best) ? lastIn(slot.slot) : null,
      wordings: wordings.map((line) => ({ line, amendment: lines[line]!.amendment, counts: counts[line]! })),
    })),
  }
}
