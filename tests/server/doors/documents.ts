import { formats } from '#server/formats/kinds.ts'
import { all, inside, type Line, signedIn } from './table.ts'

/** Of the movement, whatever the body: everyone but the visitor, the stranger and the former member. */
const inMovement = (outside: number, within: number, visitor = outside) => [
  visitor,
  outside,
  within,
  within,
  within,
  within,
  within,
  outside,
]
const audiences = ['body', 'movement', 'everyone'] as const
const readers = { body: inside(404, 404, 200, 200), movement: inMovement(404, 200), everyone: all(200) }
const listeners = { body: inside(401, 404, 101, 101), movement: inMovement(404, 101, 401), everyone: signedIn(101) }

export const documentLines: Line[] = [
  { door: 'GET /api/bodies/:slug/documents', url: ({ slug }) => `/api/bodies/${slug}/documents`, answers: all(200) },
  {
    door: 'POST /api/bodies/:slug/documents',
    url: ({ slug }) => `/api/bodies/${slug}/documents`,
    payload: () => ({ kind: 'charter', title: 'Charte' }),
    answers: inside(401, 409, 409, 200),
  },
  {
    door: 'POST /api/bodies/:slug/documents/imports',
    url: ({ slug }) => `/api/bodies/${slug}/documents/imports`,
    payload: () => ({ kind: 'charter', name: 'charte.md', base64: Buffer.from('# Charte').toString('base64') }),
    answers: inside(401, 409, 409, 200),
  },
  ...audiences.flatMap((audience): Line[] => [
    {
      door: 'GET /api/documents/:id',
      when: `it is for: ${audience}`,
      url: async (scene) => `/api/documents/${await scene.text(audience)}`,
      answers: readers[audience],
    },
    {
      door: 'GET /api/documents/:id/content',
      when: `it is for: ${audience}`,
      url: async (scene) => `/api/documents/${await scene.text(audience)}/content`,
      answers: readers[audience],
    },
    ...formats.map((format): Line => ({
      door: `GET /api/documents/:id/text.${format}`,
      when: `it is for: ${audience}`,
      url: async (scene) => `/api/documents/${await scene.text(audience)}/text.${format}`,
      answers: readers[audience],
    })),
    {
      door: 'GET /live/:documentId',
      when: `it is for: ${audience}`,
      url: async (scene) => `/live/${await scene.text(audience)}`,
      answers: listeners[audience],
    },
  ]),
  {
    door: 'PATCH /api/documents/:id',
    when: 'it is for: body',
    url: async (scene) => `/api/documents/${await scene.text('body')}`,
    payload: () => ({ title: 'Autrement' }),
    answers: inside(401, 404, 409, 204),
  },
  {
    door: 'PATCH /api/documents/:id',
    when: 'it is for: everyone',
    url: async (scene) => `/api/documents/${await scene.text('everyone')}`,
    payload: () => ({ audience: 'body' }),
    answers: inside(401, 409, 409, 204),
  },
]
