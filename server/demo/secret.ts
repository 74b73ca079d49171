import { visitors } from './cast.ts'
import { drawGrade, generator } from './draw.ts'
import type { Knock } from './knock.ts'

export const minute = 60_000
export const scale = ['Très bien', 'Bien', 'Passable', 'Insuffisant', 'À rejeter']

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
export async function holdSecretPolls({ members, ask }: Knock) {
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
