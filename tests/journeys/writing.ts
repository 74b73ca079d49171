import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { eventually, type Someone } from '../server/live/live-world.ts'
import { type Journey, startJourney, type Visited } from './visit.ts'

// What people and their hands do on the page where a text is written.

/** A journey for the tests of this file, in which texts are begun and opened to be written. */
export function writingJourney() {
  const journey = {} as Journey
  beforeAll(async () => void Object.assign(journey, await startJourney()))
  afterAll(() => journey.end?.())

  /** A new text of the group, written by its members unless said otherwise, read by the movement. */
  async function newText(kind: 'charter' | 'note' = 'note', writers = 'members'): Promise<string> {
    const draft = { kind, title: 'Charte de la Drôme', audience: 'movement', writers }
    const answer = await journey.knock(journey.awa, 'POST', '/api/bodies/drome/documents', draft)
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { id: string }).id
  }
  const write = (who: Someone, id: string, options?: Parameters<Journey['visit']>[1]) =>
    journey.visited(who, `/textes/${id}/ecrire`, options)
  return { journey, newText, write }
}

/** Ends visits of which no page may have complained, of a form either. */
export async function leave(...writers: Visited[]) {
  for (const { context, complaints } of writers) {
    await context.close()
    expect(complaints).toEqual([])
  }
}

export const paper = (page: Page) => page.locator('.ProseMirror')
export const state = (page: Page) => page.locator('[data-look]')
export const saved = (page: Page) => page.locator('[data-look=good]', { hasText: 'Enregistré' }).waitFor()
export const tool = (page: Page, name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true })

/** What the text says, without the names on the cursors of others. */
export const said = (page: Page) =>
  paper(page).evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement
    for (const cursor of copy.querySelectorAll('.cursor')) cursor.remove()
    return [...copy.querySelectorAll('h2, h3, h4, p')].map(({ textContent }) => textContent).join('\n')
  })
export async function says(page: Page, words: string) {
  await paper(page).waitFor()
  await eventually(async () => (await said(page)).includes(words))
}
