import type { Db } from '#db/connect.ts'
import type { Trust } from '#domain/trustees.ts'
import { writeAnnouncement } from '#domain/sealing/ceremony-bytes.ts'
import { ceremonyOf, serverRounds } from '#domain/sealing/ceremony.ts'
import { serverSecret } from '#domain/sealing/server-key.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { type Ceremonial, trustOf } from './trust-queries.ts'

/** Writes to whom a sealed poll is entrusted, once its roll is there, and announces the server's part of the key. */
export async function entrust(trx: Db, sealing: Sealing, pollId: string, { needed, trustees, registrar }: Trust) {
  await trx.insertInto('sealedPoll').values({ pollId, needed, trustees: trustees.length, registrarId: registrar }).execute()
  const members = await trx.selectFrom('member').select(['id', 'firstName']).where('id', 'in', trustees).execute()
  const nameOf = new Map(members.map(({ id, firstName }) => [id, firstName.normalize('NFC')]))
  await trx
    .insertInto('trustee')
    .values(trustees.map((memberId, at) => ({ pollId, memberId, number: at + 1, name: nameOf.get(memberId)! })))
    .execute()
  await announceServer(trx, sealing, (await trustOf(trx, pollId))!)
}

/** The server says its part first, at each attempt. It is the same: it comes from the poll's key, which the database never holds. */
export async function announceServer(trx: Db, sealing: Sealing, trust: Ceremonial) {
  const { first } = await serverPart(sealing, trust)
  const { pollId, attempt } = trust
  const bytes = Buffer.from(writeAnnouncement(first))
  await trx.insertInto('ceremonyMessage').values({ pollId, attempt, number: 0, step: 'announcement', bytes }).execute()
}

export async function serverPart({ keys, group }: Sealing, { pollId, needed, names }: Ceremonial) {
  const secret = serverSecret(await keys.makePollKey(pollId), pollId)
  return serverRounds(group, ceremonyOf(pollId, needed, names), secret)
}
