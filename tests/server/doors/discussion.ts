import type { Scene } from './scene.ts'
import { all, inside, type Line, signedIn } from './table.ts'

const remark = { stance: 'remark', words: 'Pourquoi ?' }

/** A thread that the coordination opened about a text of the body. */
async function thread(scene: Scene, audience: 'body' | 'everyone') {
  const answer = await scene.host.ask('POST', `/api/documents/${await scene.text(audience)}/threads`, { article: '', ...remark })
  return answer.json<{ id: string }>().id
}

async function ownRemark(scene: Scene, audience: 'body' | 'everyone') {
  const answer = await scene.other.ask('POST', `/api/threads/${await thread(scene, audience)}/remarks`, remark)
  return answer.json<{ id: string }>().id
}

const lines = (audience: 'body' | 'everyone', outside: { reads: number; visits: number; knocks: number }): Line[] => {
  const when = `the text is for: ${audience}`
  const readers = inside(outside.visits, outside.reads, 200, 200)
  return [
    { door: 'GET /api/documents/:id/threads', when, url: async (scene) => `/api/documents/${await scene.text(audience)}/threads`, answers: readers }, // prettier-ignore
    { door: 'GET /api/documents/:id/threads/count', when, url: async (scene) => `/api/documents/${await scene.text(audience)}/threads/count`, answers: readers }, // prettier-ignore
    {
      door: 'POST /api/documents/:id/threads',
      when,
      url: async (scene) => `/api/documents/${await scene.text(audience)}/threads`,
      payload: () => ({ article: '', ...remark }),
      answers: inside(401, outside.knocks, 200, 200),
    },
    {
      door: 'POST /api/threads/:id/remarks',
      when,
      url: async (scene) => `/api/threads/${await thread(scene, audience)}/remarks`,
      payload: () => remark,
      answers: inside(401, outside.knocks, 200, 200),
    },
    {
      door: 'PUT /api/threads/:id/resolution',
      when,
      url: async (scene) => `/api/threads/${await thread(scene, audience)}/resolution`,
      payload: () => ({ resolved: true }),
      answers: inside(401, outside.knocks, 204, 204),
    },
    {
      door: 'DELETE /api/remarks/:id',
      when,
      url: async (scene) => `/api/remarks/${await ownRemark(scene, audience)}`,
      answers: inside(401, outside.knocks, 409, 409),
    },
    {
      door: 'POST /api/remarks/:id/removal',
      when,
      url: async (scene) => `/api/remarks/${await ownRemark(scene, audience)}/removal`,
      payload: () => ({ reason: 'Une insulte.' }),
      answers: inside(401, outside.knocks, 409, 204),
    },
  ]
}

export const discussionLines: Line[] = [
  ...lines('body', { reads: 404, visits: 404, knocks: 404 }),
  ...lines('everyone', { reads: 200, visits: 200, knocks: 409 }),
  { door: 'GET /api/me/answers', answers: signedIn(200) },
  { door: 'PUT /api/threads/:id/resolution', when: 'there is no such thread', url: () => '/api/threads/nulle-part/resolution', payload: () => ({ resolved: true }), answers: signedIn(404) }, // prettier-ignore
  { door: 'GET /api/documents/:id/threads/count', when: 'there is no such text', url: () => '/api/documents/nulle-part/threads/count', answers: all(404) }, // prettier-ignore
]
