import { formats } from '#server/formats/kinds.ts'
import { fromNow } from '../polls/polls-world.ts'
import { addCharter } from '../ratification/ratification-world.ts'
import type { Scene } from './scene.ts'
import { all, inside, type Line, signedIn } from './table.ts'

/** A charter of the body that everyone reads. */
async function text({ place, slug, host }: Scene) {
  const body = await place.db.selectFrom('body').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
  return addCharter(place.db, body.id, host.id)
}

const form = (amendable: boolean) => ({
  amendableUntil: amendable ? fromNow(3_600_000).toISOString() : null,
  threshold: 3,
})

async function frozen(scene: Scene, amendable = true) {
  const made = await scene.host.ask('POST', `/api/documents/${await text(scene)}/frozen`, form(amendable))
  return made.json<{ id: string }>().id
}

const deletion = { kind: 'delete', article: 'argent-1', reason: 'Inutile.' }
async function amendment(scene: Scene) {
  const made = await scene.host.ask('POST', `/api/frozen-texts/${await frozen(scene)}/amendments`, deletion)
  return made.json<{ id: string }>().id
}

export const ratificationLines: Line[] = [
  {
    door: 'POST /api/documents/:id/frozen',
    url: async (scene) => `/api/documents/${await text(scene)}/frozen`,
    payload: () => form(true),
    answers: inside(401, 409, 409, 200),
  },
  { door: 'GET /api/frozen-texts/:id', url: async (scene) => `/api/frozen-texts/${await frozen(scene)}`, answers: all(200) },
  {
    door: 'POST /api/frozen-texts/:id/amendments',
    url: async (scene) => `/api/frozen-texts/${await frozen(scene)}/amendments`,
    payload: () => deletion,
    answers: inside(401, 409, 200, 200),
  },
  { door: 'DELETE /api/amendments/:id', url: async (scene) => `/api/amendments/${await amendment(scene)}`, answers: signedIn(409) },
  {
    door: 'PUT /api/amendments/:id/support',
    url: async (scene) => `/api/amendments/${await amendment(scene)}/support`,
    payload: () => ({ supports: true }),
    answers: inside(401, 409, 204, 204),
  },
  {
    door: 'POST /api/frozen-texts/:id/poll',
    url: async (scene) => `/api/frozen-texts/${await frozen(scene, false)}/poll`,
    payload: () => ({ question: 'Adopter ?', level: 'open', closesAt: fromNow(3_600_000).toISOString() }),
    answers: inside(401, 409, 409, 200),
  },
  {
    door: 'POST /api/frozen-texts/:id/abandonment',
    url: async (scene) => `/api/frozen-texts/${await frozen(scene)}/abandonment`,
    payload: () => ({ reason: 'Trop tôt' }),
    answers: inside(401, 409, 409, 204),
  },
  { door: 'GET /api/documents/:id/versions', url: async (scene) => `/api/documents/${await text(scene)}/versions`, answers: all(200) },
  {
    door: 'GET /api/documents/:id/versions/:number',
    url: async (scene) => `/api/documents/${await text(scene)}/versions/0`,
    answers: all(404),
  },
  ...formats.map((format): Line => ({
    door: `GET /api/documents/:id/versions/:number/text.${format}`,
    url: async (scene) => `/api/documents/${await text(scene)}/versions/0/text.${format}`,
    answers: all(404),
  })),
]
