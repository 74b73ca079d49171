import { newId } from '#server/ids.ts'
import { writeTicket } from '#server/ticket.ts'
import { addPollOn, addRoll } from '../voting-links/roll-world.ts'
import type { Scene } from './scene.ts'
import { all, inside, type Line } from './table.ts'

/** A poll of the body on a roll of someone without an account. */
async function pollOnRoll({ place, slug }: Scene) {
  const { id: bodyId } = await place.db.selectFrom('body').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
  const roll = await addRoll(place.db, [{ email: `${newId()}@exemple.org` }], bodyId)
  const { url } = await addPollOn(place.db, roll, { bodyId })
  return { url, roll }
}

/** Their link, whoever opens it. */
async function link(scene: Scene) {
  const { place } = scene
  const { roll } = await pollOnRoll(scene)
  const key = await place.sealing.keys.linkKey()
  return `/api/voting-links/${writeTicket(key, { electorateId: roll.id, memberId: roll.members[0]!, once: false })}`
}

/** A mailing to them, paused: nobody carries it. */
async function mailing(scene: Scene) {
  const { url } = await pollOnRoll(scene)
  const answer = await scene.host.ask('POST', `${url}/mailings`, { kind: 'opening', pace: 60 })
  return `/api/mailings/${answer.json<{ id: string }>().id}`
}

export const mailingLines: Line[] = [
  { door: 'GET /api/polls/:id/mailings', url: async (scene) => `${(await pollOnRoll(scene)).url}/mailings`, answers: inside(401, 404, 404, 200) }, // prettier-ignore
  {
    door: 'POST /api/polls/:id/mailings',
    url: async (scene) => `${(await pollOnRoll(scene)).url}/mailings`,
    payload: () => ({ kind: 'opening', pace: 60 }),
    answers: inside(401, 409, 409, 200),
  },
  { door: 'PATCH /api/mailings/:id', url: mailing, payload: () => ({ state: 'paused' }), answers: inside(401, 404, 404, 204) },
  { door: 'GET /api/mailings/:id/failures', url: async (scene) => `${await mailing(scene)}/failures`, answers: inside(401, 404, 404, 200) }, // prettier-ignore
  { door: 'GET /api/mailings/:id/proof', url: async (scene) => `${await mailing(scene)}/proof`, answers: inside(401, 404, 404, 200) },
  { door: 'GET /api/mailings/:id/proof.csv', url: async (scene) => `${await mailing(scene)}/proof.csv`, answers: inside(401, 404, 404, 200) }, // prettier-ignore
  {
    door: 'POST /api/mailings/:id/returns',
    url: async (scene) => `${await mailing(scene)}/returns`,
    payload: () => ({ text: 'personne@exemple.org' }),
    answers: inside(401, 404, 404, 200),
  },
]

export const votingLinkLines: Line[] = [
  { door: 'GET /api/voting-links/:token', url: link, answers: all(200) },
  { door: 'GET /api/voting-links/:token', when: 'it is nobody’s', url: () => `/api/voting-links/${'x'.repeat(56)}`, answers: all(404) },
  { door: 'POST /api/voting-links/:token/entry', url: async (scene) => `${await link(scene)}/entry`, answers: all(204) },
  { door: 'POST /api/voting-codes', payload: () => ({ who: 'nulle@part.org', code: '00000-00000' }), answers: all(409) },
  { door: 'DELETE /api/voting-link', answers: all(204) },
  {
    door: 'POST /api/polls/:id/lost-links',
    url: async (scene) => `${(await pollOnRoll(scene)).url}/lost-links`,
    payload: () => ({ email: 'nulle@part.org' }),
    answers: all(204),
  },
]
