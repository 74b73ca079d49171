import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { addCharter } from '../ratification/ratification-world.ts'
import { eventually, type LiveWorld, liveWorld, type Someone } from '../live/live-world.ts'

let world: LiveWorld
beforeAll(async () => void (world = await liveWorld()))
afterEach(() => world.leaveAll())
afterAll(() => world.close())

const knock = (who: Someone, url: string, payload: object) =>
  world.app.inject({ method: 'POST', url, headers: { cookie: who.cookie }, payload })

test('whoever has a text open is told when something is said of it, readers too, and only of that text', async () => {
  const [text, other] = [await world.text({ audience: 'movement', writers: 'coordinators' }), await world.text()]
  const [awa, dan, bilal] = [await world.join(text, world.awa), await world.join(text, world.dan), await world.join(other, world.bilal)]
  const told = (client: typeof awa) => client.heard.filter((one) => one.kind === 'beside' && one.value === 1).length
  const opened = await knock(world.chloe, `/api/documents/${text}/threads`, { article: '', stance: 'remark', words: 'Bonjour' })
  await eventually(() => told(awa) === 1 && told(dan) === 1)
  await knock(world.bilal, `/api/threads/${opened.json().id}/remarks`, { stance: 'agree', words: '' })
  await eventually(() => told(awa) === 2 && told(dan) === 2)
  await knock(world.bilal, `/api/threads/${opened.json().id}/remarks`, { stance: 'object', words: '' })
  awa.text.insert(0, 'Après ')
  await eventually(() => dan.text.toString() === 'Après ')
  expect([told(awa), told(dan), told(bilal)]).toEqual([2, 2, 0])
})

test('and when it is frozen, then when what was frozen is given up, so that nobody takes the draft for it', async () => {
  const text = await addCharter(world.db, 'group', world.awa.id)
  const [bilal, dan] = [await world.join(text, world.bilal), await world.join(text, world.dan)]
  const told = (client: typeof bilal) => client.heard.filter((one) => one.kind === 'beside' && one.value === 2).length
  const refused = await knock(world.bilal, `/api/documents/${text}/frozen`, { amendableUntil: null, threshold: 3 })
  expect(refused.statusCode).toBe(409)
  const frozen = await knock(world.awa, `/api/documents/${text}/frozen`, { amendableUntil: null, threshold: 3 })
  await eventually(() => told(bilal) === 1 && told(dan) === 1)
  await knock(world.awa, `/api/frozen-texts/${frozen.json().id}/abandonment`, { reason: 'Trop tôt.' })
  await eventually(() => told(bilal) === 2 && told(dan) === 2)
})

test('a client that does not know our messages hears nothing of it', async () => {
  const text = await world.text()
  const plain = await world.join(text, world.awa, { own: false })
  await knock(world.bilal, `/api/documents/${text}/threads`, { article: '', stance: 'remark', words: 'Bonjour' })
  const writer = await world.join(text, world.bilal)
  writer.text.insert(0, 'Après')
  await eventually(() => plain.text.toString() === 'Après')
  expect(plain.heard.filter(({ kind }) => kind === 'beside')).toEqual([])
})
