import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { drawCode } from '#domain/sealing/code.ts'
import { cast, codeShown, grade, received, review } from './booth.ts'
import { lookAt, type SealedWorld, type Voter } from './sealed-world.ts'
import { phone, shows } from './visit.ts'

type Poll = { id: string; choices: string[]; url: string }

/** Someone in front of the booth of a sealed poll, with the sheet their code is on: with an account, or by the link of a mail. */
export async function inTheBooth(world: SealedWorld, poll: Poll, who: Voter | { link: string }, code: string) {
  const visitor = await world.visit('cookie' in who ? who : null, phone)
  const page = await visitor.open('link' in who ? who.link : `/scrutins/${poll.id}/isoloir`)
  if ('link' in who) {
    await lookAt(page, 'the link of a mail')
    await page.getByRole('button', { name: 'Commencer' }).click()
  }
  const type = async (typed: string) => {
    await page.getByLabel('Les 22 caractères de ton code').fill(typed)
    await page.getByRole('button', { name: 'Entrer dans l’isoloir' }).click()
  }
  const enter = async () => {
    await type(code)
    await page.locator('fieldset').first().waitFor()
  }

  return {
    page,
    enter,

    /** Every way to mistype it is told for what it is, and a code that is well written but not theirs as well. */
    async mistypes() {
      const at = code.indexOf('-', 6) + 1 // the first character of the third group
      const wrong = `${code.slice(0, at)}${code[at] === '7' ? '8' : '7'}${code.slice(at + 1)}`
      for (const [typed, told] of [
        ['', 'Il manque 22 caractères.'],
        [code.slice(0, -1), 'Il manque un caractère.'],
        [`${code}-K`, 'Il y a un caractère de trop.'],
        [code.replace(/.$/, 'u'), 'Le signe « U » n’est dans aucun code'],
        [wrong, 'sans doute dans le groupe 3'],
        [drawCode(randomBytes(16)), 'Ce code est bien écrit, mais il n’est pas de ce scrutin.'],
      ] as const) {
        await type(typed)
        await shows(page, told)
      }
      await lookAt(page, 'the booth, a code that is not mine')
    },

    /** As someone types it in a hurry: in small letters, with spaces, and nothing of it is kept by the page. */
    async entersInAHurry() {
      await type(` ${code.toLowerCase().replaceAll('-', '  ')}`)
      await page.locator('fieldset').first().waitFor()
      expect(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))).not.toContain(code.slice(0, 4))
    },

    /** Half a ballot, then the phone reloads: the code is asked again, the grades are there. */
    async reloads(grades: number[]) {
      await grade(page, poll, grades.slice(0, 2))
      await page.reload()
      await enter()
      await shows(page, '2 sur 3')
    },

    /** Opens a ballot to see it on another device, which reads what was given; that one is not cast. */
    async controls(grades: number[], reads: string) {
      await grade(page, poll, grades)
      await review(page)
      const tracker = await codeShown(page)
      await page.locator('summary', { hasText: 'Contrôler ce bulletin' }).click()
      await page.getByRole('button', { name: 'Contrôler ce bulletin' }).click()
      await shows(page, /tu n’as pas encore voté/)
      const other = await world.visit(null)
      const control = await other.open(`/scrutins/${poll.id}/controler#${await page.locator('#code').inputValue()}`)
      await shows(control, reads)
      await shows(control, tracker)
      expect(other.complaints).toEqual([])
      await other.context.close()
      await page.getByRole('button', { name: 'Voter maintenant' }).click()
    },

    /** Grades, reads over, casts; the tracker of the receipt. */
    async votes(grades: number[]) {
      await grade(page, poll, grades)
      await review(page)
      await cast(page)
      await received(page)
      return codeShown(page)
    },

    async comesBack() {
      await page.getByRole('link', { name: 'Changer mon vote' }).click()
      await enter()
      await shows(page, /Celui-ci prendra sa place/)
    },

    async leaves() {
      expect(visitor.complaints.filter((said) => !/409/.test(said))).toEqual([])
      await visitor.context.close()
    },
  }
}
