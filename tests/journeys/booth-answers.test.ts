import type { Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, grade, received, review } from './booth.ts'
import { secretWorld } from './secret-world.ts'
import { shows, wrongInEveryLook } from './visit.ts'

// What the booth says of each answer that is no receipt: what happened, whether the ballot was received, what is kept, what to do.

let world: Awaited<ReturnType<typeof secretWorld>>
beforeAll(async () => void (world = await secretWorld()))
afterAll(() => world?.end())

const kept = 'Ce que tu as préparé est gardé sur ce téléphone.'
const crowdedAndUnsure = 'Beaucoup de personnes votent en même temps. Rien ne dit que ton vote est arrivé.'
type Answer = { status: number; body: string; contentType?: string }
const json = (status: number, body: object): Answer => ({ status, body: JSON.stringify(body), contentType: 'application/json' })
const waitingRoom: Answer = { status: 503, body: '<!doctype html><title>Il y a du monde</title>', contentType: 'text/html' }

/** Someone whose ballots are answered so, each in its turn and the last for ever, until the server answers again. */
async function answered(...answers: Answer[]) {
  const poll = await world.poll()
  const { page } = await world.booth(world.six.bilal, poll)
  await page.clock.install()
  let tries = 0
  await page.route('**/sealed-ballots', (route) => route.fulfill(answers[Math.min(tries++, answers.length - 1)]!))
  await grade(page, poll, [4, 3, 2])
  await review(page)
  await cast(page)
  return { poll, page, tries: () => tries }
}

describe('a ballot that gets no answer for now', () => {
  test.each([
    ['a crowd', json(429, { error: 'too-many' }), `Beaucoup de personnes votent en même temps. Ton bulletin n’est pas reçu. ${kept} Attends une minute`],
    ['a waiting room', waitingRoom, `Beaucoup de personnes votent en même temps. Ton bulletin n’est pas reçu. ${kept}`],
    ['a database in doubt', json(503, { error: 'unconfirmed' }), `Le serveur n’a pas pu confirmer que c’est enregistré. Rien ne dit que ton vote est arrivé. ${kept}`],
    ['a bug', json(500, { error: 'bug' }), `Quelque chose s’est cassé chez nous. Rien ne dit que ton vote est arrivé. ${kept}`],
    ['a proxy without a server', { status: 502, body: 'Bad Gateway' }, `Le réseau ne répond pas. Rien ne dit que ton vote est arrivé. ${kept}`],
  ] as const)('%s: it is tried again for half a minute, then told', async (_, answer, sentence) => {
    const { poll, page, tries } = await answered(answer)
    await shows(page, /… rien ne dit encore que ton vote est arrivé\./)
    for (let turn = 0; turn < 40 && !(await page.locator('#again').count()); turn++) await page.clock.runFor(1000)
    await shows(page, sentence)
    expect(tries()).toBe(6)
    expect(await page.getByText('A voté').count()).toBe(0)
    await page.unroute('**/sealed-ballots')
    await page.locator('#again').click()
    await page.clock.runFor(1000)
    await received(page)
    expect(await world.ballotsOf(poll)).toBe(1)
  }) // prettier-ignore

  test('a full disk: it is told at once, since it is not full for a few seconds', async () => {
    const { poll, page, tries } = await answered(json(507, { error: 'no-room' }))
    await page.clock.runFor(100)
    await shows(page, `Le serveur n’a plus de place. Ton bulletin n’est pas reçu. ${kept} Préviens ta coordination, et réessaie plus tard.`)
    expect(tries()).toBe(1)
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.reload()
    await shows(page, '3 sur 3')
    expect(await world.ballotsOf(poll)).toBe(0)
  })

  test('where one try may have arrived, a later one that did not is not taken for all', async () => {
    const { page } = await answered(json(503, { error: 'unconfirmed' }), json(507, { error: 'no-room' }))
    for (let turn = 0; turn < 5 && !(await page.locator('#again').count()); turn++) await page.clock.runFor(1000)
    await shows(page, 'Le serveur n’a plus de place. Rien ne dit que ton vote est arrivé.')
    await page.route('**/credential', (route) => route.fulfill(waitingRoom))
    await page.reload()
    await shows(page, crowdedAndUnsure)
  })
})

describe('a ballot that is refused', () => {
  test('by a poll that closed meanwhile: what was given is shown, and said not to count', async () => {
    const poll = await world.poll()
    const { page } = await world.booth(world.six.bilal, poll)
    await grade(page, poll, [4, 3, 2])
    await review(page)
    await page.locator('#cast').waitFor()
    await world.close(poll)
    await cast(page)
    await shows(page, 'Le scrutin est fermé. Ce bulletin n’est pas compté.')
    await page.getByRole('heading', { name: 'Ce que tu avais préparé' }).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(3)
    expect(await wrongInEveryLook(page)).toEqual([])
  })

  test('by a poll that closed meanwhile, where the urn does not say whether it has it: it is not said to be out, and its receipt comes at the next try', async () => {
    const poll = await world.poll()
    const { page } = await world.booth(world.six.bilal, poll)
    const arrives = async (route: Route) => {
      await route.fetch()
      await world.close(poll)
      await route.fulfill(json(500, { error: 'bug' }))
    }
    await page.route('**/sealed-ballots', arrives, { times: 1 })
    await page.route('**/receipt', (route) => route.fulfill(waitingRoom))
    await grade(page, poll, [4, 3, 2])
    await review(page)
    await cast(page)
    await shows(page, crowdedAndUnsure)
    expect(await page.getByText('n’est pas compté').count()).toBe(0)
    await page.unroute('**/receipt')
    await page.locator('#again').click()
    await received(page)
  })

  test.each([
    ['too large on its way', { status: 413, body: '' }, /comme trop gros. Rien n’a été déposé/],
    ['damaged', json(409, { error: 'refused', reason: 'malformed-ballot' }), /arrivé abîmé. Rien n’a été déposé/],
    ['of a wrong proof', json(409, { error: 'refused', reason: 'invalid-proof' }), /La preuve de ce bulletin n’est pas juste/],
    [
      'of someone who came in on this device after the one whose booth it is',
      json(409, { error: 'refused', reason: 'not-your-credential' }),
      /Quelqu’un d’autre est entré sur cet appareil.*Rien n’a été déposé/s,
    ],
    ['by who knows why', { status: 403, body: '' }, /Le serveur a refusé ce bulletin. Rien n’a été déposé/],
    ['for want of a session', json(401, { error: 'signed-out' }), /Connecte-toi pour voter. Tes mentions sont gardées/],
  ] as const)('%s: why, and that nothing was cast', async (_, answer, sentence) => {
    const { page, tries } = await answered(answer)
    await page.clock.runFor(100)
    await shows(page, sentence)
    expect(tries()).toBe(1)
  })
})

test('the booth that cannot open for now says why, and that nothing was sent', async () => {
  const poll = await world.poll()
  const visitor = await world.visit(world.six.bilal)
  const page = await visitor.context.newPage()
  for (const [answer, why] of [
    [json(507, { error: 'no-room' }), 'Le serveur n’a plus de place.'],
    [waitingRoom, 'Beaucoup de personnes votent en même temps.'],
  ] as const) {
    await page.route('**/credential', (route) => route.fulfill(answer))
    await page.goto(`/scrutins/${poll.id}/isoloir`)
    await page.getByRole('heading', { name: 'L’isoloir ne s’ouvre pas pour l’instant' }).waitFor()
    await shows(page, `${why} Rien n’est parti ; tes mentions sont gardées sur ce téléphone.`)
    await page.unroute('**/credential')
  }
  await page.getByRole('link', { name: 'Réessayer' }).click()
  await page.locator('fieldset').first().waitFor()
  await visitor.context.close()
})

test('the booth says where it is, encrypts beside the page so that this one stays fluid, and says “voté” at the receipt alone', async () => {
  const poll = await world.poll()
  const { page } = await world.booth(world.six.bilal, poll)
  await page.locator('fieldset').first().waitFor()
  expect(page.workers()).toHaveLength(1)
  await page.evaluate(() => {
    const said: string[] = ((window as unknown as { said: string[] }).said = [])
    const look = () => {
      const now = document.querySelector('[role=status]')?.textContent || document.querySelector('h1')?.textContent || ''
      if (now !== said.at(-1)) said.push(now)
    }
    new MutationObserver(look).observe(document.querySelector('main')!, { childList: true, subtree: true, characterData: true })
  })
  await grade(page, poll, [4, 3, 2])
  await review(page)
  await cast(page)
  await received(page)
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said)
  const steps = [/^Chiffrement…$/, /^Ton bulletin est chiffré sur cet appareil\.$/, /^Envoi…$/, /^Reçu.*dans l.urne/]
  const shown = said.flatMap((words) => steps.findIndex((step) => step.test(words))).filter((step) => step >= 0)
  expect(shown).toEqual([0, 1, 2, 3])
  expect(said.slice(0, -1).filter((words) => /voté|reçu/i.test(words))).toEqual([])
})
