import type { Db } from '#db/connect.ts'
import { modelRules } from '#domain/assembly-rules.ts'
import { convene } from '#server/assemblies/convening/queries.ts'
import { findAssembly } from '#server/assemblies/queries.ts'
import { drawGrade, generator } from './draw.ts'
import type { Knock } from './knock.ts'

// The assemblies of the Drôme group: last month's, with its signed minutes, and the one that is convened.

const day = 24 * 3_600_000
const minute = 60_000
const inDays = (days: number) => new Date(Date.now() + days * day)
/** Half past six in the evening, Paris winter time, of a day. */
const eveningIn = (days: number) => new Date(inDays(days).setUTCHours(17, 30, 0, 0))

const past = {
  ...{ kind: 'ordinary', title: 'Assemblée générale d’automne', place: 'Salle polyvalente, Crest', link: '' },
  agenda: [
    { title: 'Le rapport d’activité', text: 'Karim et Lila le présentent.', resolution: 'L’assemblée approuve le rapport d’activité.' },
    { title: 'Un local à Valence', text: '', resolution: 'L’assemblée décide de louer un local à Valence, pour 300 € par mois au plus.' },
    { title: 'Questions diverses', text: '', resolution: null },
  ],
}
/** How each resolution was received. */
const leanings = [0.85, 0.3]

const next = {
  ...{ kind: 'ordinary', title: 'Notre assemblée de l’année', place: 'Maison des associations, Valence', link: '' },
  agenda: [
    { title: 'Le rapport moral', text: '', resolution: 'L’assemblée approuve le rapport moral.' },
    { title: 'Les comptes de l’année', text: 'Ils sont affichés au local.', resolution: 'L’assemblée approuve les comptes de l’année.' },
    { title: 'Les axes de l’an prochain', text: '', resolution: null },
  ],
}

export async function holdAssemblies(knock: Knock, db: Db) {
  const ownWords = 'Article 8 des statuts : l’assemblée générale se réunit au moins une fois par an.'
  const { id: bodyId } = await db.selectFrom('body').select('id').where('slug', '=', 'drome').executeTakeFirstOrThrow()
  // Before the assembly that obeyed them, and straight into the database, which lets nobody move that day afterwards.
  const adopted = { version: 1, adoptedBy: idOf(knock, 'Lila'), adoptedAt: inDays(-120) }
  await db
    .insertInto('assemblyRules')
    .values({ bodyId, rules: modelRules, ownWords, ...adopted })
    .execute()
  await holdThePast(knock, db)
  const { ask } = knock
  const id = await convenedBy(knock, db, next, eveningIn(20))
  const give = (who: string, to: string | null) =>
    ask<{ id: string }>(who, 'POST', `/api/assemblies/${id}/proxies`, { holder: to && idOf(knock, to) })
  const given = await give('Paulette', 'Jo')
  await ask('Jo', 'PUT', `/api/proxies/${given.id}/answer`, { accepts: true })
  await give('Bertrand', 'Samia')
}

const idOf = ({ members }: Knock, name: string) => members.find(({ firstName }) => firstName === name)!.id

/** Prepared and convened as anyone would, but for the mail: the addresses of the demonstration lead nowhere. */
async function convenedBy(knock: Knock, db: Db, script: object, startsAt: Date) {
  const form = { ...script, startsAt: startsAt.toISOString() }
  const { id } = await knock.ask<{ id: string }>('Lila', 'POST', '/api/bodies/drome/assemblies', form)
  const now = new Date()
  await db.transaction().execute(async (trx) => {
    const { mailing } = await convene(trx, (await findAssembly(trx, id))!, idOf(knock, 'Lila'), now)
    await trx.updateTable('delivery').set({ takenAt: now, sentAt: now, tries: 1 }).where('mailingId', '=', mailing).execute()
  })
  return id
}

async function holdThePast(knock: Knock, db: Db) {
  const { ask, members } = knock
  const id = await convenedBy(knock, db, past, inDays(1))
  const given = await ask<{ id: string }>('Paulette', 'POST', `/api/assemblies/${id}/proxies`, { holder: idOf(knock, 'Jo') })
  await ask('Jo', 'PUT', `/api/proxies/${given.id}/answer`, { accepts: true })
  await db.updateTable('assembly').set({ startsAt: new Date() }).where('id', '=', id).execute()
  const present = members.filter(({ firstName }) => !['Paulette', 'Gaspard', 'Yann', 'Soraya'].includes(firstName))
  for (const member of present) await ask('Lila', 'PUT', `/api/assemblies/${id}/attendance/${member.id}`, { here: 'room' })
  await ask('Lila', 'PUT', `/api/assemblies/${id}/officers`, { chair: idOf(knock, 'Karim'), secretary: idOf(knock, 'Nour') })
  await ask('Karim', 'POST', `/api/assemblies/${id}/opening`)
  const { agenda } = await ask<{ agenda: { id: string }[] }>('Karim', 'GET', `/api/assemblies/${id}`)
  for (const [at, leaning] of leanings.entries()) {
    const place = `/api/assemblies/${id}/items/${agenda[at]!.id}`
    const poll = await ask<{ id: string }>('Karim', 'POST', `${place}/poll`)
    await voteAll(knock, poll.id, present, { leaning, proxy: given.id, random: generator(300 + at) })
    await ask('Karim', 'POST', `${place}/closing`)
  }
  await ask('Karim', 'POST', `/api/assemblies/${id}/closing`)
  await moveToLastMonth(db, id)
  for (const who of ['Karim', 'Nour']) await ask(who, 'POST', `/api/assemblies/${id}/certification`)
  const remarks = 'L’assemblée remercie la mairie de Crest pour la salle.'
  await ask('Nour', 'PUT', `/api/assemblies/${id}/minutes/remarks`, { remarks })
  for (const who of ['Nour', 'Karim']) await ask(who, 'POST', `/api/assemblies/${id}/minutes/signature`)
}

type Votes = { leaning: number; proxy: string; random: () => number }

/** Everyone present, and Jo in the name of Paulette. */
async function voteAll({ ask }: Knock, pollId: string, present: readonly { firstName: string }[], { leaning, proxy, random }: Votes) {
  const { choices } = await ask<{ choices: { id: string }[] }>('Karim', 'GET', `/api/polls/${pollId}`)
  const ballot = () => ({
    ...{ id: crypto.randomUUID(), counter: 1 },
    grades: [{ choice: choices[0]!.id, grade: drawGrade(leaning, 5, random) }],
  })
  for (const { firstName } of present) await ask(firstName, 'POST', `/api/polls/${pollId}/ballots`, ballot())
  await ask('Jo', 'POST', `/api/polls/${pollId}/proxy-ballots`, { proxy, ...ballot() })
}

/** What was just done is told as an evening of four weeks ago. */
async function moveToLastMonth(db: Db, id: string) {
  const evening = eveningIn(-28)
  const after = (minutes: number) => new Date(evening.getTime() + minutes * minute)
  const convenedAt = new Date(evening.getTime() - 18 * day)
  await db.updateTable('attendance').set({ cameAt: after(-8) }).where('assemblyId', '=', id).execute() // prettier-ignore
  await db.updateTable('proxy').set({ givenAt: after(-3 * 24 * 60), acceptedAt: after(-2 * 24 * 60) }).where('assemblyId', '=', id).execute() // prettier-ignore
  const mailing = await db.updateTable('mailing').set({ madeAt: convenedAt }).where('assemblyId', '=', id).returning('id').executeTakeFirstOrThrow() // prettier-ignore
  await db.updateTable('delivery').set({ sentAt: convenedAt }).where('mailingId', '=', mailing.id).execute()
  const held = { startsAt: evening, convenedAt, openedAt: after(4), closedAt: after(95) }
  await db.updateTable('assembly').set(held).where('id', '=', id).execute()
  const polls = await db
    .selectFrom('poll')
    .innerJoin('assemblyItem', 'assemblyItem.id', 'agendaItemId')
    .select('poll.id')
    .where('assemblyId', '=', id)
    .orderBy('position')
    .execute()
  for (const [at, poll] of polls.entries()) {
    const [opensAt, closesAt] = [after(25 + 30 * at), after(33 + 30 * at)]
    await db.updateTable('poll').set({ opensAt, closesAt, rollFrozenAt: opensAt }).where('id', '=', poll.id).execute()
    await db.updateTable('ballot').set({ castAt: after(29 + 30 * at) }).where('pollId', '=', poll.id).execute() // prettier-ignore
  }
}
