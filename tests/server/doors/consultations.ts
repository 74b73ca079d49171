import { newId } from '#server/ids.ts'
import { five, fromNow } from '../polls/polls-world.ts'
import type { Scene } from './scene.ts'
import { all, inside, type Line, signedIn } from './table.ts'

/** A body inside the scene's own, so that there is someone to ask. */
async function groupInside({ place: { db }, slug }: Scene) {
  const parent = await db.selectFrom('body').select(['id', 'kind']).where('slug', '=', slug).executeTakeFirstOrThrow()
  const id = newId()
  const body = { id, kind: 'subgroup' as const, name: id, slug: id, parentId: parent.id, parentKind: parent.kind }
  await db.insertInto('body').values(body).execute()
  return { id, parent: parent.id }
}

const draft = (group: string, more: object = {}) => ({
  title: 'Nos priorités',
  question: 'Par quoi commencer ?',
  choices: [{ label: 'Navette' }, { label: 'Cantine' }],
  scale: five.toReversed(),
  missingGrades: 'required',
  level: 'open',
  groups: [group],
  closesAt: fromNow(7_200_000).toISOString(),
  ...more,
})
const proposing = () => ({ proposalsUntil: fromNow(3_600_000).toISOString(), choices: [] })

async function sent(scene: Scene, slug: string, group: string, more: object = {}) {
  return (await scene.host.ask('POST', `/api/bodies/${slug}/consultations`, draft(group, more))).json<{ id: string }>().id
}

/** One that the scene's body sends. */
const sends =
  (part = '', more: () => object = () => ({})) =>
  async (scene: Scene) =>
    `/api/consultations/${await sent(scene, scene.slug, (await groupInside(scene)).id, more())}${part}`

/** One that the scene's body is sent, by the movement. */
const isSent =
  (part: string, more: () => object = () => ({})) =>
  async (scene: Scene) => {
    const { db } = scene.place
    await db
      .insertInto('membership')
      .values({ bodyId: (await movement(scene)).id, memberId: scene.host.id, standing: 'coordinator' })
      .onConflict((conflict) =>
        conflict.columns(['bodyId', 'memberId']).where('leftAt', 'is', null).doUpdateSet({ standing: 'coordinator' }),
      )
      .execute()
    return `/api/consultations/${await sent(scene, scene.place.slug, scene.slug, more())}/groups/${scene.slug}/${part}`
  }
const movement = ({ place: { db } }: Scene) => db.selectFrom('body').select('id').where('kind', '=', 'movement').executeTakeFirstOrThrow()

export const consultationLines: Line[] = [
  { door: 'GET /api/me/consultations', answers: signedIn(200) },
  { door: 'GET /api/bodies/:slug/consultations', url: ({ slug }) => `/api/bodies/${slug}/consultations`, answers: signedIn(200) },
  {
    door: 'POST /api/bodies/:slug/consultations',
    url: async (scene) => `/api/bodies/${(scene.asked = (await groupInside(scene)).id) && scene.slug}/consultations`,
    payload: ({ asked }) => draft(asked!),
    answers: inside(401, 409, 409, 200),
  },
  { door: 'GET /api/consultations/:id', url: sends(), answers: all(200) },
  {
    door: 'POST /api/consultations/:id/groups/:slug/choices',
    url: isSent('choices', proposing),
    payload: () => ({ label: 'Verger' }),
    answers: inside(401, 409, 409, 200),
  },
  {
    door: 'PUT /api/consultations/:id/choices/:choice/decision',
    when: 'there is no such choice',
    url: sends('/choices/none/decision', proposing),
    payload: () => ({ accepted: true }),
    answers: inside(401, 409, 409, 404),
  },
  {
    door: 'POST /api/consultations/:id/lock',
    when: 'groups may still propose',
    url: sends('/lock', proposing),
    answers: inside(401, 409, 409, 409),
  },
  {
    door: 'POST /api/consultations/:id/extension',
    url: sends('/extension'),
    payload: () => ({ closesAt: fromNow(86_400_000).toISOString(), reason: 'Une rencontre de plus' }),
    answers: inside(401, 409, 409, 204),
  },
  {
    door: 'POST /api/consultations/:id/cancellation',
    url: sends('/cancellation'),
    payload: () => ({ reason: 'Erreur' }),
    answers: inside(401, 409, 409, 204),
  },
  {
    door: 'POST /api/consultations/:id/groups/:slug/groups',
    when: 'nobody is named',
    url: isSent('groups'),
    payload: () => ({ groups: [] }),
    answers: inside(401, 409, 409, 409),
  },
  {
    door: 'POST /api/consultations/:id/groups/:slug/poll',
    url: isSent('poll'),
    payload: () => ({ closesAt: fromNow(3_600_000).toISOString() }),
    answers: inside(401, 409, 409, 200),
  },
  {
    door: 'PUT /api/consultations/:id/groups/:slug/account',
    url: isSent('account'),
    payload: () => ({ text: 'On en a parlé.' }),
    answers: inside(401, 409, 409, 204),
  },
  { door: 'GET /api/consultations/:id/counts.json', when: 'groups still vote', url: sends('/counts.json'), answers: all(409) },
  { door: 'GET /api/consultations/:id/counts.csv', when: 'groups still vote', url: sends('/counts.csv'), answers: all(409) },
  { door: 'GET /api/consultations/:id/groups/:slug/qr.svg', url: isSent('qr.svg'), answers: all(200) },
]
