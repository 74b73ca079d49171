import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { TextNode } from '#domain/charter.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import type { AdoptedArticle, Version } from '#domain/ratification/consolidation.ts'

/** A value as it is stored and hashed. */
export function fingerprinted(value: unknown) {
  const content = canonical(value)
  return { content, fingerprint: createHash('sha256').update(content).digest() }
}

/** A frozen text as it is stored, with the instants of its poll: the one of this id, or the last of a document. */
export async function frozenText(db: Db, where: { documentId: string } | { id: string }) {
  const row = await db
    .selectFrom('frozenText')
    .leftJoin('poll', 'poll.id', 'frozenText.pollId')
    .selectAll('frozenText')
    .select(['poll.closesAt', 'poll.cancelledAt', 'poll.giveUpReason'])
    .$if('id' in where, (query) => query.where('frozenText.id', '=', (where as { id: string }).id))
    .$if('documentId' in where, (query) => query.where('documentId', '=', (where as { documentId: string }).documentId))
    .orderBy('frozenAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const { closesAt, cancelledAt, giveUpReason, content, ...facts } = row
  return {
    ...facts,
    content: JSON.parse(content) as TextNode,
    poll: closesAt === null ? null : { closesAt, cancelledAt },
    /** Why the count of its vote was given up, if it was. */
    givenUp: giveUpReason,
    abandonedAt: facts.endReason === null ? null : facts.endedAt,
  }
}

export type FrozenText = NonNullable<Awaited<ReturnType<typeof frozenText>>>

/** The amendments that stand, in the order in which they were given, with who gave and supports them. */
export async function amendmentsTo(db: Db, frozenId: string, memberId: string | null) {
  const rows = await db
    .selectFrom('amendment')
    .innerJoin('member', 'member.id', 'amendment.authorId')
    .select(['amendment.id', 'number', 'kind', 'article', 'proposed', 'reason', 'authorId', 'givenAt', 'member.firstName as author'])
    .select(
      sql<string[]>`array(select first_name from amendment_support s join member m on m.id = s.member_id
        where s.amendment_id = amendment.id order by s.at)`.as('supporters'),
    )
    .select(
      sql<boolean>`exists (select from amendment_support where amendment_id = amendment.id and member_id = ${memberId}::text)`.as(
        'supported',
      ),
    )
    .where('frozenId', '=', frozenId)
    .where('withdrawnAt', 'is', null)
    .orderBy('number')
    .execute()
  return rows.map(({ proposed, ...row }) => ({ ...row, proposed: proposed === null ? null : (JSON.parse(proposed) as TextNode) }))
}

export type GivenAmendment = Awaited<ReturnType<typeof amendmentsTo>>[number]

/** Alone with a frozen text: nobody gives or withdraws an amendment, puts it to the vote or ends it meanwhile. */
export const lockFrozen = (trx: Db, id: string) => trx.selectFrom('frozenText').select('id').where('id', '=', id).forUpdate().execute()

/** The versions of a text, the last first. roll: the fingerprint of the roll that adopted each (domain/electorate.ts). */
export async function versionsOf(db: Db, documentId: string) {
  return db
    .selectFrom('version')
    .innerJoin('frozenText', 'frozenText.id', 'version.frozenId')
    .innerJoin('poll', 'poll.id', 'frozenText.pollId')
    .leftJoin('electorate', 'electorate.id', 'poll.electorateId')
    .leftJoin('pollRoll', 'pollRoll.pollId', 'poll.id')
    .select(['version.number', 'version.fingerprint', 'adoptedAt', 'poll.id as pollId', 'frozenId', 'frozenText.title'])
    .select((row) => row.fn.coalesce('electorate.fingerprint', 'pollRoll.fingerprint').as('roll'))
    .where('version.documentId', '=', documentId)
    .orderBy('number', 'desc')
    .execute()
}

/** A version whole, the last one when no number is given; null when there is none. */
export async function versionOf(db: Db, documentId: string, number?: number): Promise<(Version & { frozenId: string }) | null> {
  const row = await db
    .selectFrom('version')
    .select(['number', 'content', 'frozenId'])
    .where('documentId', '=', documentId)
    .$if(number !== undefined, (query) => query.where('number', '=', number!))
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const articles = await db
    .selectFrom('versionArticle')
    .select(['article as id', 'since'])
    .where('documentId', '=', documentId)
    .where('number', '=', row.number)
    .orderBy('place')
    .execute()
  return { ...row, content: JSON.parse(row.content) as TextNode, articles }
}

export const linesOf = (db: Db, pollId: string) =>
  db.selectFrom('wording').select(['slot', 'amendmentId as amendment']).where('pollId', '=', pollId).orderBy('position').execute()

type NewVersion = { documentId: string; number: number; frozenId: string; content: string; fingerprint: Buffer; adoptedAt: Date }

export async function insertVersion(trx: Db, version: NewVersion, articles: readonly AdoptedArticle[]) {
  await trx.insertInto('version').values(version).execute()
  const { documentId, number } = version
  const rows = articles.map(({ id, since }, at) => ({ documentId, number, article: id, place: at + 1, since }))
  if (rows.length > 0) await trx.insertInto('versionArticle').values(rows).execute()
}
