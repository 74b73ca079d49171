import { modelRules } from '#domain/assembly-rules.ts'
import { fromNow } from '../polls/polls-world.ts'
import type { Scene } from './scene.ts'
import { inside, type Line } from './table.ts'

const rules = { ...modelRules, remote: true, ordinary: { ...modelRules.ordinary, noticeDays: 0, quorum: { part: 0, of: 1 } } }
const form = () => ({
  ...{ kind: 'ordinary', title: 'Assemblée', place: 'Crest', link: '', startsAt: fromNow(3_600_000).toISOString() },
  agenda: [{ title: 'Les comptes', text: '', resolution: 'Approuver les comptes.' }],
})

async function prepared({ host, slug }: Scene) {
  await host.ask('POST', `/api/bodies/${slug}/assembly-rules`, { rules, ownWords: '' })
  return (await host.ask('POST', `/api/bodies/${slug}/assemblies`, form())).json<{ id: string }>().id
}

async function convened(scene: Scene) {
  const id = await prepared(scene)
  await scene.host.ask('POST', `/api/assemblies/${id}/convening`)
  return id
}

/** Its hour has come; held by the coordination and the other member, open. */
async function opened(scene: Scene) {
  const { host, other, place } = scene
  const id = await convened(scene)
  await place.db.updateTable('assembly').set({ startsAt: new Date() }).where('id', '=', id).execute()
  for (const who of [host, other]) await host.ask('PUT', `/api/assemblies/${id}/attendance/${who.id}`, { here: 'room' })
  await host.ask('PUT', `/api/assemblies/${id}/officers`, { chair: host.id, secretary: other.id })
  await host.ask('POST', `/api/assemblies/${id}/opening`)
  return id
}

async function closed(scene: Scene) {
  const id = await opened(scene)
  await scene.host.ask('POST', `/api/assemblies/${id}/closing`)
  return id
}

async function proxy(scene: Scene) {
  const { host, other } = scene
  const given = await other.ask('POST', `/api/assemblies/${await convened(scene)}/proxies`, { holder: host.id })
  return given.json<{ id: string }>().id
}

async function item(scene: Scene) {
  const id = await opened(scene)
  const { agenda } = (await scene.host.ask('GET', `/api/assemblies/${id}`)).json<{ agenda: { id: string }[] }>()
  return `/api/assemblies/${id}/items/${agenda[0]!.id}`
}

/** A door of an assembly that is not over, not open, or not convened, for who may see it. */
const line = (door: string, when: (scene: Scene) => Promise<string>, answers: readonly number[], payload?: object): Line => {
  const [, path = ''] = door.split(' ')
  return {
    door: door as Line['door'],
    url: async (scene) => path.replace(':id', await when(scene)).replace(':member', scene.other.id),
    ...(payload && { payload: () => payload }),
    answers,
  }
}

export const assemblyLines: Line[] = [
  ...(['rules', 'list'] as const).map((which): Line => {
    const path = which === 'rules' ? 'assembly-rules' : 'assemblies'
    return { door: `GET /api/bodies/:slug/${path}`, url: ({ slug }) => `/api/bodies/${slug}/${path}`, answers: inside(401, 404, 200, 200) }
  }),
  {
    door: 'POST /api/bodies/:slug/assembly-rules',
    url: ({ slug }) => `/api/bodies/${slug}/assembly-rules`,
    payload: () => ({ rules, ownWords: '' }),
    answers: inside(401, 404, 409, 200),
  },
  {
    door: 'POST /api/bodies/:slug/assemblies',
    url: ({ slug }) => `/api/bodies/${slug}/assemblies`,
    payload: form,
    answers: inside(401, 404, 409, 200),
  },
  line('PUT /api/assemblies/:id', prepared, inside(401, 404, 404, 204), form()),
  line('POST /api/assemblies/:id/convening', prepared, inside(401, 404, 404, 200)),
  line('POST /api/assemblies/:id/notices', convened, inside(401, 404, 409, 200)),
  line('GET /api/assemblies/:id', convened, inside(401, 404, 200, 200)),
  { ...line('GET /api/assemblies/:id', prepared, inside(401, 404, 404, 200)), when: 'it is being prepared' },
  line('POST /api/assemblies/:id/cancellation', convened, inside(401, 404, 409, 200), { reason: 'La salle est inondée.' }),
  line('DELETE /api/assemblies/:id', prepared, inside(401, 404, 404, 204)),
  line('POST /api/assemblies/:id/second', convened, inside(401, 404, 409, 409), { startsAt: fromNow(3_600_000).toISOString() }),
  line('POST /api/assemblies/:id/proxies', convened, inside(401, 404, 200, 200), { holder: null }),
  line('PUT /api/proxies/:id/answer', proxy, inside(401, 404, 409, 409), { accepts: true }),
  line('DELETE /api/proxies/:id', proxy, inside(401, 404, 409, 409)),
  line('GET /api/assemblies/:id/attendance', convened, inside(401, 404, 200, 200)),
  line('POST /api/assemblies/:id/presence', opened, inside(401, 404, 204, 204), { here: 'remote' }),
  line('PUT /api/assemblies/:id/attendance/:member', opened, inside(401, 404, 409, 204), { here: 'out' }),
  line('GET /api/assemblies/:id/room', convened, inside(401, 404, 409, 200)),
  line('GET /api/assemblies/:id/room.svg', convened, inside(401, 404, 409, 200)),
  {
    door: 'PUT /api/assemblies/:id/officers',
    url: async (scene) => `/api/assemblies/${await convened(scene)}/officers`,
    payload: ({ host, other }) => ({ chair: host.id, secretary: other.id }),
    answers: inside(401, 404, 409, 204),
  },
  line('POST /api/assemblies/:id/opening', convened, inside(401, 404, 409, 409)),
  {
    door: 'POST /api/assemblies/:id/items/:item/poll',
    url: async (scene) => `${await item(scene)}/poll`,
    answers: inside(401, 404, 409, 200),
  },
  {
    door: 'POST /api/assemblies/:id/items/:item/closing',
    url: async (scene) => `${await item(scene)}/closing`,
    answers: inside(401, 404, 409, 409),
  },
  line('POST /api/assemblies/:id/adjournment', opened, inside(401, 404, 409, 409)),
  line('POST /api/assemblies/:id/closing', opened, inside(401, 404, 409, 204)),
  line('POST /api/assemblies/:id/certification', closed, inside(401, 404, 409, 409)),
  line('GET /api/assemblies/:id/minutes', closed, inside(401, 404, 200, 200)),
  line('PUT /api/assemblies/:id/minutes/remarks', closed, inside(401, 404, 409, 409), { remarks: '' }),
  line('POST /api/assemblies/:id/minutes/signature', closed, inside(401, 404, 409, 409)),
]
