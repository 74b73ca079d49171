import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeToTheEntrusted } from '#server/mailings/entrusted.ts'
import { postman } from '#server/mailings/postman.ts'
import { eventually } from '../live/live-world.ts'
import { fromNow, type Person, pollsWorld, type PollsWorld } from '../polls/polls-world.ts'
import { newVoters } from '../polls/sealed-voters.ts'
import { announce, castWithCode, close, giveCodes, holdCeremony, partialOf, trusteeDevice } from '../polls/trustees.ts'

let world: PollsWorld
let voters: Person[]
let trustees: Person[]
let registrar: Person
beforeAll(async () => {
  world = await pollsWorld()
  voters = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 3))]
  trustees = voters.slice(0, 3)
  registrar = voters[3]!
})
afterAll(() => world.close())

const emailOf = async ({ id }: Person) =>
  (await world.db.selectFrom('member').select('email').where('id', '=', id).executeTakeFirstOrThrow()).email!
const emailsOf = async (...people: Person[]) => (await Promise.all(people.map(emailOf))).toSorted()
/** When a poll that has just been announced is told to those to whom it is entrusted. */
const soon = () => hours(0.02)
const hours = (count: number) => fromNow(count * 3_600_000)

/** To whom what was written about a poll until then goes, once it is carried. */
async function received(poll: { id: string }) {
  const stop = postman(world, { error: (facts) => console.error(facts) }, 20)
  await eventually(async () => (await waitingAbout(poll)) === 0)
  await stop()
  const letters = world.mail.sent.splice(0).filter(({ text }) => text.includes(`/scrutins/${poll.id}/`))
  return letters.map(({ to, subject, text }) => ({ to, subject, page: /scrutins\/\w+\/(\w+)/.exec(text)![1], text }))
}
const addressees = (letters: { to: string }[]) => letters.map(({ to }) => to).toSorted()

test('those to whom a sealed poll is entrusted are written to, each for their turn, once: they are, it waits for them, it is to be counted, it still is', async () => {
  const poll = await announce(world, { needed: 2, trustees, registrar }, { closesAt: hours(72).toISOString() })
  const devices = trustees.map((who) => trusteeDevice(who, poll.id, poll.url))
  await Promise.all([1, 2, 3].map(() => writeToTheEntrusted(world.db, soon())))
  const first = await received(poll)
  expect(addressees(first)).toEqual(await emailsOf(...trustees, registrar))
  const registrars = first.find(({ to, page }) => page === 'codes' && to)!
  expect(registrars.to).toBe(await emailOf(registrar))
  expect(registrars.text).toMatch(/Qui coordonne.\?/)
  expect(first.filter(({ page }) => page === 'ceremonie')).toHaveLength(3)

  // The key is made; the codes alone are awaited, and nobody is told within the day.
  await holdCeremony(devices)
  await writeToTheEntrusted(world.db, hours(23))
  expect(await received(poll)).toEqual([])
  for (const _ of [1, 2]) await writeToTheEntrusted(world.db, hours(25))
  const [late, ...others] = await received(poll)
  expect([late!.to, late!.page, others]).toEqual([await emailOf(registrar), 'codes', []])
  expect(late!.subject).toContain('attend ses codes')

  const { codes } = await giveCodes(world, registrar, poll)
  for (const [at, voter] of voters.entries()) await castWithCode(world, voter, poll, codes[at]!, [4, 3, 2])
  await writeToTheEntrusted(world.db, hours(30))
  expect(await received(poll)).toEqual([])
  await close(world, poll)
  await (await partialOf(world, poll, devices[0]!)).give()
  for (const _ of [1, 2]) await writeToTheEntrusted(world.db, new Date())
  const count = await received(poll)
  expect(addressees(count)).toEqual(await emailsOf(...trustees.slice(1)))
  expect(count.every(({ page }) => page === 'depouillement')).toBe(true)

  // One of two parts is given: within the day nobody is told again, then those whose part is missing are, once.
  await writeToTheEntrusted(world.db, hours(23))
  expect(await received(poll)).toEqual([])
  for (const _ of [1, 2, 3]) await writeToTheEntrusted(world.db, hours(25))
  const again = await received(poll)
  expect(addressees(again)).toEqual(await emailsOf(...trustees.slice(1)))
  expect(again.every(({ subject, page }) => subject.includes('attend toujours') && page === 'depouillement')).toBe(true)
})

test('nobody is called to a sealed poll that was cancelled, nor to a count that was held', async () => {
  const cancelled = await announce(world, { needed: 2, trustees, registrar })
  await writeToTheEntrusted(world.db, soon())
  await world.awa.knock('POST', `${cancelled.url}/cancellation`, { reason: 'Reporté' })
  expect(await waitingAbout(cancelled)).toBe(4)
  const counted = await announce(world, { needed: 1, trustees, registrar })
  await writeToTheEntrusted(world.db, soon())
  await received(counted)
  const devices = trustees.map((who) => trusteeDevice(who, counted.id, counted.url))
  await holdCeremony(devices)
  const { codes } = await giveCodes(world, registrar, counted)
  for (const [at, voter] of voters.entries()) await castWithCode(world, voter, counted, codes[at]!, [4, 3, 2])
  await close(world, counted)
  await writeToTheEntrusted(world.db, new Date())
  await (await partialOf(world, counted, devices[0]!)).give()
  expect((await world.passerBy('GET', `${counted.url}/result`)).statusCode).toBe(200)
  const stop = postman(world, { error: (facts) => console.error(facts) }, 20)
  await eventually(async () => (await running(cancelled)) + (await running(counted)) === 1)
  await stop()
  expect(world.mail.sent.splice(0)).toEqual([])
})

test('letters to the entrusted are no mailing to a roll: who opened the poll sees none there, and its failures are theirs to read', async () => {
  const poll = await announce(world, { needed: 2, trustees, registrar })
  await writeToTheEntrusted(world.db, soon())
  const { id } = await world.db.selectFrom('mailing').select('id').where('pollId', '=', poll.id).executeTakeFirstOrThrow()
  expect((await world.awa.knock('GET', `${poll.url}/mailings`)).json().mailings).toEqual([])
  const failures = (await world.awa.knock('GET', `/api/mailings/${id}/failures`)).json()
  expect([failures.mailing.kind, failures.mailing.poll, failures.gone]).toEqual(['entrusted', poll.id, null])
  expect((await world.dan.knock('GET', `/api/mailings/${id}/failures`)).statusCode).toBe(404)
})

test('who coordinates is told whom no letter reaches, and the others are not', async () => {
  const poll = await announce(world, { needed: 2, trustees, registrar }, { closesAt: hours(72).toISOString() })
  const unreached = async (who: Person) => (await who.knock('GET', `${poll.url}/trust`)).json().unreached
  expect(await unreached(world.awa)).toEqual([])
  await writeToTheEntrusted(world.db, soon())
  const of = world.db.selectFrom('mailing').select('id').where('pollId', '=', poll.id)
  const fail = { failedAt: new Date(), problem: '550' }
  await world.db.updateTable('delivery').set(fail).where('mailingId', 'in', of).where('memberId', '=', world.bilal.id).execute()
  expect([await unreached(world.awa), await unreached(world.bilal)]).toEqual([['Bilal'], []])
  // A later one that is under way may reach them.
  await writeToTheEntrusted(world.db, hours(25))
  expect(await unreached(world.awa)).toEqual([])
  expect((await world.awa.knock('GET', `${poll.url}/trust`)).json().writes).toBe(true)
})

const waitingAbout = async ({ id }: { id: string }) =>
  (
    await world.db
      .selectFrom('delivery')
      .innerJoin('mailing', 'mailing.id', 'mailingId')
      .select('memberId')
      .where('pollId', '=', id)
      .where('sentAt', 'is', null)
      .where('skipped', 'is', null)
      .execute()
  ).length
const running = async ({ id }: { id: string }) =>
  (await world.db.selectFrom('mailing').select('id').where('pollId', '=', id).where('stoppedAt', 'is', null).execute()).length
