import { all, inside, type Line, signedIn } from './table.ts'

const ofBody = ({ slug }: { slug: string }) => `/api/bodies/${slug}/invitation`

export const invitationLines: Line[] = [
  { door: 'GET /api/bodies/:slug/invitation', url: ofBody, answers: inside(401, 404, 200, 200) },
  { door: 'POST /api/bodies/:slug/invitation', url: ofBody, answers: inside(401, 404, 409, 200) },
  { door: 'DELETE /api/bodies/:slug/invitation', url: ofBody, answers: inside(401, 404, 409, 204) },
  { door: 'GET /api/invitations/:token', url: async (scene) => `/api/invitations/${await scene.invitation()}`, answers: all(200) },
  {
    door: 'POST /api/invitations/:token/join',
    url: async (scene) => `/api/invitations/${await scene.invitation()}/join`,
    payload: ({ me }) => ({ firstName: 'Nina', email: me.email }),
    answers: all(200),
  },
  {
    door: 'POST /api/invitations/:token/accept',
    url: async (scene) => `/api/invitations/${await scene.invitation()}/accept`,
    answers: signedIn(200),
  },
  {
    door: 'GET /api/invitations/:token/qr.svg',
    url: async (scene) => `/api/invitations/${await scene.invitation()}/qr.svg`,
    answers: all(200),
  },
]
