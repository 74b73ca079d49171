import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { draft, itIsTime, rulesWith } from '../server/assemblies/assemblies-world.ts'
import { desk, endVisit, follow, type Journey, phone, press, shows, startJourney, wrongInEveryLook } from './visit.ts'

// From the line that signed minutes quote to the journal where it is, and what the page says once someone wrote in the database.

let place: Journey
let assembly: string
beforeAll(async () => void (place = await startJourney()))
afterAll(() => place?.end())

async function ask<T>(who: { cookie: string }, method: string, path: string, body?: object) {
  const answer = await place.knock(who, method, path, body)
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return (answer.status === 204 ? null : await answer.json()) as T
}

test('a group where nothing was done yet says so, and tells a passer-by of the movement nothing', async () => {
  const his = await place.visited(place.bilal, '/groupes/drome')
  await follow(his.page, /Le journal/)
  await shows(his.page, 'Rien au journal pour l’instant')
  expect(await wrongInEveryLook(his.page)).toEqual([])
  await endVisit(his)
  const dan = await place.visit(place.dan, phone)
  expect((await (await dan.open('/groupes/drome')).goto('/groupes/drome/journal'))!.status()).toBe(404)
  await dan.context.close()
})

test('from signed minutes one finds the line that they quote, among those of who held the assembly', async () => {
  const { awa, bilal } = place
  await ask(awa, 'POST', '/api/bodies/drome/assembly-rules', { rules: rulesWith({ noticeDays: 0 }), ownWords: '' })
  assembly = (await ask<{ id: string }>(awa, 'POST', '/api/bodies/drome/assemblies', draft())).id
  const at = `/api/assemblies/${assembly}`
  await ask(awa, 'POST', `${at}/convening`)
  await itIsTime(place, assembly)
  for (const { id } of [awa, bilal]) await ask(awa, 'PUT', `${at}/attendance/${id}`, { here: 'room' })
  await ask(awa, 'PUT', `${at}/officers`, { chair: awa.id, secretary: bilal.id })
  await ask(awa, 'POST', `${at}/opening`)
  await ask(awa, 'POST', `${at}/closing`)
  for (const who of [awa, bilal]) await ask(who, 'POST', `${at}/certification`)
  for (const who of [bilal, awa]) await ask(who, 'POST', `${at}/minutes/signature`)

  const his = await place.visited(place.bilal, `/assemblees/${assembly}/pv`, phone)
  const { page } = his
  await follow(page, 'Chercher cette ligne au journal')
  await shows(page, /Cette ligne est bien dans le journal\s: la 10 sur 12/)
  await shows(page, /Vérifié à l’instant\s: 12 lignes se suivent/)
  await follow(page, 'La voir parmi les autres')
  await shows(page, /Bilal a certifié la feuille d’émargement/)
  await shows(page, /Awa a confié la présidence de séance à Awa et le secrétariat à Bilal/)
  expect(await wrongInEveryLook(page)).toEqual([])
  // What is only read runs no script.
  expect(await page.locator('script').count()).toBe(0)

  await page.locator('summary', { hasText: 'Vérifier avec un procès-verbal' }).click()
  await page.getByLabel('La ligne citée').fill('abc')
  await press(page, 'Chercher')
  await shows(page, /Une ligne a 64 signes/)
  await page.getByLabel('La ligne citée').fill('ab'.repeat(32))
  await press(page, 'Chercher')
  await shows(page, 'Cette ligne n’est pas dans le journal de ce groupe.')
  expect(await wrongInEveryLook(page)).toEqual([])

  await page.goto(`/assemblees/${assembly}`)
  await follow(page, 'Cette assemblée au journal')
  await shows(page, /Seulement les lignes de\s: Assemblée «\sAssemblée de décembre\s»/)
  expect(await page.getByText('règles d’assemblée').count()).toBe(0)
  expect(await wrongInEveryLook(page)).toEqual([])
  await endVisit(his)
})

test('five hundred lines are read page by page, and the one that was changed in the database is shown', async () => {
  const { db, awa, bilal, chloe } = place
  await sql`insert into journal (body_id, actor_id, what, detail) select body_id, ${awa.id}, 'roll-taken', jsonb_build_object('page', n) from
    (select body_id from journal where actor_id = ${bilal.id} limit 1) body, generate_series(1, 500) n`.execute(db)
  const hers = await place.visited(chloe, '/groupes/drome/journal', desk)
  const { page } = hers
  await shows(page, /Vérifié à l’instant\s: 512 lignes se suivent/)
  await shows(page, 'Page 1 sur 11')
  expect(await wrongInEveryLook(page)).toEqual([])
  await follow(page, 'Page suivante')
  await shows(page, 'Page 2 sur 11')

  await sql`alter table journal disable trigger user`.execute(db)
  await sql`update journal set line = replace(line, ${bilal.id}, ${chloe.id}) where what = 'officers-named'`.execute(db)
  await page.goto('/groupes/drome/journal?page=11')
  await shows(page, /La chaîne est rompue\s: cette ligne ne suit pas de la précédente/)
  await shows(page, /secrétariat à Chloé/)
  expect(await wrongInEveryLook(page)).toEqual([])
  await endVisit(hers)
})
