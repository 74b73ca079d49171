import { eventually } from '../live/live-world.ts'
import { foundedWorld, someone, type Someone } from '../people-world.ts'

export type ElectoratesWorld = Awaited<ReturnType<typeof electoratesWorld>>

/** A movement that Awa and Bilal coordinate, of which Chloé is a member; Dan has an account and is nowhere. */
export async function electoratesWorld() {
  const world = await foundedWorld()
  const awa = await someone(world, 'Awa', { [world.slug]: 'coordinator' })
  const bilal = await someone(world, 'Bilal', { [world.slug]: 'coordinator' })
  const chloe = await someone(world, 'Chloé', { [world.slug]: 'member' })
  const dan = await someone(world, 'Dan')

  async function newRoll(source: 'members' | 'file' = 'file', by: Someone = awa) {
    const answer = await by.ask('POST', `/api/bodies/${world.slug}/electorates`, { title: 'Consultation de janvier', source })
    return answer.json<{ id: string }>().id
  }
  return { ...world, awa, bilal, chloe, dan, newRoll }
}

const bytes = { 'content-type': 'application/octet-stream' }

/** Sends a file of people, as its bytes. */
export const send = (who: Pick<Someone, 'ask'>, roll: string, text: string | Buffer, name = 'liste.csv') =>
  who.ask('POST', `/api/electorates/${roll}/files?name=${encodeURIComponent(name)}`, Buffer.from(text) as never, bytes)

export const fileOf = async (who: Pick<Someone, 'ask'>, id: string) => (await who.ask('GET', `/api/electorate-files/${id}`)).json()
export const rollOf = async (who: Pick<Someone, 'ask'>, id: string) => (await who.ask('GET', `/api/electorates/${id}`)).json()

/** Puts the people of a file that was sent on its roll, and waits until they are there. */
export async function add(who: Pick<Someone, 'ask'>, file: string) {
  await who.ask('POST', `/api/electorate-files/${file}/admission`)
  await eventually(async () => !['adding', 'to-check'].includes((await fileOf(who, file)).step))
  return fileOf(who, file)
}

/** Sends and adds. */
export async function bringIn(who: Pick<Someone, 'ask'>, roll: string, text: string) {
  const { id } = (await send(who, roll, text)).json<{ id: string }>()
  return add(who, id)
}

export const tableOf = (n: number, start = 0) =>
  `email;nom;groupe\n${Array.from({ length: n }, (_, at) => `p${start + at}@exemple.org;Personne ${start + at};Drôme`).join('\n')}\n`
