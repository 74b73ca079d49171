import { afterAll, beforeAll, expect, test } from 'vitest'
import { modelRules } from '#domain/assembly-rules.ts'
import { startJourney, desk, type Journey, shows, wrongInEveryLook } from './visit.ts'

let place: Journey
beforeAll(async () => void (place = await startJourney()))
afterAll(() => place?.end())

const agenda = [{ title: 'Les comptes', text: '', resolution: 'Approuver les comptes de l’année.' }]

test('an assembly that cannot be held is cancelled with its reason, then convened on another date, or thrown away', async () => {
  const { awa, bilal, knock } = place
  const rules = { ...modelRules, ordinary: { ...modelRules.ordinary, noticeDays: 0 } }
  await knock(awa, 'POST', '/api/bodies/drome/assembly-rules', { rules, ownWords: '' })
  const startsAt = new Date(Date.now() + 20 * 24 * 3_600_000).toISOString()
  const draft = { kind: 'ordinary', title: 'Assemblée d’hiver', place: 'Crest', link: '', startsAt, agenda }
  const { id } = (await (await knock(awa, 'POST', '/api/bodies/drome/assemblies', draft)).json()) as { id: string }
  await knock(awa, 'POST', `/api/assemblies/${id}/convening`)

  const { context, open, complaints } = await place.visit(awa, desk)
  const page = await open(`/assemblees/${id}`)
  await page.getByRole('link', { name: 'Annuler ou reporter' }).click()
  expect(await wrongInEveryLook(page)).toEqual([])
  const cancel = page.getByRole('button', { name: 'Annuler l’assemblée' })
  await cancel.click()
  await shows(page, 'Il manque la raison.')
  await page.getByLabel('La raison').fill('La salle est inondée.')
  await cancel.press('Enter')
  await shows(page, /Elle a été annulée/)
  await shows(page, 'La salle est inondée.')
  expect(await wrongInEveryLook(page)).toEqual([])

  const his = await place.visit(bilal, desk)
  const seen = await his.open(`/assemblees/${id}`)
  await shows(seen, 'La salle est inondée.')
  expect(await seen.getByRole('button', { name: 'Convoquer à une autre date' }).count()).toBe(0)
  await his.context.close()

  const later = new Date(Date.now() + 40 * 24 * 3_600_000).toISOString().slice(0, 10)
  await page.getByLabel('Le jour et l’heure').fill(`${later}T18:30`)
  await page.getByRole('button', { name: 'Convoquer à une autre date' }).click()
  await shows(page, 'Elle est en préparation')
  await shows(page, 'Les comptes')
  expect(await wrongInEveryLook(page)).toEqual([])
  await page.getByRole('button', { name: 'Jeter ce brouillon' }).click()
  await shows(page, 'Annulée')
  expect(await page.getByText('En préparation').count()).toBe(0)
  expect(complaints.filter((line) => !/409|400/.test(line))).toEqual([])
  await context.close()
})
