import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, codeShown, grade, received, review } from './booth.ts'
import { secretWorld, seven } from './secret-world.ts'
import { desk, shows } from './visit.ts'

let world: Awaited<ReturnType<typeof secretWorld>>
beforeAll(async () => void (world = await secretWorld()))
afterAll(() => world?.end())

test('six people vote, one changes her vote, one controls a ballot first; the result is what they gave', async () => {
  const { awa, bilal, chloe, dora, elie, fatou } = world.six
  const poll = await world.poll({ choices: seven })

  const hers = await world.visit(bilal, { ...desk, viewport: { width: 390, height: 844 } })
  const page = await hers.open(`/scrutins/${poll.id}`)
  await shows(page, 'Secret')
  await page.getByRole('link', { name: 'Entrer dans l’isoloir' }).click()
  await grade(page, poll, [0, 0, 0, 0, 0, 0, 0])
  await review(page)
  const announced = await codeShown(page)
  await cast(page)
  await received(page)
  expect(await codeShown(page)).toBe(announced)
  await page.getByRole('link', { name: 'Changer mon vote' }).click()
  await shows(page, /Celui-ci prendra sa place/)
  await grade(page, poll, [4, 3, 2, 1, 0, 4, 3])
  await review(page)
  await cast(page)
  await received(page)
  await shows(page, 'Tu l’as changé une fois.')

  const his = await world.booth(chloe, poll)
  await grade(his.page, poll, [1, 1, 1, 1, 1, 1, 1])
  await review(his.page)
  const controlled = await codeShown(his.page)
  await his.page.locator('summary', { hasText: 'Contrôler ce bulletin' }).click()
  await his.page.getByRole('button', { name: 'Contrôler ce bulletin' }).click()
  await shows(his.page, /tu n’as pas encore voté/)
  expect(await codeShown(his.page)).toBe(controlled)
  await expectControlled(await his.page.locator('#code').inputValue(), poll.id, controlled, 'Insuffisant')
  expect(await world.ballotsOf(poll)).toBe(2)
  await his.page.getByRole('button', { name: 'Voter maintenant' }).click()
  await review(his.page)
  expect(await codeShown(his.page)).not.toBe(controlled)
  await cast(his.page)
  await received(his.page)
  // Once and on another device only: what opens the ballot that was cast.
  await his.page.locator('summary', { hasText: 'Contrôler sur un autre appareil' }).click()
  await his.page.getByRole('button', { name: 'Montrer le code une fois' }).click()
  const opening = await his.page.locator('#code').inputValue()
  const code = await codeShown(his.page)
  await his.page.getByRole('button', { name: 'Effacer ce code' }).click()
  await shows(his.page, /Le code est effacé/)
  await expectControlled(opening, poll.id, code, 'Insuffisant')
  await expectControlled(opening.slice(0, -4) + 'AAAA', poll.id, '', /ne s’ouvre pas/)

  for (const who of [awa, dora, elie, fatou]) await world.castByApi(who, poll, [2, 2, 2, 2, 2, 2, 4])
  await world.close(poll)
  const counts = await world.resultOf(poll)
  expect(counts[0]).toEqual([0, 1, 4, 0, 1])
  expect(counts[4]).toEqual([1, 1, 4, 0, 0])
  expect(counts[6]).toEqual([0, 1, 0, 1, 4])
  await page.goto(`/scrutins/${poll.id}`)
  await shows(page, '6 votes sur 6')
  expect([...hers.complaints, ...his.complaints]).toEqual([])

  async function expectControlled(code: string, pollId: string, tracker: string, says: string | RegExp) {
    const other = await world.visit(null)
    const control = await other.open(`/scrutins/${pollId}/controler#${code}`)
    await shows(control, says)
    if (tracker) await shows(control, tracker)
    expect(other.complaints).toEqual([])
    await other.context.close()
  }
})

test('a fingerprint in which a word comes twice is shown like any other', async () => {
  const poll = await world.poll({ choices: seven })
  await world.knock(world.six.awa, 'GET', poll.url)
  const { code, tracker } = await world.controlWithARepeatedWord(poll)
  const { open, complaints } = await world.visit(null)
  const control = await open(`/scrutins/${poll.id}/controler#${code}`)
  await shows(control, tracker)
  await shows(control, 'Compare le numéro de suivi')
  expect(complaints).toEqual([])
})

describe('on a bad network', () => {
  test('a draft survives a reload, and a ballot cast offline leaves once, when the network is back', async () => {
    const poll = await world.poll()
    const { page, context, complaints } = await world.booth(world.six.bilal, poll)
    await grade(page, poll, [4, 3])
    await page.reload()
    await shows(page, '2 sur 3')
    await grade(page, poll, [4, 3, 2])
    await review(page)
    await page.locator('#cast').waitFor()
    await context.setOffline(true)
    await cast(page)
    await shows(page, /En attente du réseau… rien ne dit encore que ton vote est arrivé/)
    expect(await page.getByText('A voté').count()).toBe(0)
    expect(await world.ballotsOf(poll)).toBe(0)
    await context.setOffline(false)
    await received(page)
    expect(await world.ballotsOf(poll)).toBe(1)
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    expect(complaints).toEqual([])
  })

  test('an answer that is lost is asked again: one ballot, and its receipt after a reload too', async () => {
    const poll = await world.poll({ changes: 'never' })
    const { page } = await world.booth(world.six.chloe, poll)
    let lost = 0
    await page.route('**/sealed-ballots', async (route) => {
      await route.fetch()
      lost++
      await route.abort()
    })
    await grade(page, poll, [4, 3, 2])
    await review(page)
    await cast(page)
    await expect.poll(() => lost, { timeout: 10_000 }).toBeGreaterThan(1)
    await page.reload()
    await received(page)
    expect(await world.ballotsOf(poll)).toBe(1)
  })
})

test('fewer than five ballots are not opened, and the page says why', async () => {
  const poll = await world.poll()
  for (const who of [world.six.dora, world.six.elie]) await world.castByApi(who, poll, [1, 2, 3])
  await world.close(poll)
  const { page } = await visitPoll(poll.id)
  await shows(page, /Moins de cinq bulletins ont été déposés \(2\)/)
})

test('a group of three cannot open a secret poll, and a poll that opens on too few is cancelled with its reason', async () => {
  const { db } = world
  const petit = { id: 'petit', kind: 'group', parentId: 'movement', parentKind: 'movement', name: 'Petit', slug: 'petit' } as const
  await db.insertInto('body').values(petit).execute()
  const joinedAt = new Date('2026-01-01T00:00:00Z')
  for (const [who, standing] of [
    [world.six.awa, 'coordinator'],
    [world.six.bilal, 'member'],
    [world.six.chloe, 'member'],
  ] as const)
    await db.insertInto('membership').values({ bodyId: 'petit', memberId: who.id, standing, joinedAt }).execute()
  const visitor = await world.visit(world.six.awa)
  const page = await visitor.open('/groupes/petit/scrutins/nouveau')
  await shows(page, /Il faut au moins cinq membres pour un vote secret/)
  await page.getByLabel('La question').fill('Qui tient la caisse ?')
  await page.locator('#f-choice0').fill('Bilal')
  await page.locator('#f-choice1').fill('Chloé')
  await page.locator('label:has(input[name=level][value=secret])').check()
  await page.locator('button.sun').click()
  await page.getByRole('alert').getByText('Il faut au moins cinq membres pour un vote secret.').waitFor()
  const poll = await world.poll({ bodyId: 'petit' })
  await page.goto(`/scrutins/${poll.id}`)
  await shows(page, /Il y avait moins de cinq personnes sur la liste/)
})

async function visitPoll(id: string) {
  const visitor = await world.visit(world.six.bilal)
  return { ...visitor, page: await visitor.open(`/scrutins/${id}`) }
}
