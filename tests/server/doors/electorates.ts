import type { Scene } from './scene.ts'
import { all, inside, type Line } from './table.ts'

/** A roll of the body with someone on it; `as` says what was done with it. */
async function roll({ slug, host }: Scene, as: 'drawn' | 'frozen' | 'asked') {
  const made = await host.ask('POST', `/api/bodies/${slug}/electorates`, { title: 'Consultation', source: 'members' })
  const url = `/api/electorates/${made.json<{ id: string }>().id}`
  const until = new Date(Date.now() + 86_400_000).toISOString()
  if (as === 'asked') await host.ask('PUT', `${url}/claims`, { until, to: 'liste@preau.test' })
  if (as === 'frozen') await host.ask('POST', `${url}/freezing`)
  return url
}

const bytes = { 'content-type': 'application/octet-stream' }

async function file(scene: Scene) {
  const sent = await scene.host.ask('POST', `${await roll(scene, 'drawn')}/files?name=a.csv`, 'email\na@preau.test\n', bytes)
  return `/api/electorate-files/${sent.json<{ id: string }>().id}`
}

const way = { separator: ';', header: true, columns: { email: 0, firstName: null, name: null, unit: null, weight: null, language: null } }

/** To the coordination of the body; nobody else sees a roll that is being drawn up. */
const hidden = (coordinator: number) => [401, 404, 404, 404, coordinator, 404, 404, 404]
/** Everyone sees a roll that is frozen; its coordination may do something with it. */
const shown = (coordinator: number) => [401, 409, 409, 409, coordinator, 409, 409, 409]

type Of = (part: string, as?: 'drawn' | 'frozen' | 'asked') => (scene: Scene) => Promise<string>
const rollAt: Of = (part, as = 'drawn') => async (scene) => (await roll(scene, as)) + part // prettier-ignore
const fileAt: Of = (part) => async (scene) => (await file(scene)) + part

const elector = { email: 'nouvelle@preau.test', reason: 'Oubliée' }

export const electorateLines: Line[] = [
  { door: 'GET /api/bodies/:slug/electorates', url: ({ slug }) => `/api/bodies/${slug}/electorates`, answers: all(200) },
  {
    door: 'POST /api/bodies/:slug/electorates',
    url: ({ slug }) => `/api/bodies/${slug}/electorates`,
    payload: () => ({ title: 'Consultation', source: 'file' }),
    answers: inside(401, 409, 409, 200),
  },
  { door: 'GET /api/electorates/:id', when: 'it is being drawn up', url: rollAt(''), answers: [404, 404, 404, 404, 200, 404, 404, 404] },
  { door: 'GET /api/electorates/:id', when: 'it is frozen', url: rollAt('', 'frozen'), answers: all(200) },
  { door: 'GET /api/electorates/:id', when: 'one may ask', url: rollAt('', 'asked'), answers: all(200) },
  { door: 'GET /api/electorates/:id/electors', url: rollAt('/electors'), answers: hidden(200) },
  { door: 'GET /api/electorates/:id/electors', when: 'it is frozen', url: rollAt('/electors', 'frozen'), answers: shown(200) },
  { door: 'POST /api/electorates/:id/electors', url: rollAt('/electors'), payload: () => elector, answers: hidden(204) },
  {
    door: 'POST /api/electorates/:id/electors',
    when: 'it is frozen',
    url: rollAt('/electors', 'frozen'),
    payload: () => elector,
    answers: shown(204),
  },
  { door: 'GET /api/electorates/:id/sheets', url: rollAt('/sheets'), answers: hidden(200) },
  { door: 'GET /api/electorates/:id/sheets', when: 'it is frozen', url: rollAt('/sheets', 'frozen'), answers: shown(200) },
  { door: 'POST /api/electorates/:id/sheets', url: rollAt('/sheets'), payload: () => ({ name: 'Rose' }), answers: hidden(200) },
  {
    door: 'POST /api/electorates/:id/sheets',
    when: 'it is frozen',
    url: rollAt('/sheets', 'frozen'),
    payload: () => ({ name: 'Rose', reason: 'Oubliée' }),
    answers: shown(200),
  },
  {
    door: 'DELETE /api/electorates/:id/electors/:memberId',
    url: async (scene) => `${await roll(scene, 'drawn')}/electors/${scene.other.id}`,
    answers: hidden(204),
  },
  // Without a body there are no bytes to read: it is told so once the right was judged.
  { door: 'POST /api/electorates/:id/files', when: 'it is frozen', url: rollAt('/files?name=a.csv', 'frozen'), answers: shown(409) },
  { door: 'PUT /api/electorates/:id/claims', url: rollAt('/claims'), payload: () => ({ until: null, to: '' }), answers: hidden(204) },
  {
    door: 'POST /api/electorates/:id/claims',
    when: 'one may ask',
    url: rollAt('/claims', 'asked'),
    payload: () => ({ email: 'a@preau.test', language: 'fr' }),
    answers: all(204),
  },
  {
    door: 'POST /api/electorates/:id/claims',
    when: 'it is being drawn up',
    url: rollAt('/claims'),
    payload: () => ({ email: 'a@preau.test', language: 'fr' }),
    answers: [404, 404, 404, 404, 409, 404, 404, 404],
  },
  { door: 'POST /api/electorates/:id/freezing', url: rollAt('/freezing'), answers: hidden(204) },
  { door: 'GET /api/electorates/:id/marks.txt', url: rollAt('/marks.txt'), answers: [404, 404, 404, 404, 409, 404, 404, 404] },
  { door: 'GET /api/electorates/:id/marks.txt', when: 'it is frozen', url: rollAt('/marks.txt', 'frozen'), answers: all(200) },
  { door: 'GET /api/electorate-files/:id', url: fileAt(''), answers: hidden(200) },
  { door: 'PUT /api/electorate-files/:id/way', url: fileAt('/way'), payload: () => way, answers: hidden(204) },
  { door: 'POST /api/electorate-files/:id/admission', url: fileAt('/admission'), answers: hidden(204) },
  { door: 'DELETE /api/electorate-files/:id', url: fileAt(''), answers: hidden(204) },
  { door: 'GET /api/electorate-files/:id/rejected.csv', url: fileAt('/rejected.csv'), answers: hidden(200) },
]
