import type { Db } from '#db/connect.ts'
import { ballotsBy } from '#server/polls/queries.ts'

/** What the installation holds about one person, in the database's own words (RGPD, articles 15 and 20). */
export async function myData(db: Db, memberId: string) {
  const [member, stays, sessions, ballots, texts, versions, remarks, deeds, rolls, attendances, proxies, proposals, accounts] =
    await Promise.all([
      db.selectFrom('member').select(['firstName', 'email', 'language', 'createdAt']).where('id', '=', memberId).executeTakeFirstOrThrow(),
      db
        .selectFrom('membership')
        .innerJoin('body', 'body.id', 'membership.bodyId')
        .select(['body.name', 'standing', 'joinedAt', 'leftAt'])
        .where('memberId', '=', memberId)
        .execute(),
      db.selectFrom('session').select(['device', 'createdAt', 'lastSeenAt']).where('memberId', '=', memberId).execute(),
      ballotsBy(db, memberId),
      db
        .selectFrom('docHistory')
        .select((count) => ['docId', count.fn.countAll<number>().as('edits')])
        .where('authorId', '=', memberId)
        .groupBy('docId')
        .execute(),
      db.selectFrom('draftVersion').select(['documentId', 'name', 'takenFrom', 'madeAt']).where('madeBy', '=', memberId).execute(),
      db
        .selectFrom('remark')
        .innerJoin('thread', 'thread.id', 'threadId')
        .select(['documentId', 'stance', 'words', 'saidAt'])
        .where('authorId', '=', memberId)
        .where('removedAt', 'is', null)
        .orderBy('saidAt')
        .execute(),
      db.selectFrom('journal').select(['at', 'what', 'detail']).where('actorId', '=', memberId).execute(),
      db
        .selectFrom('elector')
        .innerJoin('electorate', 'electorate.id', 'electorateId')
        .select(['title', 'name', 'unit', 'weight', 'reason'])
        .where('memberId', '=', memberId)
        .execute(),
      db
        .selectFrom('attendance')
        .innerJoin('assembly', 'assembly.id', 'assemblyId')
        .select(['title', 'how', 'cameAt', 'leftAt'])
        .where('memberId', '=', memberId)
        .execute(),
      db
        .selectFrom('proxy')
        .innerJoin('assembly', 'assembly.id', 'assemblyId')
        .select(['title', 'giverId', 'holderId', 'givenAt', 'acceptedAt', 'endedAt', 'endReason'])
        .where((or) => or.or([or('giverId', '=', memberId), or('holderId', '=', memberId)]))
        .execute(),
      // Written in the name of a group, by this person.
      db.selectFrom('consultationChoice').select(['label', 'description', 'createdAt']).where('proposedBy', '=', memberId).execute(),
      db.selectFrom('consultationGroup').select(['account', 'accountAt']).where('accountBy', '=', memberId).execute(),
    ])
  const spelled = ballots.map(({ question, scale, grades, castAt }) => ({
    question,
    castAt,
    grades: [...grades].map((grade) => scale[grade]),
  }))
  // Of a proxy, which side this person was on; the other one's name is theirs.
  const carried = proxies.map(({ giverId, holderId: _, ...proxy }) => ({ ...proxy, side: giverId === memberId ? 'giver' : 'holder' }))
  return {
    member,
    stays,
    sessions,
    ballots: spelled,
    texts,
    versions,
    remarks,
    deeds,
    rolls,
    attendances,
    proxies: carried,
    proposals,
    accounts,
  }
}
