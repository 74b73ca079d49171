import { addPoll, fromNow } from '../polls/polls-world.ts'
import { someone } from '../people-world.ts'
import type { Scene } from './scene.ts'
import { all, inside, type Line, signedIn } from './table.ts'

/** A secret poll that is open, its board begun: its roll has the host, another and four more; who knocks is on it when of the body. */
const secret = (part: string) => async (scene: Scene) => {
  const { slug, place, host } = scene
  for (const name of ['Une', 'Deux', 'Trois', 'Quatre']) await someone(place, name, { [slug]: 'member' })
  const { id } = await place.db.selectFrom('body').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
  scene.poll = await addPoll(place.db, { bodyId: id, level: 'secret', opensAt: fromNow(-1000) })
  await host.ask('GET', scene.poll.url)
  return `${scene.poll.url}/${part}`
}

const shown = ['manifest', 'booth', 'board', 'board/leaves', 'board/consistency', 'assurance'] as const
const queries: Partial<Record<string, string>> = { 'board/consistency': '?from=1&to=1' }

export const secretLines: Line[] = [
  ...shown.map((part): Line => ({ door: `GET /api/polls/:id/${part}`, url: secret(part + (queries[part] ?? '')), answers: all(200) })),
  { door: 'GET /api/polls/:id/board/ballots/:tracker', url: secret(`board/ballots/${'0'.repeat(20)}`), answers: all(404) },
  { door: 'GET /api/polls/:id/board/roll', url: secret('board/roll'), answers: all(200) },
  { door: 'GET /api/polls/:id/dossier', url: secret('dossier'), answers: all(409) },
  { door: 'GET /api/polls/:id/credential', url: secret('credential'), answers: inside(401, 409, 200, 200) },
  { door: 'GET /api/polls/:id/receipt', url: secret('receipt'), answers: signedIn(409) },
  { door: 'POST /api/polls/:id/sealed-ballots', url: secret('sealed-ballots'), payload: () => ({}), answers: signedIn(409) },
  {
    door: 'POST /api/polls/:id/assisted-ballots',
    url: secret('assisted-ballots'),
    payload: ({ poll }) => ({ counter: 1, grades: poll!.choices.map((choice) => ({ choice, grade: 2 })) }),
    answers: inside(401, 409, 200, 200),
  },
  {
    door: 'GET /scrutins/:id/isoloir',
    url: async (scene) => {
      await secret('')(scene)
      return `/scrutins/${scene.poll!.id}/isoloir`
    },
    answers: all(200),
  },
]
