import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { newArticleId, type TextNode } from '#domain/charter.ts'
import { type Change, refuseAmendment, refuseSupport, refuseWithdrawal } from '#domain/ratification/amendment.ts'
import { numbersOf, spelled } from '#domain/references.ts'
import { readAmended } from '#domain/ratification/article-text.ts'
import { articlesIn, stageOf } from '#domain/ratification/frozen.ts'
import { articleOf, blocksOf, refuseBlocks, tidied } from '#domain/ratification/proposed.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { ratificationDoors as doors } from './doors.ts'
import { amendmentsTo, fingerprinted, frozenText, lockFrozen } from './queries.ts'
import { readableFrozen } from './readable.ts'

/** The doors of whoever would change a frozen text: propose, withdraw, support. */
export function amending(app: FastifyInstance, { db }: Tools) {
  open(app, doors.amend, async ({ params, body: form, me, now }) => {
    const { text } = await readableFrozen(db, params.id, me.memberId)
    refuseIf(form.content ? refuseBlocks(form.content) : null)
    return db.transaction().execute(async (trx) => {
      await lockFrozen(trx, params.id)
      const frozen = orNotFound(await frozenText(trx, { id: params.id }))
      const given = await amendmentsTo(trx, params.id, me.memberId)
      const change = { ...changeOf(form, frozen.content), reason: form.reason.trim() }
      const facts = { stage: stageOf(frozen, now), articles: articlesIn(frozen.content) }
      const mine = given.filter(({ authorId }) => authorId === me.memberId).length
      refuseIf(refuseAmendment(change, facts, given, mine, text.reader))
      const id = newId()
      const number = await nextNumber(trx, params.id)
      const { kind, article, reason, proposed } = change
      const stored = proposed && fingerprinted(proposed)
      const row = { id, number, kind, article, reason, proposed: stored?.content ?? null, fingerprint: stored?.fingerprint ?? null }
      await trx
        .insertInto('amendment')
        .values({ ...row, frozenId: params.id, authorId: me.memberId, givenAt: now })
        .execute()
      await trx.insertInto('amendmentSupport').values({ amendmentId: id, memberId: me.memberId }).execute()
      return { id, number }
    })
  })

  open(app, doors.withdrawAmendment, async ({ params, me, now }) => {
    const { amendment, frozen } = await amendmentFor(params.id, me.memberId)
    await db.transaction().execute(async (trx) => {
      await lockFrozen(trx, frozen.id)
      const still = orNotFound(await frozenText(trx, { id: frozen.id }))
      refuseIf(refuseWithdrawal(stageOf(still, now), amendment.authorId === me.memberId))
      await trx.updateTable('amendment').set({ withdrawnAt: now }).where('id', '=', params.id).execute()
    })
  })

  open(app, doors.supportAmendment, async ({ params, body: { supports }, me, now }) => {
    const { frozen, text } = await amendmentFor(params.id, me.memberId)
    refuseIf(refuseSupport(stageOf(frozen, now), text.reader))
    const support = { amendmentId: params.id, memberId: me.memberId }
    if (supports)
      await db
        .insertInto('amendmentSupport')
        .values(support)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    else
      await db
        .deleteFrom('amendmentSupport')
        .where('amendmentId', '=', support.amendmentId)
        .where('memberId', '=', support.memberId)
        .execute()
  })

  async function amendmentFor(id: string, memberId: string) {
    const found = await db
      .selectFrom('amendment')
      .select(['frozenId', 'authorId'])
      .where('id', '=', id)
      .where('withdrawnAt', 'is', null)
      .executeTakeFirst()
    const amendment = orNotFound(found)
    return { amendment, ...(await readableFrozen(db, amendment.frozenId, memberId)) }
  }
}

/** Numbers of withdrawn amendments are never given again: people have spoken of them. */
async function nextNumber(trx: Db, frozenId: string): Promise<number> {
  const { last } = await trx
    .selectFrom('amendment')
    .select(({ fn }) => fn.max<number | null>('number').as('last'))
    .where('frozenId', '=', frozenId)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

type Form = { kind: Change['kind']; article: string; title?: string; text?: string; content?: readonly TextNode[] }

/** content: what an editor made, else text: what was typed in a plain field. References that the article has, and that its words still say, stay references. */
function changeOf({ kind, article, title = '', text = '', content }: Form, frozen: TextNode): Change {
  if (kind === 'delete') return { kind, article, proposed: null }
  const id = kind === 'replace' ? article : newArticleId(randomBytes(12))
  const former = articlesIn(frozen).filter((one) => one.id === id)
  const before = former.flatMap(({ node }) => blocksOf(spelled(node, numbersOf(frozen))))
  return { kind, article, proposed: articleOf(id, title, tidied(content ?? readAmended(text.normalize('NFC'), before))) }
}
