import type { FastifyInstance } from 'fastify'
import { mayModerate, mayResolve, voicesIn } from '#domain/discussion.ts'
import type { Reader, Shared } from '#domain/document.ts'
import { pageSize } from '#domain/limits.ts'
import type { Tools } from '#server/app.ts'
import { readableText } from '#server/documents/queries.ts'
import { open } from '#server/door.ts'
import { answersFor } from './answers.ts'
import { discussionDoors as doors } from './doors.ts'
import { countThreads, openByArticle, threadsIn, type ThreadWithRemarks, tookBack } from './queries.ts'

/** The doors that show what is said of a text. */
export function reading(app: FastifyInstance, { db }: Tools) {
  open(app, doors.listThreads, async ({ params, query: { state, page }, me }) => {
    const memberId = me?.memberId ?? null
    const text = await readableText(db, params.id, memberId)
    const [threads, inOpen, resolved] = await Promise.all([
      threadsIn(db, text.id, state, page),
      countThreads(db, text.id, 'open'),
      countThreads(db, text.id, 'resolved'),
    ])
    return {
      threads: threads.map((thread) => tellThread(thread, text, text.reader, memberId)),
      ...{ open: inOpen, resolved, pages: state === 'open' ? 1 : Math.max(1, Math.ceil(resolved / pageSize)) },
      maySpeak: text.reader?.standing != null,
    }
  })

  open(app, doors.countThreads, async ({ params, me }) => openByArticle(db, (await readableText(db, params.id, me?.memberId ?? null)).id))

  open(app, doors.listAnswers, async ({ me, now }) => answersFor(db, me.memberId, now))
}

/** What members of the body say to one another, by their first names, is for them; others are told how many threads and voices there are. */
function tellThread(thread: ThreadWithRemarks, text: Shared, reader: Reader, memberId: string | null) {
  const isInside = reader?.standing != null
  const voices = voicesIn(thread.remarks.map((remark) => ({ ...remark, removed: tookBack(remark) })))
  const names = new Map(thread.remarks.map(({ authorId, author }) => [authorId, author]))
  const heard = (voice: 'agree' | 'object') => [...voices].flatMap(([id, one]) => (one === voice ? [names.get(id)!] : []))
  const [agree, object] = [heard('agree'), heard('object')]
  return {
    ...{ id: thread.id, article: thread.article, quote: isInside ? thread.quote : '' },
    anchor:
      isInside && thread.begins && thread.ends ? { begins: thread.begins.toString('base64'), ends: thread.ends.toString('base64') } : null,
    ...{ openedAt: thread.openedAt.toISOString(), resolvedAt: thread.resolvedAt?.toISOString() ?? null },
    resolvedBy: isInside ? thread.resolver : null,
    ...{ agree: isInside ? agree : [], object: isInside ? object : [], agreeCount: agree.length, objectCount: object.length },
    mine: memberId === null ? null : (voices.get(memberId) ?? null),
    remarks: isInside ? remarksTold(thread, voices, memberId, reader) : [],
    mayResolve: mayResolve(thread.openedBy === memberId, text, reader),
  }
}

/** An agreement without a word that was taken back leaves nothing to tell. */
const remarksTold = ({ remarks }: ThreadWithRemarks, voices: ReadonlyMap<string, string>, memberId: string | null, reader: Reader) =>
  remarks
    .filter((remark) => !(remark.stance === 'agree' && tookBack(remark)))
    .map(({ id, author, authorId, stance, words, names, saidAt, removedAt, removedBy }) => ({
      ...{ id, author: removedAt ? '' : author, stance, stands: stance === 'remark' || voices.get(authorId) === stance, words, names },
      mayModerate: mayModerate({ mine: authorId === memberId, words }, reader),
      ...{ mine: authorId === memberId, removed: removedAt !== null, moderated: removedBy !== null, saidAt: saidAt.toISOString() },
    }))
