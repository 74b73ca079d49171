import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '#domain/sealing/transcript.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { readManifest } from '#domain/sealing/manifest.ts'
import { writeReceipt } from '#domain/sealing/receipt.ts'
import { cast, grade, received, review } from './booth.ts'
import { secretWorld, seven } from './secret-world.ts'
import { shows, wrongInEveryLook } from './visit.ts'

// The booth itself: what it refuses to believe, and that it serves everyone.

let world: Awaited<ReturnType<typeof secretWorld>>
beforeAll(async () => void (world = await secretWorld()))
afterAll(() => world?.end())

describe('the booth believes nobody', () => {
  test.each(['another ballot’s receipt', 'a signature that is not the board’s', 'no receipt at all'])('%s is told loudly', async (what) => {
    const poll = await world.poll()
    const { page } = await world.booth(world.six.bilal, poll)
    const forged = { pollId: poll.id, leafHash: new Uint8Array(32), counter: 1, at: Date.now(), signature: new Uint8Array(64) }
    await page.route('**/sealed-ballots', async (route) => {
      const answer = await route.fetch()
      const { receipt } = (await answer.json()) as { receipt: string }
      const bytes = Buffer.from(receipt, 'base64')
      const broken = {
        'another ballot’s receipt': () => Buffer.from(writeReceipt(forged)),
        'a signature that is not the board’s': () => Buffer.from(bytes.map((byte, at) => (at === bytes.length - 40 ? byte ^ 1 : byte))),
        'no receipt at all': () => Buffer.from('bonjour'),
      }[what]!()
      await route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify({ receipt: broken.toString('base64') }) })
    })
    await grade(page, poll, [4, 3, 2])
    await review(page)
    await cast(page)
    await page.getByRole('alert').getByText('Ne considère pas que tu as voté').waitFor()
    expect(await page.getByText('A voté').count()).toBe(0)
    await page.getByRole('link', { name: 'Télécharger les preuves' }).waitFor()
  })

  test('choices that are not those of the manifest stop it', async () => {
    const poll = await world.poll()
    const visitor = await world.visit(world.six.bilal)
    const page = await visitor.context.newPage()
    await fetch(world.origin + poll.url)
    await page.route(`**${poll.url}`, async (route) => {
      const told = (await (await route.fetch()).json()) as { choices: { label: string }[] }
      ;[told.choices[0]!.label, told.choices[1]!.label] = [told.choices[1]!.label, told.choices[0]!.label]
      await route.fulfill({ json: told })
    })
    await page.goto(`/scrutins/${poll.id}/isoloir`)
    await page
      .getByRole('alert')
      .getByText(/n’est pas ce qui a été arrêté/)
      .waitFor()
    expect(await page.locator('fieldset').count()).toBe(0)
  })

  test('it is the file whose hash the manifest names, under 60 kB, and asks nobody but this server', async () => {
    const poll = await world.poll()
    const visitor = await world.visit(world.six.bilal)
    const asked: string[] = []
    visitor.context.on('request', (request) => asked.push(request.url()))
    const page = await visitor.open(`/scrutins/${poll.id}/isoloir`)
    await page.locator('fieldset').first().waitFor()
    const served = Buffer.from(
      await (await fetch(`${world.origin}/scrutins/${poll.id}/isoloir`, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer(),
    )
    const downloaded = await fetch(`${world.origin}${poll.url}/booth`)
    expect(downloaded.headers.get('content-disposition')).toContain('attachment')
    expect(Buffer.from(await downloaded.arrayBuffer())).toEqual(served)
    const manifest = readManifest(new Uint8Array(await (await fetch(`${world.origin}${poll.url}/manifest`)).arrayBuffer()))
    expect(toHex(manifest.booth)).toBe(toHex(sha256(served)))
    expect(served).toEqual(readFileSync('web/build/booth.html'))
    const weight = gzipSync(served).length
    console.log(`the booth weighs ${(weight / 1000).toFixed(1)} kB`)
    expect(weight).toBeLessThan(60_000)
    expect(asked.filter((url) => !url.startsWith(`${world.origin}/`) && !/^(blob|data):/.test(url))).toEqual([])
    const policy = (await fetch(`${world.origin}/scrutins/${poll.id}/isoloir`)).headers.get('content-security-policy')!
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; worker-src blob:; connect-src 'self';/,
    )
    // A script that came some other way does not run.
    await page.evaluate(() =>
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.intruder = true' })),
    )
    expect(await page.evaluate(() => 'intruder' in window)).toBe(false)
    await visitor.context.close()
  })
})

describe('everyone can use it', () => {
  test('without JavaScript one votes by the form, and is told what that means', async () => {
    const poll = await world.poll()
    const { page } = await world.booth(world.six.dora, poll, { javaScriptEnabled: false })
    await page.getByRole('link', { name: 'Voter sans JavaScript' }).click()
    await shows(page, /qui exploite le serveur à ce moment-là pourrait le lire/)
    expect(await page.getByRole('button', { name: 'Voter blanc' }).count()).toBe(0)
    for (const [at, id] of poll.choices.entries()) await page.locator(`label:has(input[name="grade-${id}"][value="${at}"])`).check()
    await page.locator('#review').click()
    await page.getByRole('button', { name: 'Déposer mon bulletin' }).click()
    await shows(page, 'A voté !')
    await page.getByRole('img', { name: /QR code/ }).waitFor()
    expect(await world.ballotsOf(poll)).toBe(1)
    await page.goto(`/scrutins/${poll.id}`)
    await shows(page, 'Ton bulletin est dans l’urne.')
  })

  test('with a keyboard alone, in few keys', async () => {
    const poll = await world.poll()
    const { page } = await world.booth(world.six.elie, poll)
    await page.locator('fieldset').first().waitFor()
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    await press('Tab', 'Space', 'Tab', 'Space', 'ArrowRight', 'Tab', 'Space', 'ArrowRight', 'ArrowRight')
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
    for (let tabs = 0; tabs < 8 && (await focused()) !== 'Relire mon bulletin'; tabs++) await press('Tab')
    await press('Enter')
    await page.locator('#cast').waitFor()
    for (let tabs = 0; tabs < 8 && (await focused()) !== 'Déposer mon bulletin'; tabs++) await press('Tab')
    await press('Enter')
    await received(page)
    expect(await focused()).toMatch(/^A voté/)
  })

  test('axe finds nothing in the booth, at four looks, and nothing is wider than 320 px', { timeout: 600_000 }, async () => {
    const poll = await world.poll({ choices: seven })
    const { page } = await world.booth(world.six.fatou, poll)
    await page.locator('fieldset').first().waitFor()
    const wrong = await wrongWith(page, 'ballot')
    await grade(page, poll, [4, 3, 2, 1, 0, 4, 3])
    await review(page)
    await page.locator('#cast').waitFor()
    await page.locator('summary').click()
    wrong.push(...(await wrongWith(page, 'review')))
    await page.locator('#control').click()
    await page.locator('#next').waitFor()
    wrong.push(...(await wrongWith(page, 'control')))
    await page.locator('#next').click()
    await review(page)
    await cast(page)
    await received(page)
    await page.locator('summary').click()
    await page.locator('#show').click()
    await page.locator('#hide').waitFor()
    wrong.push(...(await wrongWith(page, 'receipt')))
    expect(wrong).toEqual([])
  })

  test('axe finds nothing in the pages around it', { timeout: 600_000 }, async () => {
    const poll = await world.poll()
    await world.castByApi(world.six.fatou, poll, [4, 3, 2])
    const visitor = await world.visit(world.six.fatou)
    const page = await visitor.open(`/scrutins/${poll.id}`)
    const wrong = await wrongWith(page, 'poll')
    for (const place of ['recu', 'voter', 'controler']) {
      await page.goto(`/scrutins/${poll.id}/${place}`)
      wrong.push(...(await wrongWith(page, place)))
    }
    await page.goto('/groupes/drome/scrutins')
    wrong.push(...(await wrongWith(page, 'list')))
    expect([...wrong, ...visitor.complaints]).toEqual([])
  })

  const wrongWith = async (page: Page, view: string) => (await wrongInEveryLook(page)).map((fault) => `${view} ${fault}`)

  test('in English for who reads English', async () => {
    const poll = await world.poll()
    await world.db.updateTable('member').set({ language: 'en' }).where('id', '=', world.six.awa.id).execute()
    const { page } = await world.booth(world.six.awa, poll)
    await shows(page, 'Give every choice a grade. You can give the same grade several times.')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await world.db.updateTable('member').set({ language: 'fr' }).where('id', '=', world.six.awa.id).execute()
  })
})
