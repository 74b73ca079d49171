import { fromNow } from '../polls/polls-world.ts'
import { someone } from '../people-world.ts'
import type { Scene } from './scene.ts'
import { all, inside, type Line, signedIn } from './table.ts'

/** A sealed poll that is announced: its host and another keep the key, a third the list. Whoever knocks is none of them. */
const sealed = (part: string) => async (scene: Scene) => {
  const { slug, host, other, place } = scene
  const registrar = await someone(place, 'Liste', { [slug]: 'member' })
  for (const name of ['Une', 'Deux', 'Trois']) await someone(place, name, { [slug]: 'member' })
  const made = await host.ask('POST', `/api/bodies/${slug}/polls`, {
    question: 'Qui coordonne ?',
    choices: [{ label: 'Navette' }, { label: 'Cantine' }],
    scale: ['Bien', 'Passable', 'À rejeter'],
    missingGrades: 'required',
    changes: 'until-closing',
    opensAt: fromNow(0).toISOString(),
    closesAt: fromNow(7_200_000).toISOString(),
    level: 'sealed',
    trust: { needed: 2, trustees: [host.id, other.id], registrar: registrar.id },
  })
  return `/api/polls/${made.json<{ id: string }>().id}/${part}`
}

const k = '5'.repeat(64)

export const trustLines: Line[] = [
  { door: 'GET /api/polls/:id/trust', url: sealed('trust'), answers: inside(401, 404, 200, 200) },
  {
    door: 'POST /api/polls/:id/ceremony',
    url: sealed('ceremony'),
    payload: () => ({ attempt: 1, step: 'announcement', bytes: '' }),
    answers: signedIn(409),
  },
  {
    door: 'POST /api/polls/:id/ceremony/attempts',
    url: sealed('ceremony/attempts'),
    payload: () => ({ attempt: 1 }),
    answers: signedIn(409),
  },
  { door: 'GET /api/polls/:id/roll', url: sealed('roll'), answers: signedIn(404) },
  { door: 'POST /api/polls/:id/credentials', url: sealed('credentials'), payload: () => ({}), answers: signedIn(409) },
  {
    door: 'POST /api/polls/:id/codes-handed',
    url: sealed('codes-handed'),
    payload: () => ({ givenAt: new Date().toISOString() }),
    answers: signedIn(409),
  },
  { door: 'GET /api/polls/:id/credentials', url: sealed('credentials'), answers: all(404) },
  { door: 'GET /api/polls/:id/credentials/:k', url: sealed(`credentials/${k}`), answers: signedIn(409) },
  { door: 'POST /api/polls/:id/reissues', url: sealed('reissues'), payload: () => ({ cancel: '', add: '' }), answers: signedIn(409) },
  { door: 'POST /api/polls/:id/opening/sums', url: sealed('opening/sums'), payload: () => ({ hash: k }), answers: signedIn(409) },
  { door: 'GET /api/me/entrusted', answers: signedIn(200) },
  { door: 'POST /api/polls/:id/opening/partials', url: sealed('opening/partials'), payload: () => ({}), answers: signedIn(409) },
]
