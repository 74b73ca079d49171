import { all, inside, type Line, signedIn } from './table.ts'

export const bodyLines: Line[] = [
  { door: 'GET /api/bodies', answers: signedIn(200) },
  {
    door: 'POST /api/bodies',
    payload: ({ slug }) => ({ parent: slug, kind: 'subgroup', name: `Sous ${slug}` }),
    answers: inside(401, 409, 409, 200),
  },
  { door: 'GET /api/bodies/:slug', url: ({ slug }) => `/api/bodies/${slug}`, answers: all(200) },
  { door: 'GET /api/bodies/:slug/members', url: ({ slug }) => `/api/bodies/${slug}/members`, answers: inside(401, 404, 200, 200) },
  { door: 'GET /api/bodies/:slug/journal', url: ({ slug }) => `/api/bodies/${slug}/journal`, answers: inside(401, 404, 200, 200) },
  { door: 'GET /api/bodies/:slug/journal.txt', url: ({ slug }) => `/api/bodies/${slug}/journal.txt`, answers: inside(401, 404, 200, 200) },
  {
    door: 'PUT /api/bodies/:slug/members/:memberId/standing',
    url: ({ slug, other }) => `/api/bodies/${slug}/members/${other.id}/standing`,
    payload: () => ({ standing: 'coordinator' }),
    answers: inside(401, 404, 409, 204),
  },
  {
    door: 'DELETE /api/bodies/:slug/members/:memberId',
    when: 'someone else',
    url: ({ slug, other }) => `/api/bodies/${slug}/members/${other.id}`,
    answers: inside(401, 404, 409, 204),
  },
  {
    door: 'DELETE /api/bodies/:slug/members/:memberId',
    when: 'oneself',
    url: ({ slug, me }) => `/api/bodies/${slug}/members/${me.id}`,
    answers: inside(401, 404, 204, 204),
  },
]
