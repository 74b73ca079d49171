import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileLimits } from '#domain/document.ts'
import { write } from '#server/formats/formats.ts'
import { read } from '#server/formats/read.ts'
import { charter } from '../domain/ratification/text.ts'
import { type Journey, shows, startJourney, wrongInEveryLook } from './visit.ts'

let journey: Journey
beforeAll(async () => void (journey = await startJourney()))
afterAll(() => journey?.end())

const docx = { name: 'Notre charte.docx', mimeType: '', buffer: Buffer.from(write('docx', { title: 'Charte de la Drôme', doc: charter, foot: 'Drôme', language: 'fr' })) } // prettier-ignore
const newText = '/groupes/drome/textes/nouveau'

/** Where each block of words stands on the page. */
const placesOfWords = (page: Page, root: string) =>
  page
    .locator(`${root} :is(h2, h3, p, li)`)
    .evaluateAll((blocks) => blocks.map((block) => [block.textContent, Math.round(block.getBoundingClientRect().top + scrollY)]))

describe('a charter that was written elsewhere', () => {
  test('is brought in as a .docx, is there in the editor article by article, and leaves as an .odt and on paper', async () => {
    const awa = await journey.visit(journey.awa)
    const page = await awa.open(newText)
    await page.addInitScript(() => {
      const note = () => document.querySelector('#offer') && document.documentElement.classList.add('was-offered')
      new MutationObserver(note).observe(document, { childList: true, subtree: true })
    })
    expect(await page.getByLabel('Le fichier').isVisible()).toBe(false)
    await page.getByRole('radio', { name: /^Un fichier que tu as déjà/ }).check()
    await page.getByLabel('Le fichier').setInputFiles(docx)
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('button', { name: 'Commencer à écrire' }).click()

    await page.locator('.ProseMirror[contenteditable=true]').waitFor()
    const titles = page.locator('.ProseMirror .article-title')
    expect(await titles.allTextContents()).toEqual(['Nos valeurs', 'Nos rencontres', 'L’argent'])
    const came = page.url()
    const address = new URL(came).pathname.replace(/\/ecrire$/, '')
    const written = await placesOfWords(page, '.ProseMirror')
    // What an empty charter is offered was not offered to this one, not even for the moment in which it came.
    expect(await page.locator('html.was-offered').count()).toBe(0)
    await page.close()

    // The text is read before the editor is there, and stands where the editor will show it.
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    await awa.context.route('**/*.js', async (route) => {
      await arrived
      await route.continue()
    })
    const early = await awa.context.newPage()
    await early.goto(came, { waitUntil: 'commit' })
    await shows(early, 'La suite arrive')
    expect(await placesOfWords(early, '.text')).toEqual(written)
    arrive()
    await early.locator('.ProseMirror[contenteditable=true]').waitFor()
    expect(await early.locator('.text').count()).toBe(1)
    await early.close()

    const reading = await awa.open(address)
    await reading.getByRole('heading', { level: 1, name: 'Charte de la Drôme' }).waitFor()
    await reading.getByText('Emporter le texte').click()
    expect(await wrongInEveryLook(reading)).toEqual([])
    const [download] = await Promise.all([
      reading.waitForEvent('download'),
      reading.getByRole('link', { name: 'LibreOffice (.odt)' }).click(),
    ])
    expect(await download.failure(), download.url()).toBeNull()
    expect(download.suggestedFilename()).toBe('Charte de la Drôme.odt')
    const back = read('a.odt', readFileSync(await download.path()), () => 'newid')
    expect(back.nodes.map(({ type }) => type)).toEqual(['heading', 'article', 'article', 'article'])

    await reading.emulateMedia({ media: 'print' })
    expect(await reading.locator('.reading h2:visible').allTextContents()).toHaveLength(4)
    expect(await reading.locator('.paper-foot:visible').innerText()).toMatch(/^Drôme · Charte · Charte de la Drôme · modifié le/)
    expect(await reading.getByText('Emporter le texte').isVisible()).toBe(false)
    const paper = (await reading.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(paper).toMatch(/\/MediaBox \[0 0 (594|595)\S* (841|842)\S*\]/)
    expect(awa.complaints).toEqual([])
    await awa.context.close()
  })

  test('is refused with its reason beside its field, with what was typed still there, without a script', async () => {
    const awa = await journey.visit(journey.awa, { javaScriptEnabled: false })
    const page = await awa.open(newText)
    const bring = async (name: string, buffer: Buffer) => {
      await page.getByLabel('Son titre').fill('Le nôtre')
      await page.getByRole('radio', { name: /^Un fichier que tu as déjà/ }).check()
      await page.getByLabel('Le fichier').setInputFiles({ name, mimeType: '', buffer })
      await page.getByRole('button', { name: 'Commencer à écrire' }).click()
    }
    await bring('photo.docx', Buffer.from('89504e470d0a1a0a00', 'hex'))
    await shows(page, 'On ne sait pas lire ce genre de fichier')
    expect(await page.getByLabel('Son titre').inputValue()).toBe('Le nôtre')
    expect(await page.getByLabel('Le fichier').isVisible()).toBe(true)
    await bring('longue.txt', Buffer.alloc(fileLimits.bytes + 1, 'a'))
    await shows(page, 'Ce fichier dépasse 2')
    await bring('enorme.txt', Buffer.alloc(10 * 1024 * 1024, 'a'))
    await shows(page, 'Ce fichier dépasse 2')

    // What is taken in is told as well as what is not.
    await page.locator('[name=kind][value=note]').check()
    await bring('tables.odt', readFileSync(new URL('../server/formats/files/tables.odt', import.meta.url)))
    await shows(page, 'resté dehors : 2 images, une note de bas de page et une remarque dans la marge.')
    await page.goto(page.url().replace(/\/ecrire.*$/, ''))
    await shows(page, 'Le mardi / Le jeudi | – | Samia / Karim')
    await awa.context.close()
  })
})

test('a text begins with a template, without a script', async () => {
  const awa = await journey.visit(journey.awa, { javaScriptEnabled: false })
  const page = await awa.open(newText)
  await page.locator('[name=kind][value=note]').check()
  await page.getByRole('radio', { name: /^Un modèle de règlement intérieur/ }).check()
  await page.getByLabel('Son titre').fill('Règlement intérieur')
  await page.getByRole('button', { name: 'Commencer à écrire' }).click()
  await page.goto(page.url().replace(/\/ecrire$/, ''))
  await page.getByRole('heading', { name: '10. Modification' }).waitFor()
  await awa.context.close()
})
