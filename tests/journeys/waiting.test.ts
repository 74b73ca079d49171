import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPoll, type TestPoll } from '../server/polls/polls-world.ts'
import { phone, shows, startJourney, type Journey } from './visit.ts'

let place: Journey
let poll: TestPoll
beforeAll(async () => {
  place = await startJourney()
  poll = await addPoll(place.db)
})
afterAll(() => place?.end())

/** More people ask for pages than are made: here, than none. */
const crowd = async () => (await place.kill(), await place.restart({ PAGES_AT_ONCE: '0' }))
const calm = async () => (await place.kill(), await place.restart())
const ballots = async () => (await place.db.selectFrom('ballot').select('id').where('pollId', '=', poll.id).execute()).length

test('whoever sends a ballot in a crowd waits with what she gave, and casts it once; whoever arrives gets in without doing anything', async () => {
  const { context, open } = await place.visit(place.awa, { ...phone, javaScriptEnabled: false })
  const page = await open(`/scrutins/${poll.id}/voter`)
  for (const [at, choice] of poll.choices.entries())
    await page.locator(`[name="grade-${choice}"][value="${at % 5}"]`).check({ force: true })
  await page.locator('#review').click()
  await shows(page, 'Relis ton bulletin')
  await crowd()
  await page.getByRole('button', { name: 'Déposer mon bulletin' }).click()
  await shows(page, 'Ce que tu as envoyé n’est pas encore arrivé.')
  await shows(page, /On vote jusqu’à/)
  expect(await ballots()).toBe(0)
  const arriving = await place.visit(place.bilal, { ...phone, javaScriptEnabled: false })
  const his = await arriving.open(`/scrutins/${poll.id}`)
  await shows(his, 'Il y a du monde')
  // Here the crowd goes with its server: whoever comes back in the second where there is none waits for the next.
  const { promise: back, resolve: isBack } = Promise.withResolvers<void>()
  await arriving.context.route('**/*', async (route) => (await back, route.continue()))
  await calm()
  isBack()
  await page.getByRole('button', { name: 'Envoyer de nouveau' }).click()
  await shows(page, /A voté/)
  expect(await ballots()).toBe(1)
  await shows(his, 'Navette')
  await context.close()
  await arriving.context.close()
})

test('only pages wait: neither files, nor the API, nor a form that is too big to be kept', async () => {
  await crowd()
  const get = (path: string, init: RequestInit = {}) => fetch(place.origin + path, { redirect: 'manual', ...init })
  expect((await get('/favicon.svg')).status).toBe(200)
  expect((await get(`/api/polls/${poll.id}`)).status).toBe(200)
  const form = (body: BodyInit) => ({ method: 'POST', body, headers: { origin: place.origin } })
  const file = new FormData()
  file.set('file', new Blob(['x']), 'x.csv')
  expect((await get('/connexion', form(file))).status).not.toBe(503)
  expect((await get('/connexion', form(new URLSearchParams({ email: 'a'.repeat(70_000) })))).status).not.toBe(503)
  await calm()
})

test('the page that waits says when to come back, comes back alone, sets nothing, and gives what was sent as it was', async () => {
  await crowd()
  const arriving = await fetch(`${place.origin}/scrutins/${poll.id}?pouvoir=x`, { headers: { 'accept-language': 'en' } })
  expect(arriving.status).toBe(503)
  const seconds = Number(arriving.headers.get('retry-after'))
  expect(seconds).toBeGreaterThanOrEqual(2)
  expect(seconds).toBeLessThanOrEqual(30)
  expect(arriving.headers.get('refresh')).toBe(String(seconds))
  expect(arriving.headers.get('set-cookie')).toBeNull()
  expect(arriving.headers.get('cache-control')).toBe('no-store')
  expect(arriving.headers.get('content-security-policy')).toContain("default-src 'self'")
  const text = await arriving.text()
  expect(text).toContain('It is busy right now')
  expect(text).not.toContain('"./_app')

  const body = new URLSearchParams([['grade-a', '"><b>'], ['grade-a', '2']]) // prettier-ignore
  const sending = await fetch(`${place.origin}/scrutins/${poll.id}/voter?/relire&pouvoir="x"`, {
    method: 'POST',
    body,
    headers: { origin: place.origin },
  })
  expect(sending.status).toBe(503)
  expect(sending.headers.get('refresh')).toBeNull()
  const page = await sending.text()
  expect(page).toContain('<input type="hidden" name="grade-a" value="&quot;&gt;&lt;b&gt;"><input type="hidden" name="grade-a" value="2">')
  expect(page).toContain(`action="/scrutins/${poll.id}/voter?/relire&amp;pouvoir=%22x%22"`)
  await calm()
})
