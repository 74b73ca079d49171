import { ballotFor, fromNow } from '../polls/polls-world.ts'
import type { Scene } from './scene.ts'
import { all, inside, type Line, signedIn } from './table.ts'

const closed = (part: string) => async (scene: Scene) => `${(await scene.closedPoll()).url}/${part}`
const running = (part: string) => async (scene: Scene) => `${(await scene.openPoll()).url}/${part}`

const draft = () => ({
  question: 'Quel premier chantier ?',
  choices: [{ label: 'Navette' }, { label: 'Cantine' }],
  scale: ['Bien', 'Passable', 'À rejeter'],
  missingGrades: 'required',
  changes: 'until-closing',
  opensAt: fromNow(60_000).toISOString(),
  closesAt: fromNow(7_200_000).toISOString(),
})

const past = JSON.stringify({
  format: 'preau-counts/1',
  question: 'Un vote passé',
  grades: ['Bien', 'Passable', 'À rejeter'],
  rollSize: 10,
  voters: 3,
  choices: [
    { label: 'Navette', counts: [2, 1, 0] },
    { label: 'Cantine', counts: [1, 1, 1] },
  ],
})

const results = ['result', 'counts.json', 'counts.csv'] as const

export const pollLines: Line[] = [
  { door: 'GET /api/bodies/:slug/polls', url: ({ slug }) => `/api/bodies/${slug}/polls`, answers: signedIn(200) },
  {
    door: 'POST /api/bodies/:slug/polls',
    url: ({ slug }) => `/api/bodies/${slug}/polls`,
    payload: draft,
    answers: inside(401, 409, 409, 200),
  },
  {
    door: 'POST /api/bodies/:slug/results',
    url: ({ slug }) => `/api/bodies/${slug}/results`,
    payload: () => ({ file: past }),
    answers: inside(401, 409, 409, 200),
  },
  { door: 'GET /api/polls/:id', when: 'it is open', url: async (scene) => (await scene.openPoll()).url, answers: all(200) },
  {
    door: 'POST /api/polls/:id/ballots',
    when: 'it is open',
    url: async (scene) => `${(scene.poll = await scene.openPoll()).url}/ballots`,
    payload: ({ poll }) => ballotFor(poll!, [4, 3, 2]),
    answers: inside(401, 409, 200, 200),
  },
  {
    door: 'POST /api/polls/:id/proxy-ballots',
    when: 'it is of no assembly',
    url: async (scene) => `${(scene.poll = await scene.openPoll()).url}/proxy-ballots`,
    payload: ({ poll }) => ({ proxy: 'nobody', ...ballotFor(poll!, [4, 3, 2]) }),
    answers: signedIn(404),
  },
  {
    door: 'POST /api/polls/:id/extension',
    url: running('extension'),
    payload: () => ({ closesAt: fromNow(7_200_000).toISOString(), reason: 'Pont du 8 mai' }),
    answers: inside(401, 409, 409, 204),
  },
  {
    door: 'POST /api/polls/:id/cancellation',
    url: running('cancellation'),
    payload: () => ({ reason: 'Erreur' }),
    answers: inside(401, 409, 409, 204),
  },
  {
    door: 'POST /api/polls/:id/giving-up',
    when: 'it is not sealed',
    url: closed('giving-up'),
    payload: () => ({ reason: 'Plus personne' }),
    answers: inside(401, 409, 409, 409),
  },
  ...results.flatMap((part): Line[] => [
    { door: `GET /api/polls/:id/${part}`, when: 'it is open', url: running(part), answers: all(409) },
    { door: `GET /api/polls/:id/${part}`, when: 'it is closed', url: closed(part), answers: all(200) },
  ]),
  { door: 'GET /api/polls/:id/ballots', when: 'it is open', url: running('ballots'), answers: signedIn(409) },
  { door: 'GET /api/polls/:id/ballots', when: 'it is closed', url: closed('ballots'), answers: inside(401, 404, 200, 200) },
]
