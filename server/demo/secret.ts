import type { FastifyInstance } from 'fastify'
import type { Db } from '#db/connect.ts'
import { hashToken, newId, newToken } from '#server/ids.ts'
import { visitors } from './cast.ts'
import { drawGrade, generator } from './draw.ts'

const minute = 60_000
const scale = ['Très bien', 'Bien', 'Passable', 'Insuffisant', 'À rejeter']

/** How each choice is liked: what drawGrade leans on. The second poll closes while the visitor looks around. */
const scripts = [
  {
    question: 'Qui prend le rôle d’accueil cette année ?',
    description: 'Un mandat d’un an. Vote secret : seule la somme des bulletins sera ouverte.',
    choices: { Nour: 0.8, Gaspard: 0.6, Soraya: 0.5 },
    lasts: 2 * 24 * 60 * minute,
  },
  {
    question: 'Faut-il soutenir une liste aux municipales ?',
    description:
      'Ce scrutin secret se ferme deux minutes après le premier démarrage : sa page montre alors le résultat, son tableau et son dossier.',
    choices: { 'Une liste citoyenne': 0.75, 'Un parti ami': 0.4, Personne: 0.35 },
    lasts: 2 * minute + 5000,
  },
]

/**
 * Holds the secret polls of the demonstration through the doors, as anyone would: what was not cast and signed at its instant cannot be
 * written in a board afterwards. Those who are given links keep their vote.
 */
export async function holdSecretPolls(app: FastifyInstance, db: Db) {
  const members = await db
    .selectFrom('membership')
    .innerJoin('body', 'body.id', 'membership.bodyId')
    .innerJoin('member', 'member.id', 'membership.memberId')
    .select(['member.id', 'member.firstName'])
    .where('body.slug', '=', 'drome')
    .orderBy('membership.id')
    .execute()
  const cookies = new Map(await Promise.all(members.map(async ({ id, firstName }) => [firstName, await enter(db, id)] as const)))
  const ask = async <Told>(who: string, method: 'GET' | 'POST', url: string, payload?: object) =>
    (await app.inject({ method, url, headers: { cookie: cookies.get(who)! }, ...(payload && { payload }) })).json() as Told
  for (const [index, script] of scripts.entries()) {
    const { id } = await ask<{ id: string }>('Lila', 'POST', '/api/bodies/drome/polls', draftOf(script))
    const { choices } = await ask<{ choices: { id: string }[] }>('Lila', 'GET', `/api/polls/${id}`)
    const leanings = Object.values(script.choices)
    const random = generator(100 + index)
    for (const { firstName } of members.filter(({ firstName }) => !visitors.some((visitor) => visitor === firstName))) {
      const grades = choices.map(({ id: choice }, at) => ({ choice, grade: drawGrade(leanings[at]!, scale.length, random) }))
      await ask(firstName, 'POST', `/api/polls/${id}/assisted-ballots`, { counter: 1, grades })
    }
  }
  await db.deleteFrom('session').where('device', '=', device).execute()
}

const device = 'démonstration'

/** A session for the time it takes to vote. */
async function enter(db: Db, memberId: string) {
  const token = newToken()
  await db
    .insertInto('session')
    .values({ id: newId(), memberId, tokenHash: hashToken(token), device, expiresAt: new Date(Date.now() + 10 * minute) })
    .execute()
  return `preau=${token}`
}

const draftOf = ({ question, description, choices, lasts }: (typeof scripts)[number]) => ({
  question,
  description,
  choices: Object.keys(choices).map((label) => ({ label })),
  scale,
  missingGrades: 'required',
  changes: 'until-closing',
  level: 'secret',
  opensAt: new Date().toISOString(),
  closesAt: new Date(Date.now() + lasts).toISOString(),
})
