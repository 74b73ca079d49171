import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPoll, fromNow, type TestPoll } from '../server/polls/polls-world.ts'
import { ballotsIn, cast, closeNow, grade, readOver, receipt, review, seven } from './ballots.ts'
import { desk, endVisit, type Journey, phone, startJourney } from './visit.ts'

// The ballot in the hands of everyone: by the keyboard, without a script, on a small phone, on a bad network.

let journey: Journey
beforeAll(async () => void (journey = await startJourney()))
afterAll(() => journey?.end())

const place = (poll: TestPoll) => `/scrutins/${poll.id}`
const newPoll = (facts: Parameters<typeof addPoll>[1] = {}) => addPoll(journey.db, { choices: seven, ...facts })
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim())
const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)
const drafts = (page: Page) => page.evaluate(() => [Object.keys(sessionStorage).length, Object.keys(localStorage).length])

describe('by the keyboard alone', () => {
  test('seven choices are graded, read over and cast in at most twenty keystrokes', async () => {
    const poll = await newPoll()
    const bilal = await journey.visit(journey.bilal, desk)
    const page = await bilal.open(place(poll))
    let keystrokes = 0
    const press = async (...keys: string[]) => {
      for (const key of keys) {
        await page.keyboard.press(key)
        keystrokes++
      }
    }
    // The link that skips what is around the page, the way back to the group, the button.
    await press('Tab', 'Enter', 'Tab', 'Tab')
    expect(await focused(page)).toBe('Voter')
    const before = keystrokes
    await press('Enter')
    await page.waitForURL(/voter$/)
    await page.locator('h1:focus').waitFor()
    for (const choice of seven) {
      await press('Tab', 'Space')
      expect(await page.evaluate(() => document.activeElement?.closest('fieldset')?.textContent)).toContain(choice)
    }
    await press('Enter')
    await page.getByRole('heading', { name: 'Relis ton bulletin' }).waitFor()
    await press('Tab')
    expect(await focused(page)).toBe('Déposer mon bulletin')
    await press('Enter')
    await receipt(page).waitFor()
    console.log(`ballot: ${keystrokes - before} keystrokes from the button of the poll page to the receipt, ${before} to reach that button`)
    expect(keystrokes - before).toBeLessThanOrEqual(20)
    expect(new Set((await readOver(page)).map(([, told]) => told))).toEqual(new Set(['Très bien']))
    await endVisit(bilal)
  })

  test('the arrows change a grade, and Enter leads to the choice that is left, never to a blank ballot', async () => {
    const poll = await newPoll()
    const bilal = await journey.visit(journey.bilal, desk)
    const page = await bilal.open(`${place(poll)}/voter`)
    await page.locator('h1:focus').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('fieldset').first().locator('input').nth(2).isChecked()).toBe(true)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.closest('fieldset')?.textContent)).toContain(seven[1])
    const button = page.locator('#review')
    expect((await button.innerText()).trim()).toBe('Encore 6')
    expect(await button.locator('svg').isVisible()).toBe(true)
    await endVisit(bilal)
  })
})

describe('without a script', () => {
  test('a ballot goes from the poll page to the receipt; a missing grade is told on top, with a link to it', async () => {
    const poll = await newPoll()
    const chloe = await journey.visit(journey.chloe, { ...phone, javaScriptEnabled: false })
    const page = await chloe.open(place(poll))
    await page.getByRole('link', { name: 'Voter', exact: true }).click()
    await grade(page, [0, 1, 2, 3, 4, 0])
    await review(page)
    const summary = page.getByRole('alert')
    await summary.waitFor()
    expect(await page.title()).toMatch(/^Erreur\s:/)
    expect(await page.locator('[role=alert]:focus').count()).toBe(1)
    expect(await summary.getByRole('link').allInnerTexts()).toEqual([`Il manque une mention pour «\u202f${seven[6]}\u202f».`])
    await summary.getByRole('link').click()
    expect(await page.locator('fieldset:target').innerText()).toContain(seven[6])
    expect(await page.locator('input:checked').count()).toBe(6)
    await page.locator('fieldset').nth(6).locator('input').nth(1).check()
    await review(page)
    expect((await readOver(page)).map(([, told]) => told)).toEqual([
      'Très bien',
      'Bien',
      'Passable',
      'Insuffisant',
      'À rejeter',
      'Très bien',
      'Bien',
    ])
    await cast(page)
    await receipt(page).waitFor()
    expect((await ballotsIn(journey, poll.id)).length).toBe(1)
    await page.goto(`${place(poll)}/voter`)
    await page.getByRole('button', { name: 'Voter blanc' }).click()
    await page.getByText('Tu votes blanc').waitFor()
    await cast(page)
    await receipt(page).waitFor()
    expect((await ballotsIn(journey, poll.id)).length).toBe(1)
    await chloe.context.close()
  })
})

describe('what is not cast yet', () => {
  test('survives a reload, in this tab only, and is gone once the ballot is in the urn', async () => {
    const poll = await newPoll()
    const bilal = await journey.visit(journey.bilal, phone)
    const page = await bilal.open(`${place(poll)}/voter`)
    await grade(page, [3, 0, 1])
    await page.reload()
    await page.getByText('3 sur 7').waitFor()
    expect(await page.locator('fieldset').first().locator('input').nth(3).isChecked()).toBe(true)
    expect(await drafts(page)).toEqual([1, 0])
    const other = await bilal.open(`${place(poll)}/voter`)
    await other.getByText('0 sur 7').waitFor()
    await grade(page, [3, 0, 1, 2, 2, 2, 4])
    await review(page)
    await page.getByRole('heading', { name: 'Relis ton bulletin' }).waitFor()
    await page.reload()
    await page.goto(`${place(poll)}/voter`)
    await page.getByText('7 sur 7').waitFor()
    await review(page)
    await cast(page)
    await receipt(page).waitFor()
    expect(await drafts(page)).toEqual([0, 0])
    await endVisit(bilal)
  })

  test('after three lost sendings the fourth casts exactly one ballot, and nothing said so before', async () => {
    const poll = await newPoll()
    const bilal = await journey.visit(journey.bilal, phone)
    const page = await bilal.open(`${place(poll)}/voter`)
    await grade(page, [0, 0, 0, 0, 0, 0, 0])
    await review(page)
    // A page whose navigation began before the interception is not intercepted.
    await page.getByRole('heading', { name: 'Relis ton bulletin' }).waitFor()
    let tries = 0
    const sentences: string[] = []
    await page.route(/deposer/, async (route) => {
      tries++
      sentences.push(await page.locator('main').innerText())
      if (tries === 1) {
        // The hardest loss: the server has it and the answer is lost.
        await route.fetch().catch(() => {})
        return route.abort()
      }
      return tries <= 3 ? route.abort() : route.continue()
    })
    await cast(page)
    await receipt(page).waitFor({ timeout: 30_000 })
    expect(tries).toBe(4)
    // It was said each time that it tried again, not before.
    expect(sentences.map((said) => said.includes('En attente du réseau'))).toEqual([false, true, true, true])
    for (const said of sentences) expect(said).not.toMatch(/a voté|dans l’urne|est déposé/i)
    const ballots = await ballotsIn(journey, poll.id)
    expect(ballots.length).toBe(1)
    expect(await page.getByText(/Tu l’as changé/).count()).toBe(0)
    await bilal.context.close()
  })

  test('without a network it says that nothing left', async () => {
    const poll = await newPoll()
    const bilal = await journey.visit(journey.bilal, phone)
    const page = await bilal.open(`${place(poll)}/voter`)
    await grade(page, [0, 0, 0, 0, 0, 0, 0])
    await bilal.context.setOffline(true)
    await review(page)
    await page.getByRole('status').getByText('Pas de réseau. Rien n’est parti').waitFor()
    await bilal.context.setOffline(false)
    await review(page)
    await page.getByRole('heading', { name: 'Relis ton bulletin' }).waitFor()
    expect(await ballotsIn(journey, poll.id)).toEqual([])
    await endVisit(bilal)
  })

  test('a poll that closes meanwhile: it is told, with the grades still there, and nothing is counted', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const poll = await newPoll()
      const bilal = await journey.visit(journey.bilal, { ...phone, javaScriptEnabled })
      const page = await bilal.open(`${place(poll)}/voter`)
      await grade(page, [0, 1, 0, 0, 0, 0, 0])
      await review(page)
      await page.getByRole('heading', { name: 'Relis ton bulletin' }).waitFor()
      await closeNow(journey, poll.id)
      await cast(page)
      await page.getByRole('alert').getByText('Le scrutin est fermé. Ce bulletin n’est pas compté.').waitFor()
      expect(await page.locator('input:checked').count()).toBe(7)
      expect(await page.locator('main').innerText()).not.toMatch(/A voté|dans l’urne/)
      expect(await ballotsIn(journey, poll.id)).toEqual([])
      await bilal.context.close()
    }
  })

  test('an instant that passes while grading is told on the page itself', async () => {
    const poll = await newPoll({ closesAt: fromNow(3_600_000) })
    const bilal = await journey.visit(journey.bilal, phone)
    const page = await bilal.open(`${place(poll)}/voter`)
    await page.clock.setFixedTime(fromNow(3_700_000))
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.getByRole('status').getByText('n’est plus compté').waitFor()
    await endVisit(bilal)
  })
})

describe('on every screen', () => {
  test('320 px wide, nothing goes sideways, whatever the names and the number of grades', async () => {
    const long = newPoll({
      choices: Array.from({ length: 20 }, (_, index) => `Proposition ${index} dont le nom est anticonstitutionnellement long`),
      scale: ['Absolument pas du tout', 'Insuffisant', 'Passable', 'Assez bien', 'Bien', 'Très bien', 'Excellent à tous points de vue'],
      missingGrades: 'worst',
    })
    for (const poll of [await newPoll(), await long]) {
      const bilal = await journey.visit(journey.bilal, { viewport: { width: 320, height: 640 } })
      const page = await bilal.open(place(poll))
      expect(await sideways(page)).toBeLessThanOrEqual(320)
      await page.goto(`${place(poll)}/voter`)
      expect(await sideways(page)).toBeLessThanOrEqual(320)
      await grade(
        page,
        Array.from({ length: poll.choices.length }, (_, index) => index % 3),
      )
      await review(page)
      await page.getByRole('heading', { name: 'Relis ton bulletin' }).waitFor()
      expect(await sideways(page)).toBeLessThanOrEqual(320)
      await cast(page)
      await receipt(page).waitFor()
      expect(await sideways(page)).toBeLessThanOrEqual(320)
      await closeNow(journey, poll.id)
      await page.goto(place(poll))
      await page.getByRole('heading', { name: 'Le classement' }).waitFor()
      expect(await sideways(page)).toBeLessThanOrEqual(320)
      await endVisit(bilal)
    }
  })

  test('a grade is a real radio with its name, as large as a thumb', async () => {
    for (const [poll, options] of [
      [await newPoll(), phone],
      [await newPoll({ scale: ['Non', 'Plutôt non', 'Bof', 'Passable', 'Assez bien', 'Bien', 'Très bien'] }), phone],
      [await newPoll(), desk],
    ] as const) {
      const bilal = await journey.visit(journey.bilal, options)
      const page = await bilal.open(`${place(poll)}/voter`)
      const radios = page.getByRole('radio')
      expect(await radios.count()).toBeGreaterThanOrEqual(35)
      expect(await page.getByRole('group', { name: seven[0]! }).getByRole('radio', { name: 'Très bien' }).count()).toBe(1)
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('label:has(input), main a, main button:not(.sr)')]
          .map((element) => ({ text: element.outerHTML.slice(0, 80), box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.width < 44 || box.height < 44)
          .map(({ text, box }) => `${text} ${box.width}×${box.height}`),
      )
      expect(small).toEqual([])
      await endVisit(bilal)
    }
  })

  test('nothing moves for whoever wants no motion, and a chosen grade is told without colours', async () => {
    const poll = await newPoll()
    const bilal = await journey.visit(journey.bilal, { ...phone, reducedMotion: 'reduce', forcedColors: 'active' })
    const page = await bilal.open(`${place(poll)}/voter`)
    await grade(page, [0, 1])
    const chosen = page.locator('fieldset').first().locator('label').first()
    // Its ring is a tick: two of its four borders, turned.
    const tick = await chosen.locator('.ring').evaluate((ring) => getComputedStyle(ring))
    expect([tick.borderLeftWidth, tick.borderRightWidth, tick.transform === 'none']).toEqual(['0px', '3px', false])
    expect(await chosen.evaluate((label) => getComputedStyle(label).outlineStyle)).toBe('solid')
    await grade(page, [0, 1, 0, 0, 0, 0, 0])
    await review(page)
    await cast(page)
    await receipt(page).waitFor()
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    await endVisit(bilal)
  })
})

test('a passer-by reads the poll and is led to sign in, then back', async () => {
  const poll = await newPoll()
  const visitor = await journey.visit(null, phone)
  const page = await visitor.open(place(poll))
  await page.getByText(seven[0]!).waitFor()
  expect(await page.getByText(/ont voté/).count()).toBe(0)
  await page.getByRole('link', { name: 'Me connecter pour voter' }).click()
  await page.waitForURL(/connexion/)
  expect(new URL(page.url()).searchParams.get('retour')).toBe(place(poll))
  await page.goto(`${place(poll)}/voter`)
  expect(new URL(page.url()).searchParams.get('retour')).toBe(`${place(poll)}/voter`)
  await endVisit(visitor)
})
