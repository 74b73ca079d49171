import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCharter, inAnHour } from '../server/ratification/ratification-world.ts'
import { pasteIn } from './keyboard.ts'
import { desk, endVisit, type Journey, shows, startJourney, wrongInEveryLook } from './visit.ts'

// The small editor in which an amendment is written.

const small = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const
let journey: Journey
let frozen: string
let address: string
beforeAll(async () => {
  journey = await startJourney()
  const text = await addCharter(journey.db, 'group', journey.awa.id)
  const answer = await journey.knock(journey.awa, 'POST', `/api/documents/${text}/frozen`, { amendableUntil: inAnHour(), threshold: 3 })
  frozen = ((await answer.json()) as { id: string }).id
  address = `/arretes/${frozen}/amender?article=rencontres-1`
})
afterAll(() => journey?.end())

const words = (page: Page) => page.getByRole('textbox', { name: 'Ce qu’il dirait' })
const html = (page: Page) => words(page).evaluate((element) => element.innerHTML.replace(/<br class="[^"]*">|\s(class|data-[a-z-]+)="[^"]*"/g, '')) // prettier-ignore
async function writing(who: Journey['awa'], options?: Parameters<Journey['visit']>[1]) {
  const visit = await journey.visited(who, address, options)
  await visit.page.locator('.ProseMirror').waitFor()
  return visit
}
function cookieOf({ cookie }: Journey['awa']) {
  const [name = '', value = ''] = cookie.split('=')
  return { name, value, url: journey.origin }
}
const give = (page: Page) => page.getByRole('button', { name: 'Proposer cet amendement' }).click()

test('by keyboard alone: a list, bold words, a reference; tools are one stop; it is given and read as it was written', async () => {
  const his = await writing(journey.bilal)
  const { page } = his
  await words(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Selon l’@3, ')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('toujours')
  await page.keyboard.press('Enter')
  await page.keyboard.type('- le lundi')
  await page.keyboard.press('Enter')
  await page.keyboard.type('le samedi')
  await page.keyboard.press('Alt+F10')
  expect(await page.locator(':focus').evaluate((one) => one.closest('[role=toolbar]') !== null)).toBe(true)
  // The keys that their button tells, then out, of a list too.
  await words(page).focus()
  await page.keyboard.press('Control+Alt+r')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  expect(await page.locator(':focus').getAttribute('name')).toBe('reason')
  await page.keyboard.type('Pour tout le monde.')
  await give(page)
  await page.waitForURL(/#amendement-1$/)
  await page.locator('#amendement-1').getByText('L’article tel qu’il serait').click()
  expect(await page.locator('#amendement-1 .reading li').allTextContents()).toEqual(['le lundi', 'le samedi'])
  expect(await page.locator('#amendement-1 .reading strong').first().textContent()).toBe('toujours')
  await shows(page, /Selon l’article 3, toujours/)
  // What was given is no draft any more.
  await page.goto(journey.origin + address)
  await page.locator('.ProseMirror').waitFor()
  expect(await words(page).textContent()).toBe('On se voit une fois par mois.')
  await endVisit(his)
})

test('a key acts where one sees the caret, even before the browser has said that it went there', async () => {
  const his = await writing(journey.bilal)
  await words(his.page).focus()
  const [copied, after] = await words(his.page).evaluate((element) => {
    const key = (named: string, keyCode: number) => element.dispatchEvent(new KeyboardEvent('keydown', { key: named, keyCode, bubbles: true, cancelable: true })) // prettier-ignore
    const words = element.querySelector('p')!
    const clipboardData = new DataTransfer()
    getSelection()!.selectAllChildren(words)
    element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
    getSelection()!.collapseToEnd()
    key('Enter', 13)
    return [clipboardData.getData('text/plain'), Array.from(element.querySelectorAll('p'), ({ textContent }) => textContent)]
  })
  expect(copied).toBe('On se voit une fois par mois.')
  expect(after).toEqual(['On se voit une fois par mois.', ''])
  await endVisit(his)
})

test('on a phone of 360 px: tools above the keyboard while one writes; what is begun comes back after a reload, to nobody else', async () => {
  const hers = await writing(journey.chloe, small)
  const { page } = hers
  expect(await page.getByRole('toolbar').isVisible()).toBe(false)
  await words(page).tap()
  const bar = await page.getByRole('toolbar').boundingBox()
  expect(bar!.y + bar!.height).toBeGreaterThan(680)
  for (const button of await page.getByRole('toolbar').getByRole('button').all()) {
    const box = await button.boundingBox()
    expect([box!.width >= 44, box!.height >= 44]).toEqual([true, true])
  }
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Le lundi.')
  await page.getByRole('button', { name: 'Liste à puces' }).tap()
  expect(await words(page).locator('li').count()).toBe(1)
  expect(await wrongInEveryLook(page)).toEqual([])
  await page.getByLabel('Pourquoi ?').fill('Un jour se retient.')
  await page.reload()
  await shows(page, 'Ce que tu avais commencé ici est revenu.')
  await page.locator('.ProseMirror').waitFor()
  expect(await words(page).locator('li').textContent()).toBe('On se voit une fois par mois. Le lundi.')
  expect(await page.getByLabel('Pourquoi ?').inputValue()).toBe('Un jour se retient.')
  await hers.context.addCookies([cookieOf(journey.bilal)])
  await page.reload()
  await page.locator('.ProseMirror').waitFor()
  expect(await words(page).textContent()).toBe('On se voit une fois par mois.')
  await hers.context.addCookies([cookieOf(journey.chloe)])
  await page.reload()
  await page.getByRole('button', { name: 'Repartir du texte arrêté' }).tap()
  await page.getByRole('button', { name: 'Repartir du texte arrêté' }).waitFor({ state: 'detached' })
  await page.locator('.ProseMirror').waitFor()
  expect(await words(page).textContent()).toBe('On se voit une fois par mois.')
  await endVisit(hers)
})

test('what is refused comes back as it was written, with what to mend', async () => {
  const hers = await writing(journey.chloe)
  const { page } = hers
  await page.getByLabel('Pourquoi ?').fill('Pour voir.')
  await give(page)
  await shows(page, 'Ce sont les mots du texte arrêté')
  await page.locator('.ProseMirror').waitFor()
  expect(await words(page).getAttribute('aria-invalid')).toBe('true')
  expect(await wrongInEveryLook(page)).toEqual([])
  await words(page).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('# Quand')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Le lundi.')
  await page.getByLabel('Pourquoi ?').fill('')
  await give(page)
  await shows(page, 'Dis pourquoi.')
  await page.locator('.ProseMirror').waitFor()
  expect(await html(page)).toBe('<h2>Quand</h2><p>Le lundi.</p>')
  await endVisit(hers)
})

test('who types before the editor is there goes on typing in it', async () => {
  const visitor = await journey.visit(journey.bilal)
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await visitor.context.route('**/*.js', async (route) => {
    await arrived
    await route.continue()
  })
  const page = await visitor.context.newPage()
  await page.goto(address, { waitUntil: 'commit' })
  await page.getByLabel('Pourquoi ?').fill('Un jour.')
  await page.getByLabel('Ce qu’il dirait').fill('On se voit le lundi')
  arrive()
  await page.locator('.ProseMirror:focus').waitFor()
  await page.keyboard.type(', à midi.')
  expect(await words(page).textContent()).toBe('On se voit le lundi, à midi.')
  expect(await page.getByLabel('Pourquoi ?').inputValue()).toBe('Un jour.')
  await endVisit(visitor)
})

test('without a script the plain field is there, and blocks that are not touched stay what they are', async () => {
  const his = await journey.visited(journey.bilal, address, { ...desk, javaScriptEnabled: false })
  const { page } = his
  expect(await page.getByRole('toolbar').count()).toBe(0)
  await page.getByLabel('Ce qu’il dirait').fill('On se voit une fois par mois.\n\n- le mardi')
  await page.getByLabel('Pourquoi ?').fill('Un jour.')
  await give(page)
  await page.waitForURL(/#amendement-2$/)
  await endVisit(his)
})

describe('what is pasted', () => {
  const item = (level: number, sign: string, said: string, list = 0) =>
    `<p class=MsoListParagraphCxSpMiddle style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l${list} level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${sign}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>${said}<o:p></o:p></p>`
  const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body lang=FR><!--StartFragment--><h2>Rencontres<o:p></o:p></h2><p class=MsoNormal>On <b style='mso-bidi-font-weight:normal'>choisit</b>\r\n« ensemble »&nbsp;:<o:p></o:p></p>${item(1, '·', 'une <i>date</i>')}${item(2, 'o', 'un soir')}${item(2, 'o', 'un matin')}${item(1, '·', 'un lieu')}${item(1, '1.', 'dire', 1)}${item(2, 'a)', 'écrire', 1)}${item(1, '2.', 'faire', 1)}<p class=MsoNormal>Fin.</p><!--EndFragment--></body></html>`
  const google = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span style="font-weight:400;">Rencontres</span></h2><p dir="ltr"><span style="font-weight:400;font-style:normal;">On </span><span style="font-weight:700;font-style:normal;">choisit</span><span style="font-weight:400;font-style:italic;"> ensemble</span></p><ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">une date</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span style="font-weight:400;">un soir</span></p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">un lieu</span></p></li></ul></b><br class="Apple-interchange-newline">`
  const article = '<section data-article="argent-1"><h2 class="article-title">L’argent</h2><p>Les comptes sont publics.</p></section>'

  test.each([
    [
      'from Word: its lists are lists, its emphasis is its own',
      word,
      '<h2>Rencontres</h2><p>On <strong>choisit</strong> « ensemble »&nbsp;:</p><ul><li><p>une <em>date</em></p><ul><li><p>un soir</p></li><li><p>un matin</p></li></ul></li><li><p>un lieu</p></li></ul><ol><li><p>dire</p><ol><li><p>écrire</p></li></ol></li><li><p>faire</p></li></ol><p>Fin.</p>',
    ],
    [
      'from the middle of a list of Word, of which a level is left out',
      `<html><body>${item(2, 'o', 'un soir')}${item(2, 'o', 'un matin')}${item(4, '·', 'tôt')}${item(1, '·', 'un lieu')}</body></html>`,
      '<ul><li><p>un soir</p></li><li><p>un matin</p><ul><li><p>tôt</p></li></ul></li></ul><ul><li><p>un lieu</p></li></ul>',
    ],
    [
      'from Google Docs: not all of it is bold',
      google,
      '<h2>Rencontres</h2><p>On <strong>choisit</strong><em> ensemble</em></p><ul><li><p>une date</p><ul><li><p>un soir</p></li></ul></li><li><p>un lieu</p></li></ul>',
    ],
    ['another article: its title is a heading', article, '<h3>L’argent</h3><p>Les comptes sont publics.</p>'],
  ])('%s', async (_, pasted, read) => {
    const hers = await writing(journey.awa)
    const { page } = hers
    await words(page).click()
    await page.keyboard.press('Control+a')
    await pasteIn(words(page), { html: pasted, plain: 'x' })
    expect(await html(page)).toBe(read)
    await endVisit(hers)
  })
})
