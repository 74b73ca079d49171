import { readFileSync } from 'node:fs'
import type { Db } from '#db/connect.ts'
import { schemaVersion } from '#domain/charter.ts'
import { readCounts } from '#domain/counts-file.ts'
import { newId } from '#server/ids.ts'
import { insertFirstState } from '#server/live/queries.ts'
import { fingerprintRoll, storeImportedResult } from '#server/polls/queries.ts'
import { bodies, movement, people, visitors } from './cast.ts'
import { seedConsultations } from './consulted.ts'
import { charterWriting } from './charter-writing.ts'
import { drawGrade, generator } from './draw.ts'
import { seedAdoptedCharter } from './ratified.ts'
import { type Script, scripts } from './scripts.ts'

const hour = 3_600_000

/** Fills an empty installation with the cast, in one transaction; false when there is a movement already, and nothing was done. */
export function seedDemo(db: Db, now = new Date()): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    if (await trx.selectFrom('body').select('id').where('kind', '=', 'movement').executeTakeFirst()) return false
    const ago = (hours: number) => new Date(now.getTime() - hours * hour)
    const bodyIds = await seedBodies(trx, ago(3000))
    const memberIds = await seedPeople(trx, bodyIds, ago(2500))
    const found = (map: Map<string, string>, name: string) => map.get(name)!
    const documentId = await seedCharter(trx, found(bodyIds, 'drome'), memberIds, eveningOf(ago(1725)))
    await seedAdoptedCharter(trx, { documentId, bodyId: found(bodyIds, 'drome'), memberIds, now }, seedBallots)
    for (const [index, script] of scripts.entries()) await seedPoll(trx, script, { bodyIds, memberIds, now, random: generator(index + 1) })
    await seedConsultations(trx, { bodyIds, memberIds, now }, seedBallots)
    const archive = readCounts(readFileSync(new URL('../../db/archives/primaire-populaire-2022.json', import.meta.url), 'utf8'))
    if ('problems' in archive) throw new Error(`the archive does not read: ${JSON.stringify(archive.problems)}`)
    await storeImportedResult(trx, { bodyId: found(bodyIds, 'les-mains-levees'), by: found(memberIds, 'Lila'), file: archive.file, now })
    return true
  })
}

/** Ten past seven in the evening, Paris winter time, of a day in universal time: when people write. */
const eveningOf = (day: Date) => new Date(new Date(day).setUTCHours(18, 10, 0, 0))

async function seedBodies(trx: Db, at: Date) {
  const ids = new Map([['les-mains-levees', newId()]])
  await trx
    .insertInto('body')
    .values({ id: ids.get('les-mains-levees')!, kind: 'movement', name: movement, slug: 'les-mains-levees', createdAt: at })
    .execute()
  for (const { slug, name, kind, parent } of bodies) {
    ids.set(slug, newId())
    const parentKind = kind === 'group' ? 'movement' : 'group'
    await trx
      .insertInto('body')
      .values({ id: ids.get(slug)!, kind, name, slug, parentId: ids.get(parent)!, parentKind, createdAt: at })
      .execute()
  }
  return ids
}

async function seedPeople(trx: Db, bodyIds: Map<string, string>, at: Date) {
  const ids = new Map<string, string>()
  for (const [firstName, where] of Object.entries(people)) {
    const id = newId()
    ids.set(firstName, id)
    await trx
      .insertInto('member')
      .values({ id, firstName, email: `${emailName(firstName)}@demo.invalid`, createdAt: at })
      .execute()
    const stays = new Map<string, 'member' | 'coordinator'>(
      where.map((slug) => [slug.replace('*', ''), slug.endsWith('*') ? 'coordinator' : 'member'] as const),
    )
    if (!stays.has('les-mains-levees')) stays.set('les-mains-levees', 'member')
    const rows = [...stays].map(([slug, standing]) => ({ bodyId: bodyIds.get(slug)!, memberId: id, standing, joinedAt: at }))
    await trx.insertInto('membership').values(rows).execute()
  }
  return ids
}

export const emailName = (firstName: string) =>
  firstName
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase()

async function seedCharter(trx: Db, bodyId: string, memberIds: Map<string, string>, at: Date) {
  const id = newId()
  await trx
    .insertInto('document')
    .values({
      id,
      bodyId,
      kind: 'charter',
      title: 'Charte du groupe Drôme',
      audience: 'everyone',
      schemaVersion,
      createdBy: memberIds.get('Lila')!,
      createdAt: at,
    })
    .execute()
  await insertFirstState(trx, id, schemaVersion)
  for (const [index, { by, after, update, named }] of charterWriting().entries()) {
    const [seq, member, written] = [index + 1, memberIds.get(by)!, new Date(at.getTime() + after * hour)]
    await trx
      .insertInto('docUpdate')
      .values({ docId: id, seq, authorId: member, at: written, bytes: Buffer.from(update) })
      .execute()
    if (named) await trx.insertInto('draftVersion').values({ documentId: id, seq, name: named, madeBy: member, madeAt: written }).execute()
  }
  return id
}

type Stage = { bodyIds: Map<string, string>; memberIds: Map<string, string>; now: Date; random: () => number }

async function seedPoll(trx: Db, script: Script, { bodyIds, memberIds, now, random }: Stage) {
  const id = newId()
  const bodyId = bodyIds.get(script.body)!
  const opensAt = new Date(now.getTime() + script.opens * hour)
  const opened = opensAt <= now
  await trx
    .insertInto('poll')
    .values({
      id,
      bodyId,
      level: 'open',
      question: script.question,
      description: script.description,
      scale: [...script.scale],
      choiceCount: script.choices.length,
      opensAt,
      closesAt: new Date(now.getTime() + script.closes * hour),
      createdBy: memberIds.get(script.by)!,
      createdAt: new Date(opensAt.getTime() - 24 * hour),
      rollFrozenAt: opened ? opensAt : null,
      cancelledAt: script.cancelled ? new Date(opensAt.getTime() + hour) : null,
      cancelReason: script.cancelled ?? null,
    })
    .execute()
  const choices = script.choices.map(([label, , description = ''], position) => ({ pollId: id, position, id: newId(), label, description }))
  await trx.insertInto('choice').values(choices).execute()
  if (!opened) return
  const leanings = script.choices.map(([, leaning]) => leaning)
  const spare = script.closes < 0 ? [] : visitors.map((name) => memberIds.get(name)!)
  const until = new Date(Math.min(now.getTime(), opensAt.getTime() + 60 * hour))
  await seedBallots(trx, { id, bodyId, opensAt, until, turnout: script.turnout, leanings, grades: script.scale.length, spare, random })
}

type Vote = {
  id: string
  bodyId: string
  opensAt: Date
  until?: Date
  turnout: number
  leanings: readonly number[]
  grades: number
  /** Who is left to vote: visitors of the demonstration, in polls that are open. */
  spare?: readonly string[]
  /** Who is not on the roll. */
  except?: readonly string[]
  random?: () => number
}

/** The members of the body on the roll, and so many of them in the urn. */
async function seedBallots(
  trx: Db,
  { id, bodyId, opensAt, until = opensAt, turnout, leanings, grades, spare = [], except = [], random = generator(77) }: Vote,
) {
  const members = await trx.selectFrom('membership').select('memberId').where('bodyId', '=', bodyId).orderBy('id').execute()
  const roll = members.filter(({ memberId }) => !except.includes(memberId))
  await trx
    .insertInto('rollEntry')
    .values(roll.map(({ memberId }) => ({ pollId: id, memberId })))
    .execute()
  await fingerprintRoll(trx, id)
  const voters = roll.slice(0, Math.round(roll.length * turnout)).filter(({ memberId }) => !spare.includes(memberId))
  const ballots = voters.map(({ memberId }) => ({
    pollId: id,
    memberId,
    id: crypto.randomUUID(),
    counter: 1,
    castAt: new Date(opensAt.getTime() + random() * (until.getTime() - opensAt.getTime())),
    grades: Buffer.from(leanings.map((leaning) => drawGrade(leaning, grades, random))),
  }))
  if (ballots.length > 0) await trx.insertInto('ballot').values(ballots).execute()
}
