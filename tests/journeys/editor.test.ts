import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../server/live/live-world.ts'
import { pasteIn } from './keyboard.ts'
import { phone, wrongInEveryLook } from './visit.ts'
import { leave, paper, said, saved, says, state, tool, writingJourney } from './writing.ts'

// What the editor of texts does under one's hands: references between articles, keys, what is pasted.

const { journey, newText, write } = writingJourney()

describe('references', () => {
  const reference = (page: Page, words: string) => paper(page).locator('.reference', { hasText: words })

  test('written by the keyboard, one follows its article for both, in the text, on its page and once frozen', async () => {
    const id = await newText('charter')
    const [awa, bilal] = await Promise.all([write(journey.awa, id), write(journey.bilal, id, phone)])
    await saved(awa.page)
    await awa.page.getByRole('button', { name: 'Prendre le modèle' }).click()
    await says(bilal.page, 'Décider ensemble')
    const keys = awa.page.keyboard
    await paper(awa.page).getByText('Chaque rôle dure un an').click()
    await keys.press('End')
    await keys.type(' Voir l’')
    await keys.press('Control+Alt+r')
    const dialog = awa.page.getByRole('dialog', { name: 'Renvoi à un article' })
    await dialog.waitFor()
    await keys.type('argent')
    await dialog.getByRole('button', { name: '6. L’argent' }).waitFor()
    expect(await wrongInEveryLook(awa.page)).toEqual([])
    await keys.press('Enter')
    await keys.type(', et l’@2.')
    for (const { page } of [awa, bilal]) await reference(page, 'article 6').waitFor()
    await reference(bilal.page, 'article 2').waitFor()
    await says(awa.page, 'Voir l’article 6, et l’article 2.')

    // The other one, with a thumb: the same tool, the same list.
    await paper(bilal.page).getByText('D’où vient l’argent').click()
    await bilal.page.keyboard.press('End')
    await bilal.page.setViewportSize({ width: 360, height: 740 })
    await tool(bilal.page, 'Plus d’outils').tap()
    const sizes = await bilal.page
      .getByRole('toolbar')
      .evaluate((bar) =>
        [...bar.querySelectorAll('button')].map((button) => button.getBoundingClientRect()).filter(({ width }) => width > 0),
      )
    expect(sizes).toHaveLength(14)
    expect(sizes.filter(({ width, height }) => width < 44 || height < 44)).toEqual([])
    expect(await wrongInEveryLook(bilal.page)).toEqual([])
    await tool(bilal.page, 'Renvoi à un article').tap()
    await bilal.page.getByRole('dialog').getByRole('button', { name: /^1\. / }).click()
    await reference(awa.page, 'article 1').waitFor()

    await paper(awa.page).locator('.article-title', { hasText: 'L’argent' }).click()
    await awa.page.locator('.article.here .article-title', { hasText: 'L’argent' }).waitFor()
    await keys.press('Alt+Shift+ArrowUp')
    for (const { page } of [awa, bilal]) await reference(page, 'article 5').waitFor()
    await paper(bilal.page).locator('.article-title', { hasText: 'L’argent' }).tap()
    await bilal.page.locator('.article.here .article-title', { hasText: 'L’argent' }).waitFor()
    await tool(bilal.page, 'Monter l’article').tap()
    for (const { page } of [awa, bilal]) await reference(page, 'article 4').waitFor()
    await bilal.page.getByRole('status').getByText('« L’argent » est maintenant l’article 4.').waitFor()
    await tool(bilal.page, 'Annuler').tap()
    for (const { page } of [awa, bilal]) await reference(page, 'article 5').waitFor()
    await tool(bilal.page, 'Refaire').tap()
    for (const { page } of [awa, bilal]) await reference(page, 'article 4').waitFor()

    // Both move it without knowing of one another: it is there once, under its id, and Bilal's cursor is still in it.
    await Promise.all([awa, bilal].map(({ context }) => context.setOffline(true)))
    for (const { page } of [awa, bilal]) {
      await paper(page).locator('.article-title', { hasText: 'L’argent' }).click()
      await page.locator('.article.here .article-title', { hasText: 'L’argent' }).waitFor()
    }
    await keys.press('Alt+Shift+ArrowDown')
    await tool(bilal.page, 'Descendre l’article').tap()
    for (const { page } of [awa, bilal]) await reference(page, 'article 5').waitFor()
    await Promise.all([awa, bilal].map(({ context }) => context.setOffline(false)))
    for (const { page } of [awa, bilal]) {
      await saved(page)
      await eventually(async () => (await paper(page).locator('.article-title', { hasText: 'L’argent' }).count()) === 1)
    }
    await tool(bilal.page, 'Monter l’article').tap()
    for (const { page } of [awa, bilal]) await reference(page, 'article 4').waitFor()
    expect(await said(awa.page)).toBe(await said(bilal.page))
    await saved(awa.page)

    const page = await awa.open(`/textes/${id}`)
    await page.getByRole('link', { name: 'article 4', exact: true }).click()
    expect(await page.locator(':target h2').innerText()).toBe('4. L’argent')
    await page.goto(`/textes/${id}/arreter`)
    await page.getByRole('button', { name: 'Arrêter le texte' }).click()
    await page.waitForURL(/arretes/)
    expect(await page.getByRole('link', { name: 'article 4', exact: true }).count()).toBe(1)
    expect(await wrongInEveryLook(page)).toEqual([])

    // No longer an article of the draft, it has no number there; the frozen text keeps it.
    await paper(awa.page).locator('.article-title', { hasText: 'L’argent' }).click()
    await tool(awa.page, 'Retirer l’article, garder ses mots').click()
    for (const { page } of [awa, bilal]) await paper(page).locator('.reference.gone', { hasText: 'article supprimé' }).waitFor()
    await saved(awa.page)
    await page.reload()
    expect(await page.getByRole('link', { name: 'article 4', exact: true }).count()).toBe(1)
    await page.goto(`/textes/${id}`)
    await page.getByText('article supprimé').waitFor()
    await leave(bilal)
    expect(await wrongInEveryLook(awa.page)).toEqual([])
    await leave(awa)
  })

  test('copied, one is read where it is pasted: again a reference in its own text, its words in another', async () => {
    const [own, other] = [await newText(), await newText()]
    const [awa, elsewhere] = [await write(journey.awa, own), await write(journey.awa, other)]
    const { page } = awa
    for (const one of [awa, elsewhere]) await saved(one.page)
    await paper(page).click()
    await page.keyboard.press('Control+Alt+a')
    await page.keyboard.type('Nos valeurs')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Voir l’@1.')
    await reference(page, 'article 1').waitFor()
    await paper(page).locator('.article p').click()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+End')
    const copy = () =>
      paper(page).evaluate((element) => {
        const clipboardData = new DataTransfer()
        element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
        return { html: clipboardData.getData('text/html'), plain: clipboardData.getData('text/plain') }
      })
    const copied = await copy()
    expect(copied.plain).toBe('Voir l’article 1.')
    expect(copied.html).toMatch(/data-to-article="[a-z0-9]{12}">article 1</)
    await paper(elsewhere.page).click()
    await pasteIn(paper(elsewhere.page), copied)
    await says(elsewhere.page, 'Voir l’article 1.')
    expect(await reference(elsewhere.page, 'article').count()).toBe(0)
    await page.keyboard.press('End')
    await page.keyboard.type(' Et ')
    await says(page, 'article 1. Et')
    await pasteIn(paper(page), copied)
    await eventually(async () => (await reference(page, 'article 1').count()) === 2)
    await leave(awa, elsewhere)
  })
})

describe('for everyone', () => {
  test('axe finds nothing, nothing overflows, at any width and in any light', async () => {
    const id = await newText()
    const [awa, dan] = await Promise.all([write(journey.awa, id), write(journey.dan, id)])
    await saved(awa.page)
    await paper(awa.page).click()
    await tool(awa.page, 'Nouvel article').click()
    await awa.page.keyboard.type('Nos valeurs')
    await saved(awa.page)
    await state(dan.page).getByText('Lecture seule').waitFor()
    for (const { page } of [awa, dan]) expect(await wrongInEveryLook(page)).toEqual([])
    await leave(awa, dan)
  })

  test('by the keyboard alone: into the text, its tools, and out again', async () => {
    const awa = await write(journey.awa, await newText())
    const { page } = awa
    await saved(page)
    await paper(page).focus()
    await page.keyboard.press('Control+Alt+a')
    await page.keyboard.type('Titre')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+b')
    await page.keyboard.type('gras')
    await paper(page).locator('.article strong', { hasText: 'gras' }).waitFor()
    await page.keyboard.press('Alt+F10')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Nouvel article')
    await page.keyboard.press('End')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Commenter')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('.text'))).toBeNull()
    await leave(awa)
  })

  test('what is pasted is cleaned to what a text is made of', async () => {
    const awa = await write(journey.awa, await newText())
    await saved(awa.page)
    await paper(awa.page).click()
    const html = `<h1 style="color:red" onclick="alert(1)">Grand</h1><p style="font-size:40px">un <b>mot</b> <a href="javascript:alert(1)">piège</a>
        <a href="https://exemple.fr" target="_blank">lien</a><img src="https://ailleurs.example/suivi.gif"><script>alert(1)</script></p>`
    await pasteIn(paper(awa.page), { html, plain: '' })
    await paper(awa.page).locator('h2', { hasText: 'Grand' }).waitFor()
    const read = await paper(awa.page).innerHTML()
    expect(read).toContain('<strong>mot</strong>')
    expect(read).toContain('href="https://exemple.fr"')
    for (const unwanted of ['style=', 'onclick', 'javascript:', 'ailleurs.example', '<script', 'target='])
      expect(read).not.toContain(unwanted)
    await saved(awa.page)
    // The browser says what it kept from running; nothing else went wrong.
    const blocked = awa.complaints.splice(0)
    expect(blocked.filter((said) => !/Content Security Policy.*The action has been blocked/.test(said))).toEqual([])
    await leave(awa)
  })
})
