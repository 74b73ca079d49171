import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, type Someone } from '../server/live/live-world.ts'
import { signedIn } from '../server/polls/polls-world.ts'
import { pasteIn } from './keyboard.ts'
import { desk, phone, startJourney, wrongInEveryLook, type Journey, type Visitor } from './visit.ts'

let journey: Journey
beforeAll(async () => void (journey = await startJourney()))
afterAll(() => journey?.end())

/** A new text of the group, written by its members unless said otherwise, read by the movement. */
async function newText(kind: 'charter' | 'note' = 'note', writers = 'members'): Promise<string> {
  const draft = { kind, title: 'Charte de la Drôme', audience: 'movement', writers }
  const answer = await journey.knock(journey.awa, 'POST', '/api/bodies/drome/documents', draft)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { id: string }).id
}

const text = (page: Page) => page.locator('.ProseMirror')
const state = (page: Page) => page.locator('[data-look]')
const saved = (page: Page) => page.locator('[data-look=good]', { hasText: 'Enregistré' }).waitFor()
const tool = (page: Page, name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true })
/** What the text says, without the names on the cursors of others. */
const said = (page: Page) =>
  text(page).evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement
    for (const cursor of copy.querySelectorAll('.cursor')) cursor.remove()
    return [...copy.querySelectorAll('h2, h3, h4, p')].map(({ textContent }) => textContent).join('\n')
  })
const says = (page: Page, words: string) => eventually(async () => (await said(page)).includes(words), 15_000)

type Writer = Visitor & { page: Page }
async function write(who: Someone, id: string, options = desk as Parameters<Journey['visit']>[1]): Promise<Writer> {
  const visitor = await journey.visit(who, options)
  const page = await visitor.open(`/textes/${id}/ecrire`)
  return { ...visitor, page }
}
async function leave(...writers: Writer[]) {
  for (const { context, complaints } of writers) {
    await context.close()
    expect(complaints).toEqual([])
  }
}

describe('three people write the charter at once', () => {
  test('title, list and article come to everyone, under the names of who writes', async () => {
    const id = await newText('charter')
    const awa = await write(journey.awa, id)
    await saved(awa.page)
    await awa.page.getByRole('button', { name: 'Prendre le modèle' }).click()
    const [bilal, chloe] = await Promise.all([write(journey.bilal, id, phone), write(journey.chloe, id)])
    await Promise.all([bilal, chloe].map(({ page }) => says(page, 'Décider ensemble')))
    await Promise.all([saved(awa.page), saved(bilal.page), saved(chloe.page)])

    await text(awa.page).getByText('Ce qui nous rassemble').click()
    await awa.page.keyboard.press('End')
    await awa.page.keyboard.press('Enter')
    await tool(awa.page, 'Grand titre').click()
    await awa.page.keyboard.type('Pourquoi nous')

    await text(bilal.page).getByText('Chaque rôle dure un an').click()
    await bilal.page.keyboard.press('End')
    await bilal.page.keyboard.press('Enter')
    await tool(bilal.page, 'Liste à puces').click()
    await bilal.page.keyboard.type('animer')

    await text(chloe.page).getByText('D’où vient l’argent').click()
    await tool(chloe.page, 'Nouvel article').click()
    await chloe.page.keyboard.type('Se parler')
    await chloe.page.keyboard.press('Enter')
    await chloe.page.keyboard.type('Nous nous écoutons.')

    for (const { page } of [awa, bilal, chloe]) {
      await text(page).locator('.article h2', { hasText: 'Pourquoi nous' }).waitFor()
      await text(page).locator('.article li', { hasText: 'animer' }).waitFor()
      await text(page).locator('.article:nth-of-type(7) .article-title', { hasText: 'Se parler' }).waitFor()
      await saved(page)
    }
    // A name is folded two seconds after the last move: each one moves until they are seen.
    for (const [writer, name, reader] of [
      [bilal, 'Bilal', awa],
      [chloe, 'Chloé', awa],
      [awa, 'Awa', bilal],
    ] as const) {
      const seen = reader.page.locator('.cursor .name', { hasText: name })
      await eventually(async () => {
        await writer.page.keyboard.press('ArrowLeft')
        return seen.isVisible()
      }, 15_000)
    }
    await awa.page.locator('summary', { hasText: '3 personnes ici' }).click()
    await awa.page.locator('.people .list', { hasText: 'Chloédans l’article 7' }).waitFor()
    expect(await said(awa.page)).toBe(await said(chloe.page))
    await leave(awa, bilal, chloe)
  })

  test('undo takes back one’s own words only', async () => {
    const id = await newText()
    const [awa, bilal] = await Promise.all([write(journey.awa, id), write(journey.bilal, id)])
    await Promise.all([saved(awa.page), saved(bilal.page)])
    await text(awa.page).click()
    await awa.page.keyboard.type('de Awa')
    await says(bilal.page, 'de Awa')
    await text(bilal.page).click()
    await bilal.page.keyboard.press('Control+Home')
    await bilal.page.keyboard.type('Bonjour, ')
    await says(awa.page, 'Bonjour, de Awa')
    await awa.page.keyboard.press('Control+z')
    await eventually(async () => (await said(bilal.page)) === 'Bonjour, ')
    expect(await said(awa.page)).toBe('Bonjour, ')
    await leave(awa, bilal)
  })
})

describe('without a network', () => {
  test('one goes on writing, says so, and all is there once back', async () => {
    const id = await newText()
    const [awa, bilal] = await Promise.all([write(journey.awa, id), write(journey.bilal, id, phone)])
    await Promise.all([saved(awa.page), saved(bilal.page)])
    await bilal.context.setOffline(true)
    await state(bilal.page).getByText('Hors ligne — tes changements restent dans ce téléphone').waitFor()
    await text(bilal.page).click()
    await bilal.page.keyboard.type('écrit dans le train, ')
    await text(awa.page).click()
    await awa.page.keyboard.type('écrit au local')
    await saved(awa.page)
    expect(await said(awa.page)).not.toContain('train')
    expect(await state(bilal.page).innerText()).toContain('Hors ligne')
    await bilal.context.setOffline(false)
    await saved(bilal.page)
    for (const { page } of [awa, bilal]) for (const words of ['écrit dans le train, ', 'écrit au local']) await says(page, words)
    expect(await said(awa.page)).toBe(await said(bilal.page))
    await leave(awa, bilal)
  })

  test('what was written while the server was away outlives the page', async () => {
    const id = await newText()
    const bilal = await write(journey.bilal, id)
    await saved(bilal.page)
    await journey.kill()
    await state(bilal.page).getByText('On te reconnecte').waitFor()
    await text(bilal.page).click()
    await bilal.page.keyboard.type('gardé ici')
    await bilal.page.waitForTimeout(300)
    await bilal.page.close()
    await journey.restart()
    const again = await bilal.open(`/textes/${id}/ecrire`)
    await saved(again)
    const awa = await write(journey.awa, id)
    await says(awa.page, 'gardé ici')
    await leave(awa, { ...bilal, page: again })
  })
})

describe('saved', () => {
  test('is not said before the commit, and what it was said of survives kill -9', async () => {
    const id = await newText()
    const awa = await write(journey.awa, id)
    await saved(awa.page)
    await text(awa.page).click()
    await journey.db.transaction().execute(async (trx) => {
      await sql`lock table doc_update in exclusive mode`.execute(trx)
      await awa.page.keyboard.type('Une voix, ')
      await awa.page.waitForTimeout(1000)
      expect(await state(awa.page).innerText()).toMatch(/Enregistrement…|Pas encore enregistré/)
      await state(awa.page).getByText('Pas encore enregistré').waitFor()
    })
    await saved(awa.page)
    await awa.page.keyboard.type('une place.')
    await saved(awa.page)
    await journey.kill()
    await awa.context.close()
    await journey.restart()
    const chloe = await write(journey.chloe, id)
    await says(chloe.page, 'Une voix, une place.')
    await leave(chloe)
  })
})

describe('rights', () => {
  test('who may only read sees it being written and cannot write', async () => {
    const id = await newText()
    const [awa, dan] = await Promise.all([write(journey.awa, id), write(journey.dan, id)])
    await saved(awa.page)
    await state(dan.page).getByText('Lecture seule').waitFor()
    await text(awa.page).click()
    await awa.page.keyboard.type('sous tes yeux')
    await says(dan.page, 'sous tes yeux')
    expect(await text(dan.page).getAttribute('contenteditable')).toBe('false')
    expect(await dan.page.getByRole('toolbar').count()).toBe(0)
    await dan.page.getByText('Les membres de Drôme y écrivent').waitFor()
    await leave(awa, dan)
  })

  test('a right given opens the text, taken away closes it, without a reload (how soon: the bench of rights)', async () => {
    const id = await newText('note', 'coordinators')
    const bilal = await write(journey.bilal, id)
    await state(bilal.page).getByText('Lecture seule').waitFor()
    const writers = (who: string) => journey.knock(journey.awa, 'PATCH', `/api/documents/${id}`, { writers: who })
    await writers('members')
    await bilal.page.getByRole('toolbar').waitFor()
    await writers('coordinators')
    await state(bilal.page).getByText('Lecture seule').waitFor()
    await leave(bilal)
  })

  test('someone removed is cut at once, without a reload (how soon: the bench of rights)', async () => {
    const id = await newText()
    await journey.knock(journey.awa, 'PATCH', `/api/documents/${id}`, { audience: 'body' })
    const chloe = await write(journey.chloe, id)
    await saved(chloe.page)
    const gone = chloe.page.getByText('Tu n’as plus accès à ce texte').waitFor()
    const answer = await journey.knock(journey.awa, 'DELETE', `/api/bodies/drome/members/${journey.chloe.id}`)
    expect(answer.ok).toBe(true)
    await gone
    expect(await text(chloe.page).getAttribute('contenteditable')).toBe('false')
    await leave(chloe)
  })

  test('signing out leaves no copy of a text in the browser', async () => {
    const who = await signedIn(journey.db, 'Fanny', { movement: 'member', group: 'member' })
    const fanny = await write(who, await newText())
    const copies = () => fanny.page.evaluate(async () => (await indexedDB.databases()).length)
    await saved(fanny.page)
    expect(await copies()).toBe(1)
    await fanny.page.goto('/compte')
    await fanny.page.getByRole('button', { name: 'Me déconnecter ici' }).click()
    await fanny.page.waitForURL('/')
    await eventually(async () => (await copies()) === 0)
    await leave(fanny)
  })

  test('signed out, one is led to sign in and back', async () => {
    const id = await newText()
    const { context, open } = await journey.visit(null)
    const page = await open(`/textes/${id}/ecrire`)
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(
      `/connexion?retour=${encodeURIComponent(`/textes/${id}/ecrire`)}`,
    )
    await context.close()
  })
})

describe('references', () => {
  const reference = (page: Page, words: string) => text(page).locator('.reference', { hasText: words })

  test('written by the keyboard, one follows its article for both, in the text, on its page and once frozen', async () => {
    // A body has one charter: the former one is put away.
    await journey.db.updateTable('document').set({ archivedAt: new Date() }).where('kind', '=', 'charter').execute()
    const id = await newText('charter')
    const [awa, bilal] = await Promise.all([write(journey.awa, id), write(journey.bilal, id, phone)])
    await saved(awa.page)
    await awa.page.getByRole('button', { name: 'Prendre le modèle' }).click()
    await says(bilal.page, 'Décider ensemble')
    const keys = awa.page.keyboard
    await text(awa.page).getByText('Chaque rôle dure un an').click()
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
    await text(bilal.page).getByText('D’où vient l’argent').click()
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

    await text(awa.page).locator('.article-title', { hasText: 'L’argent' }).click()
    await awa.page.locator('.article.here .article-title', { hasText: 'L’argent' }).waitFor()
    await keys.press('Alt+Shift+ArrowUp')
    for (const { page } of [awa, bilal]) await reference(page, 'article 5').waitFor()
    await text(bilal.page).locator('.article-title', { hasText: 'L’argent' }).tap()
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
      await text(page).locator('.article-title', { hasText: 'L’argent' }).click()
      await page.locator('.article.here .article-title', { hasText: 'L’argent' }).waitFor()
    }
    await keys.press('Alt+Shift+ArrowDown')
    await tool(bilal.page, 'Descendre l’article').tap()
    for (const { page } of [awa, bilal]) await reference(page, 'article 5').waitFor()
    await Promise.all([awa, bilal].map(({ context }) => context.setOffline(false)))
    for (const { page } of [awa, bilal]) {
      await saved(page)
      await eventually(async () => (await text(page).locator('.article-title', { hasText: 'L’argent' }).count()) === 1, 15_000)
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
    await text(awa.page).locator('.article-title', { hasText: 'L’argent' }).click()
    await tool(awa.page, 'Retirer l’article, garder ses mots').click()
    for (const { page } of [awa, bilal]) await text(page).locator('.reference.gone', { hasText: 'article supprimé' }).waitFor()
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
    await text(page).click()
    await page.keyboard.press('Control+Alt+a')
    await page.keyboard.type('Nos valeurs')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Voir l’@1.')
    await reference(page, 'article 1').waitFor()
    await text(page).locator('.article p').click()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+End')
    const copy = () =>
      text(page).evaluate((element) => {
        const clipboardData = new DataTransfer()
        element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
        return { html: clipboardData.getData('text/html'), plain: clipboardData.getData('text/plain') }
      })
    // The editor learns what is selected a moment after the keys.
    await eventually(async () => (await copy()).plain === 'Voir l’article 1.')
    const copied = await copy()
    expect(copied.html).toMatch(/data-to-article="[a-z0-9]{12}">article 1</)
    await text(elsewhere.page).click()
    await pasteIn(text(elsewhere.page), copied)
    await says(elsewhere.page, 'Voir l’article 1.')
    expect(await reference(elsewhere.page, 'article').count()).toBe(0)
    await page.keyboard.press('End')
    await page.keyboard.type(' Et ')
    await says(page, 'article 1. Et')
    await pasteIn(text(page), copied)
    await eventually(async () => (await reference(page, 'article 1').count()) === 2)
    await leave(awa, elsewhere)
  })
})

describe('for everyone', () => {
  test('axe finds nothing, nothing overflows, at any width and in any light', async () => {
    const id = await newText()
    const [awa, dan] = await Promise.all([write(journey.awa, id), write(journey.dan, id)])
    await saved(awa.page)
    await text(awa.page).click()
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
    await text(page).focus()
    await page.keyboard.press('Control+Alt+a')
    await page.keyboard.type('Titre')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+b')
    await page.keyboard.type('gras')
    await text(page).locator('.article strong', { hasText: 'gras' }).waitFor()
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
    await text(awa.page).click()
    const html = `<h1 style="color:red" onclick="alert(1)">Grand</h1><p style="font-size:40px">un <b>mot</b> <a href="javascript:alert(1)">piège</a>
        <a href="https://exemple.fr" target="_blank">lien</a><img src="https://ailleurs.example/suivi.gif"><script>alert(1)</script></p>`
    await pasteIn(text(awa.page), { html, plain: '' })
    await text(awa.page).locator('h2', { hasText: 'Grand' }).waitFor()
    const read = await text(awa.page).innerHTML()
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
