import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { eventually } from '../server/live/live-world.ts'
import { signedIn } from '../server/polls/polls-world.ts'
import { phone } from './visit.ts'
import { leave, paper, said, saved, says, state, tool, writingJourney } from './writing.ts'

// A charter is written by several people at once, with and without a network, by those who may.

const { journey, newText, write } = writingJourney()

describe('three people write the charter at once', () => {
  test('title, list and article come to everyone, under the names of who writes', async () => {
    const id = await newText('charter')
    const awa = await write(journey.awa, id)
    await saved(awa.page)
    await awa.page.getByRole('button', { name: 'Prendre le modèle' }).click()
    const [bilal, chloe] = await Promise.all([write(journey.bilal, id, phone), write(journey.chloe, id)])
    await Promise.all([bilal, chloe].map(({ page }) => says(page, 'Décider ensemble')))
    await Promise.all([saved(awa.page), saved(bilal.page), saved(chloe.page)])

    await paper(awa.page).getByText('Ce qui nous rassemble').click()
    await awa.page.keyboard.press('End')
    await awa.page.keyboard.press('Enter')
    await tool(awa.page, 'Grand titre').click()
    await awa.page.keyboard.type('Pourquoi nous')

    await paper(bilal.page).getByText('Chaque rôle dure un an').click()
    await bilal.page.keyboard.press('End')
    await bilal.page.keyboard.press('Enter')
    await tool(bilal.page, 'Liste à puces').click()
    await bilal.page.keyboard.type('animer')

    await paper(chloe.page).getByText('D’où vient l’argent').click()
    await tool(chloe.page, 'Nouvel article').click()
    await chloe.page.keyboard.type('Se parler')
    await chloe.page.keyboard.press('Enter')
    await chloe.page.keyboard.type('Nous nous écoutons.')

    for (const { page } of [awa, bilal, chloe]) {
      await paper(page).locator('.article h2', { hasText: 'Pourquoi nous' }).waitFor()
      await paper(page).locator('.article li', { hasText: 'animer' }).waitFor()
      await paper(page).locator('.article:nth-of-type(7) .article-title', { hasText: 'Se parler' }).waitFor()
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
      })
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
    await paper(awa.page).click()
    await awa.page.keyboard.type('de Awa')
    await says(bilal.page, 'de Awa')
    await paper(bilal.page).click()
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
    await paper(bilal.page).click()
    await bilal.page.keyboard.type('écrit dans le train, ')
    await paper(awa.page).click()
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
    await paper(bilal.page).click()
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
    await paper(awa.page).click()
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
    await paper(awa.page).click()
    await awa.page.keyboard.type('sous tes yeux')
    await says(dan.page, 'sous tes yeux')
    expect(await paper(dan.page).getAttribute('contenteditable')).toBe('false')
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
    expect(await paper(chloe.page).getAttribute('contenteditable')).toBe('false')
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
