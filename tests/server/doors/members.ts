import { all, type Line, signedIn } from './table.ts'

export const memberLines: Line[] = [
  { door: 'POST /api/sign-ins', payload: ({ me }) => ({ email: me.email }), answers: all(200) },
  { door: 'GET /api/sign-ins/:id', url: async (scene) => `/api/sign-ins/${(await scene.signIn()).id}`, answers: all(200) },
  {
    door: 'POST /api/sign-ins/:id/code',
    when: 'the code is right',
    url: async (scene) => `/api/sign-ins/${(await scene.signIn()).id}/code`,
    payload: () => ({ code: '123456' }),
    answers: all(200),
  },
  {
    door: 'POST /api/sign-ins/:id/code',
    when: 'the code is wrong',
    url: async (scene) => `/api/sign-ins/${(await scene.signIn()).id}/code`,
    payload: () => ({ code: '654321' }),
    answers: all(409),
  },
  { door: 'GET /api/sign-in-links/:token', url: async (scene) => `/api/sign-in-links/${(await scene.signIn()).token}`, answers: all(200) },
  { door: 'POST /api/sign-in-links/:token', url: async (scene) => `/api/sign-in-links/${(await scene.signIn()).token}`, answers: all(200) },
  { door: 'GET /api/me', answers: signedIn(200) },
  { door: 'PATCH /api/me', payload: () => ({ firstName: 'Autrement' }), answers: signedIn(204) },
  { door: 'GET /api/me/data', answers: signedIn(200) },
  { door: 'DELETE /api/me', answers: signedIn(204) },
  { door: 'GET /api/sessions', answers: signedIn(200) },
  { door: 'DELETE /api/sessions', answers: signedIn(204) },
  { door: 'DELETE /api/session', answers: signedIn(204) },
  {
    door: 'DELETE /api/sessions/:id',
    when: 'one’s own',
    url: async (scene) => `/api/sessions/${await scene.ownSession()}`,
    answers: signedIn(204),
  },
  { door: 'DELETE /api/sessions/:id', when: 'nobody’s', url: () => '/api/sessions/0123456789abcdef', answers: signedIn(404) },
  { door: 'GET /api/outbox', when: 'mail goes by SMTP', answers: signedIn(404) },
]
