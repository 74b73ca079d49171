import { afterAll, beforeAll, expect, test } from 'vitest'
import { postman } from '#server/mailings/postman.ts'
import { remindGroups } from '#server/mailings/consulted/queries.ts'
import { eventually } from '../live/live-world.ts'
import { fromNow, type Person } from '../polls/polls-world.ts'
import { consultationsWorld, type ConsultationsWorld, openPoll, readAs, send } from './consultations-world.ts'

let world: ConsultationsWorld
let stop: () => Promise<void>
beforeAll(async () => {
  world = await consultationsWorld()
  stop = postman(world, { error: (facts) => console.error(facts) }, 20)
})
afterAll(async () => {
  await stop()
  await world.close()
})

const addressOf = async ({ id }: Person) =>
  (await world.db.selectFrom('member').select('email').where('id', '=', id).executeTakeFirstOrThrow()).email!
const addressesOf = async (...people: Person[]) => (await Promise.all(people.map(addressOf))).toSorted()
const receivers = (about: string) =>
  world.mail.sent.flatMap(({ to, text }) => (text.includes(`/consultations/${about}`) ? [to] : [])).toSorted()
const days = (count: number) => fromNow(count * 86_400_000)

test('those who coordinate the groups are told once, and those whose group holds no poll are reminded once', async () => {
  // Mado coordinates two groups: one letter.
  await world.db.insertInto('membership').values({ bodyId: 'chalon', memberId: world.mado.id, standing: 'coordinator' }).execute()
  const sent = await send(world)
  const letters = async () => (await readAs(world.nadia, sent)).me.letters as { kind: string; all: number; sent: number }[]
  await eventually(async () => (await letters())[0]!.sent === 3)
  expect(receivers(sent.id)).toEqual(await addressesOf(world.awa, world.mado, world.chan))
  const letter = world.mail.sent.find(({ text }) => text.includes(sent.id))!
  expect(letter.subject).toContain('Nos priorités 2027')
  expect(letter.text).toContain('Par quoi commencer')

  await openPoll(world.mado, sent, 'macon')
  await openPoll(world.awa, sent, 'drome')
  world.mail.sent.length = 0
  await remindGroups(world.db, days(16))
  expect(await letters()).toHaveLength(1)
  await Promise.all([remindGroups(world.db, days(18)), remindGroups(world.db, days(18))])
  await eventually(async () => (await letters())[1]?.sent === 2)
  expect(receivers(sent.id)).toEqual(await addressesOf(world.mado, world.chan))
  expect((await readAs(world.mado, sent)).me.letters).toEqual([])
})

test('nobody is written to once it is cancelled', async () => {
  await stop()
  world.mail.sent.length = 0
  const sent = await send(world)
  await world.nadia.knock('POST', `${sent.url}/cancellation`, { reason: 'Erreur' })
  stop = postman(world, { error: (facts) => console.error(facts) }, 20)
  const stopped = () => world.db.selectFrom('mailing').select('stoppedAt').where('consultationId', '=', sent.id).executeTakeFirstOrThrow()
  await eventually(async () => (await stopped()).stoppedAt !== null)
  expect(receivers(sent.id)).toEqual([])
})
