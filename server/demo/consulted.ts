import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { presetScales } from '#domain/scale.ts'
import { newId } from '#server/ids.ts'
import { insertPoll } from '#server/polls/queries.ts'
import { generator } from './draw.ts'

const hour = 3_600_000

type Script = {
  title: string
  question: string
  description: string
  /** Label, how it is liked, who proposed it: a group that was asked, or in words. */
  choices: readonly (readonly [label: string, leaning: number, source: string])[]
  /** In hours from now. */
  sent: number
  closes: number
  groups: readonly string[]
  /** Groups to which one of them passed the question on. */
  inside?: Record<string, readonly string[]>
  /** Those that answered, in the order in which they opened their polls, with what was said there. */
  answers: Record<string, string>
}

const scripts: Script[] = [
  {
    title: 'Notre campagne de printemps',
    question: 'Quelle campagne porter ensemble au printemps ?',
    description: 'Le mouvement choisit une campagne que tous les groupes mèneront, chacun à sa façon.',
    choices: [
      ['Des transports gratuits le dimanche', 0.62, 'la rencontre nationale d’automne'],
      ['La cantine bio et locale', 0.7, 'drome'],
      ['Un pont entre les générations', 0.48, ''],
    ],
    sent: -900,
    closes: -60,
    groups: ['haute-garonne', 'drome', 'saone-et-loire', 'education-populaire'],
    inside: { drome: ['valence', 'crest-die'] },
    answers: {
      valence: 'À la maison de quartier : la cantine, parce qu’on sait déjà qui appeler.',
      'crest-die': '',
      'haute-garonne': 'Deux heures en cercle. La cantine parle à toutes et tous ; pour les transports, on craint de ne pas tenir.',
      drome: 'On a fait venir deux cuisinières du collège. Le pont entre les générations a ému, sans qu’on voie par où commencer.',
      'education-populaire': '',
    },
  },
  {
    title: 'La caisse commune',
    question: 'Que faire de la caisse commune cette année ?',
    description: 'Elle contient 8 400 euros. Chaque groupe en parle à sa prochaine rencontre, puis vote.',
    choices: [
      ['Un fonds pour les groupes qui démarrent', 0.6, 'saone-et-loire'],
      ['Une rencontre nationale de deux jours', 0.5, ''],
      ['Une personne salariée à mi-temps', 0.4, 'education-populaire'],
    ],
    sent: -48,
    closes: 480,
    groups: ['haute-garonne', 'saone-et-loire', 'education-populaire'],
    answers: {},
  },
]

type Stage = { bodyIds: Map<string, string>; memberIds: Map<string, string>; now: Date }
/** Puts the members of a body on the roll of a poll, but those `except`, and ballots of so many of them in the urn. */
type SeedBallots = (
  trx: Db,
  vote: {
    id: string
    bodyId: string
    opensAt: Date
    turnout: number
    leanings: number[]
    grades: number
    except: string[]
    random: () => number
  },
) => Promise<void>

/** Two consultations of the movement: one that three groups of four answered, and one that waits for its groups. */
export async function seedConsultations(trx: Db, stage: Stage, seedBallots: SeedBallots) {
  for (const script of scripts) await seedConsultation(trx, script, stage, seedBallots)
}

async function seedConsultation(trx: Db, script: Script, { bodyIds, memberIds, now }: Stage, seedBallots: SeedBallots) {
  const [id, bodyId, by] = [newId(), bodyIds.get('les-mains-levees')!, memberIds.get('Lila')!]
  const at = (hours: number) => new Date(now.getTime() + hours * hour)
  const { title, question, description, groups } = script
  const asked = { question, description, scale: [...presetScales[5]], level: 'open' as const, missingGrades: 'required' as const }
  // At eight in the evening, Paris winter time.
  const closesAt = new Date(at(script.closes).setUTCHours(19, 0, 0, 0))
  await trx
    .insertInto('consultation')
    .values({ id, bodyId, title, ...asked, closesAt, createdBy: by, createdAt: at(script.sent) })
    .execute()
  const groupOf = (slug: string, parentId: string, throughId: string | null) => {
    const account = script.answers[slug] ?? ''
    const told = account && { account, accountBy: by, accountAt: closesAt }
    return { consultationId: id, parentId, throughId, bodyId: bodyIds.get(slug)!, ...told }
  }
  const inside = Object.entries(script.inside ?? {}).map(([slug, slugs]) => ({ through: bodyIds.get(slug)!, slugs }))
  await trx
    .insertInto('consultationGroup')
    .values([
      ...groups.map((slug) => groupOf(slug, bodyId, null)),
      ...inside.flatMap(({ through, slugs }) => slugs.map((slug) => groupOf(slug, through, through))),
    ])
    .execute()
  const choices = script.choices.map(([label, , source], place) => {
    const proposed = groups.includes(source)
    const line = { id: newId(), consultationId: id, place, label, createdAt: at(script.sent) }
    return proposed
      ? { ...line, groupId: bodyIds.get(source)!, proposedBy: by, decidedAt: at(script.sent + 1), decidedBy: by }
      : { ...line, source }
  })
  for (const choice of choices) await trx.insertInto('consultationChoice').values(choice).execute()
  await trx
    .updateTable('consultation')
    .set({ lockedAt: at(script.sent + 2), choiceCount: choices.length })
    .where('id', '=', id)
    .execute()

  for (const [index, slug] of Object.keys(script.answers).entries()) {
    const poll = { id: newId(), bodyId: bodyIds.get(slug)!, opensAt: at(script.sent + 300 + 24 * index) }
    const ends = { closesAt: new Date(closesAt.getTime() - 40 * hour), createdBy: by, createdAt: poll.opensAt, rollFrozenAt: poll.opensAt }
    const labels = script.choices.map(([label]) => ({ label, description: '' }))
    await insertPoll(trx, { ...poll, ...asked, ...ends, consultationId: id, choices: labels })
    const leanings = script.choices.map(([, leaning]) => leaning)
    const facts = { turnout: 0.75, leanings, grades: asked.scale.length, random: generator(310 + index) }
    await seedBallots(trx, { ...poll, ...facts, except: await onRolls(trx, id) })
  }
}

/** Who is on the roll of a group already: on no other (domain/consulted.ts). */
async function onRolls(trx: Db, consultationId: string) {
  const { rows } = await sql<{ memberId: string }>`
    select member_id from roll_entry join poll on poll.id = roll_entry.poll_id where consultation_id = ${consultationId}`.execute(trx)
  return rows.map(({ memberId }) => memberId)
}
