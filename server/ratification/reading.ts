import type { FastifyInstance } from 'fastify'
import { articleId } from '#domain/charter.ts'
import { collisionsAmong } from '#domain/ratification/amendment.ts'
import { writeMarkdown } from '#domain/ratification/article-text.ts'
import { unchangedIn, wordingsOf } from '#domain/ratification/ballot-paper.ts'
import { articlesIn, stageOf } from '#domain/ratification/frozen.ts'
import { mayManage } from '#domain/document.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound } from '#server/errors.ts'
import { adoptOnceVoted, fingerprinted, outcomeOfVote } from './adopting.ts'
import { ratificationDoors as doors } from './doors.ts'
import { amendmentsTo, frozenTexts, versionOf, versionsOf } from './queries.ts'
import { readableFrozen, readableText, tellText } from './readable.ts'

type Doc = { type: 'doc' }

/** The doors that show a frozen text, its amendments, and what was adopted of it. */
export function reading(app: FastifyInstance, { db }: Tools) {
  open(app, doors.getFrozenText, async ({ params, me, now }) => {
    const asked = await readableFrozen(db, params.id, me?.memberId ?? null)
    await adoptOnceVoted(db, asked.text.id, asked.text.bodyId, now)
    const { frozen, text } = await readableFrozen(db, params.id, me?.memberId ?? null)
    const articles = articlesIn(frozen.content)
    const versions = await versionsOf(db, text.id)
    const own = versions.find(({ frozenId }) => frozenId === frozen.id)
    const [amendments, inForce] = await Promise.all([
      amendmentsTo(db, frozen.id, me?.memberId ?? null),
      versionOf(db, text.id, own ? own.number - 1 : undefined),
    ])
    const unchanged = unchangedIn(articles, inForce?.content ?? null)
    const stage = stageOf(frozen, now)
    return {
      ...{ id: frozen.id, document: tellText(text), title: frozen.title, content: frozen.content as Doc },
      fingerprint: frozen.fingerprint.toString('hex'),
      frozenAt: frozen.frozenAt.toISOString(),
      amendableUntil: frozen.amendableUntil?.toISOString() ?? null,
      ...{ stage, endReason: frozen.endReason, scale: frozen.scale, threshold: frozen.threshold },
      poll: frozen.poll?.cancelledAt ? null : frozen.pollId,
      version: own?.number ?? null,
      unchanged: [...unchanged],
      amendments: amendments.map(({ authorId, givenAt, ...amendment }) => ({
        ...amendment,
        mine: authorId === me?.memberId,
        givenAt: givenAt.toISOString(),
      })),
      collisions: collisionsAmong(articles, amendments),
      lines: wordingsOf(articles, amendments, unchanged).length,
      may: { amend: stage === 'amendable' && Boolean(text.reader?.standing), manage: mayManage(text.reader) && !frozen.endedAt },
    }
  })

  open(app, doors.listVersions, async ({ params, me, now }) => {
    const text = await readableText(db, params.id, me?.memberId ?? null)
    await adoptOnceVoted(db, text.id, text.bodyId, now)
    const [[last], versions] = await Promise.all([frozenTexts(db, { documentId: text.id }), versionsOf(db, text.id)])
    const current = last && last.endedAt === null ? last : null
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
    const [version, before, [frozen], amendments] = await Promise.all([
      versionOf(db, text.id, row.number),
      row.number > 1 ? versionOf(db, text.id, row.number - 1) : null,
      frozenTexts(db, { id: row.frozenId }),
      amendmentsTo(db, row.frozenId, null),
    ])
    const { result, lines, counts, outcome } = (await outcomeOfVote(db, frozen!))!
    return {
      ...{ document: tellText(text), number: row.number, last, title: row.title, content: version!.content as Doc },
      ...{ fingerprint: fingerprinted(version!.content).fingerprint.toString('hex'), adoptedAt: row.adoptedAt.toISOString() },
      ...{ poll: row.pollId!, rollSize: result.rollSize, voters: result.voters, scale: frozen!.scale, threshold: frozen!.threshold },
      articles: version!.articles,
      outcome: outcome.map(({ wordings, ...slot }) => ({
        ...slot,
        article: slot.slot.startsWith('+') ? articleId(amendments.find(({ id }) => slot.slot === `+${id}`)!.proposed!)! : slot.slot,
        wordings: wordings.map((line) => ({ line, amendment: lines[line]!.amendment, counts: counts[line]! })),
      })),
      before: (before?.content ?? null) as Doc | null,
      frozen: row.frozenId,
    }
  })

  open(app, doors.takeVersion, async ({ params, me, now, reply }) => {
    const text = await readableText(db, params.id, me?.memberId ?? null)
    await adoptOnceVoted(db, text.id, text.bodyId, now)
    const { number, content } = orNotFound(await versionOf(db, text.id, params.number || undefined))
    reply.header('content-disposition', `attachment; filename="preau-${text.id}-version-${number}.md"`)
    return writeMarkdown(text.title, content)
  })
}
