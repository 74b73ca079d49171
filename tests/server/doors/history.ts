import { addWritten } from '../history/written.ts'
import type { Scene } from './scene.ts'
import { all, inside, type Line } from './table.ts'

/** A text of the body that everyone reads, in which its coordination wrote two rows. */
const written = async ({ place, host, text }: Scene) => {
  const id = await text('everyone')
  await addWritten(place.db, id, host.id, ['Une fois.', 'Deux fois.'])
  return id
}

export const historyLines: Line[] = [
  { door: 'GET /api/documents/:id/history', url: async (scene) => `/api/documents/${await written(scene)}/history`, answers: all(200) },
  {
    door: 'GET /api/documents/:id/history',
    when: 'it is for: body',
    url: async (scene) => `/api/documents/${await scene.text('body')}/history`,
    answers: inside(404, 404, 200, 200),
  },
  {
    door: 'GET /api/documents/:id/history/:seq',
    url: async (scene) => `/api/documents/${await written(scene)}/history/1`,
    answers: all(200),
  },
  {
    door: 'POST /api/documents/:id/history/:seq/name',
    url: async (scene) => `/api/documents/${await written(scene)}/history/1/name`,
    payload: () => ({ name: 'Avant le débat' }),
    answers: inside(401, 409, 204, 204),
  },
  {
    door: 'POST /api/documents/:id/history/:seq/taking-up',
    url: async (scene) => `/api/documents/${await written(scene)}/history/1/taking-up`,
    answers: inside(401, 409, 200, 200),
  },
]
