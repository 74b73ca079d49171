import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#server/ids.ts'
import { addMailing } from '#server/mailings/queries.ts'
import { addPollOn, addRoll } from '../server/voting-links/roll-world.ts'
import { eventually } from '../server/live/live-world.ts'
import { type Journey, phone, shows, startJourney, wrongInEveryLook } from './visit.ts'

// What the coordination reads of mail that comes back, where the installation has its mailbox.

let journey: Journey
beforeAll(async () => void (journey = await startJourney({ RETURNED_MAIL: 'imap://retours%40preau.test:secret@localhost:1/INBOX' })))
afterAll(() => journey?.end())

test('the page says that the mailbox cannot be read and why, then when it was, and whom reminders leave out', async () => {
  const { db } = journey
  const roll = await addRoll(
    db,
    Array.from({ length: 15 }, (_, at) => ({ email: `personne${at}@exemple.org` })),
  )
  const poll = await addPollOn(db, roll)
  const id = newId()
  await addMailing(db, { id, electorateId: roll.id, pollId: poll.id, kind: 'opening', pace: 60_000, madeBy: journey.awa.id })
  const [now, lost] = [new Date(), roll.members.slice(0, 12)]
  await db.updateTable('mailing').set({ pausedAt: now }).execute()
  await db.updateTable('delivery').set({ takenAt: now, sentAt: now }).execute()
  await db.updateTable('delivery').set({ failedAt: now, problem: 'returned 5.1.1' }).where('memberId', 'in', lost).execute()

  const state = () => db.selectFrom('returnedMail').select('problem').executeTakeFirst()
  await eventually(async () => (await state())?.problem === 'no-answer')
  const awa = await journey.visit(journey.awa, phone)
  const page = await awa.open(`/envois/${id}`)
  await shows(page, 'La boîte des retours ne peut pas être lue.')
  await shows(page, 'Son serveur ne répond pas.')
  expect(await wrongInEveryLook(page)).toEqual([])

  await db.updateTable('returnedMail').set({ readAt: new Date('2026-11-29T13:05:00Z'), leftThere: 3, problem: null, turnAt: new Date(Date.now() + 3_600_000) }).execute() // prettier-ignore
  await page.reload()
  await shows(page, 'Préau lit lui-même la boîte des retours. Lue jusqu’au bout : dimanche 29 novembre')
  await shows(page, '3 autres messages y restent')
  await shows(page, '12 adresses n’existent plus : les relances ne leur écrivent pas.')
  expect(await wrongInEveryLook(page)).toEqual([])
  await page.getByRole('link', { name: 'Les personnes de la liste' }).click()
  await page.waitForURL(`**/listes/${roll.id}/personnes`)
  await page.goto(`/scrutins/${poll.id}/envois`)
  await shows(page, '12 adresses n’existent plus')

  // Person by person, to be read, printed and taken away.
  await page.getByRole('link', { name: 'La preuve d’envoi, personne par personne' }).click()
  await page.waitForURL(`**/envois/${id}/preuve`)
  await shows(page, '12 revenus après coup')
  await shows(page, 'personne3@exemple.org')
  expect(await page.getByRole('cell', { name: /Revenu \(5\.1\.1\)/ }).count()).toBe(12)
  expect(await page.getByRole('main').innerText()).not.toMatch(/reçu|lu\b/)
  const taking = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Emporter la liste (CSV)' }).click()
  expect((await taking).suggestedFilename()).toBe(`preuve-envoi-${id}.csv`)
  expect(await wrongInEveryLook(page)).toEqual([])
  expect(awa.complaints).toEqual([])
})
