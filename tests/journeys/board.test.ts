import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { trackerOf } from '#domain/sealing/tracker.ts'
import { databaseUrl, type ServerProcess, startServer } from '../server-process.ts'
import { addShortSecretPoll, closeAndCount, voteIn } from '../server/polls/over.ts'
import { addPoll, castBy, type Person, pollsWorld, type PollsWorld, type TestPoll } from '../server/polls/polls-world.ts'
import { castSealed, newVoters, receiptOf } from '../server/polls/sealed-voters.ts'
import { desk, newBrowsers, phone, visiting, wrongInEveryLook } from './visit.ts'

// Everything by which anyone proves a secret poll, as people meet it: the board, the guarantees, the page that verifies a dossier.

let world: PollsWorld
let server: ServerProcess
let browsers: Awaited<ReturnType<typeof newBrowsers>>
let visit: ReturnType<typeof visiting>
let poll: TestPoll
let running: TestPoll
let open: TestPoll
let dossier: Buffer
const trackers: string[] = []

const given = [
  [4, 3, 0],
  [4, 0, 1],
  [3, 3, 0],
  [4, 2, 0],
  [0, 1, 4],
  [2, 2, 2],
]

const cast = async (who: Person, one: TestPoll, grades: number[]) =>
  trackerOf(receiptOf(await castSealed(world, who, one.url, grades)).leafHash)

beforeAll(async () => {
  world = await pollsWorld()
  const voters = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 3))]
  const short = await addShortSecretPoll(world)
  poll = short
  trackers.push(await cast(voters[0]!, poll, [0, 0, 0]), await cast(voters[0]!, poll, given[0]!))
  await voteIn(world, poll, voters.slice(1), given.slice(1))
  await closeAndCount(world, short)
  dossier = (await world.passerBy('GET', `${poll.url}/dossier`)).rawPayload
  running = await addPoll(world.db, { level: 'secret' })
  trackers.push(await cast(voters[1]!, running, [1, 2, 3]))
  open = await addPoll(world.db, { closesAt: new Date(Date.now() + 3000) })
  await castBy(world.awa, open, [4, 3, 2])
  server = await startServer({ DATABASE_URL: databaseUrl(world.where), KEYS_DIR: world.keys })
  browsers = await newBrowsers()
  visit = visiting(browsers, server.origin)
})
afterAll(async () => {
  await browsers?.close()
  await server?.stop()
  await world?.close()
})

const board = (one: TestPoll, query = '') => `/scrutins/${one.id}/tableau${query}`

describe('the board of a secret poll, without any script', () => {
  test('says how much there is, in which order, and what was signed', async () => {
    const { context, open: go, complaints } = await visit(null, { ...phone, javaScriptEnabled: false })
    const scripts: string[] = []
    context.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()))
    const page = await go(board(poll))
    await expect(page.getByText('7 bulletins dans l’urne, 12 lignes en tout.').count()).resolves.toBe(1)
    const lines = await page.locator('section:has(#entries) li b').allTextContents()
    expect(lines).toEqual(['Résultat', 'Part de l’ouverture', 'Somme des bulletins', 'Clôture', ...Array(7).fill('Bulletin'), 'Ouverture'])
    expect(await page.getByText(trackers[1]!).count()).toBe(1)
    expect([scripts, complaints]).toEqual([[], []])
    await context.close()
  })

  test('tells someone that their ballot is there, with its proof, however they type its number', async () => {
    const { context, open: go } = await visit(null, { ...phone, javaScriptEnabled: false })
    const page = await go(board(poll))
    await page.getByLabel('Le numéro de suivi de ton bulletin').fill(trackers[1]!.toLowerCase().replaceAll('-', ' '))
    await page.getByRole('button', { name: 'Chercher' }).click()
    const told = page.getByRole('status')
    expect(await told.textContent()).toContain(`Ton bulletin est dans l’urne, sous le numéro de suivi ${trackers[1]}.`)
    expect(await told.textContent()).toContain('C’est lui qui compte.')
    await page.getByText('La preuve, pour un autre outil').click()
    expect(await page.locator('details code').count()).toBeGreaterThan(4)
    await page.goto(board(poll, `?suivi=${trackers[0]}`))
    expect(await page.getByRole('status').textContent()).toContain('Un bulletin plus récent de la même personne compte à sa place.')
    await context.close()
  })

  test('says what to do when it is not there, and when what was typed is no number', async () => {
    const { context, open: go } = await visit(null, { ...desk, javaScriptEnabled: false })
    const page = await go(board(poll, `?suivi=${trackers[2]}`))
    expect(await page.getByRole('status').textContent()).toContain('n’est pas dans l’urne')
    expect(await page.getByText('Garde ton reçu').count()).toBe(1)
    await page.goto(board(poll, '?suivi=bonjour'))
    expect(await page.title()).toMatch(/^Erreur/)
    expect(await page.getByText('Ce n’est pas un numéro de suivi').count()).toBe(1)
    await context.close()
  })

  test('there is none for a vote by show of hands', async () => {
    expect((await fetch(server.origin + board(open))).status).toBe(404)
  })
})

describe('is readable by everyone, by day and by night', () => {
  test.each([
    ['the board', () => board(poll)],
    ['a ballot found', () => board(poll, `?suivi=${trackers[1]}`)],
    ['a ballot not found', () => board(poll, `?suivi=${trackers[2]}`)],
    ['a number that is none', () => board(poll, '?suivi=x')],
    ['the board of an open poll', () => board(running)],
    ['the guarantees of a secret poll', () => `/scrutins/${poll.id}/garanties`],
    ['the guarantees of a show of hands', () => `/scrutins/${open.id}/garanties`],
    ['the result', () => `/scrutins/${poll.id}`],
    ['the page that verifies', () => '/verifier'],
  ])('%s', async (_, path) => {
    const { context, open: go, complaints } = await visit(null)
    expect(await wrongInEveryLook(await go(path()))).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })
})

describe('what the secret guarantees', () => {
  test('is told from the poll itself: its roll, its key, its host', async () => {
    const { context, open: go } = await visit(null, phone)
    const page = await go(`/scrutins/${poll.id}/garanties`)
    const said = await page.locator('main').textContent()
    for (const words of [
      '6 personnes sont sur la liste',
      'Avec 6 personnes, le secret est mince',
      'en dessous de 5 bulletins',
      new URL(server.origin).host,
    ])
      expect(said).toContain(words)
    expect(said).toMatch(/Sa clé existe jusqu’au \d+/)
    await context.close()
  })

  test('a question asked again of the same people takes a reason, which both polls then tell', async () => {
    const { context, open: go } = await visit(world.awa, desk)
    const page = await go('/groupes/drome/scrutins/nouveau')
    expect(await page.getByLabel('Pourquoi la poser encore ?').count()).toBe(0)
    await page.getByLabel('La question').fill('quel premier chantier')
    for (const [n, choice] of ['Navette', 'Cantine'].entries()) await page.locator(`#f-choice${n}`).fill(choice)
    await page.locator('label', { has: page.locator('[value=secret]') }).click()
    await page.locator('button.sun').click()
    await page
      .getByRole('alert')
      .getByRole('link', { name: /déjà été posée à presque les mêmes personnes/ })
      .click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('f-reason')
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByLabel('Pourquoi la poser encore ?').fill('La maternité est sauvée')
    await page.locator('button.sun').click()
    await page.waitForURL(/\/scrutins\/[0-9a-z]+$/)
    for (const path of [page.url(), `/scrutins/${running.id}`]) {
      await page.goto(`${path}/garanties`)
      await page.getByText('La raison donnée : La maternité est sauvée').first().waitFor()
      expect(await wrongInEveryLook(page)).toEqual([])
    }
    await context.close()
  })

  test('is linked from the result, which says who can check what', async () => {
    const { context, open: go } = await visit(null, phone)
    const page = await go(`/scrutins/${poll.id}`)
    expect(await page.locator('section:has(#who)').textContent()).toContain('avec ton reçu, tu retrouves ton bulletin')
    for (const name of ['L’urne', 'Le dossier', 'Vérifier un dossier', 'Ce que le secret garantit'])
      expect(await page.locator('section:has(#who)').getByRole('link', { name, exact: true }).count()).toBe(1)
    await context.close()
  })
})

describe('the page that verifies', () => {
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer })
  const flipped = async () => {
    const row = world.db.selectFrom('leaf').select('bytes').where('pollId', '=', poll.id).where('position', '=', 3)
    const { bytes } = await row.executeTakeFirstOrThrow()
    const wrong = Buffer.from(bytes)
    wrong[300]! ^= 1
    const put = (to: Buffer) =>
      world.db.updateTable('leaf').set({ bytes: to }).where('pollId', '=', poll.id).where('position', '=', 3).execute()
    await put(wrong)
    const answer = await fetch(`${server.origin}${poll.url}/dossier`)
    await put(bytes)
    return Buffer.from(await answer.arrayBuffer())
  }

  test('works without a network: the sum, the ranking, one’s own ballot; then names the leaf that was touched in the database', async () => {
    const { context, open: go, complaints } = await visit(null, phone)
    const page = await go('/verifier')
    const wrong = await flipped()
    await context.setOffline(true)
    await page.getByLabel('Le dossier du scrutin').setInputFiles(file('a.dossier', dossier))
    await page.getByText('Tout est juste.').waitFor({ timeout: 90_000 })
    const result = (await world.passerBy('GET', `${poll.url}/result`)).json()
    const shown = await page.locator('section:has(#ranking) ol .h').allTextContents()
    expect(shown.map((label) => label.replace(/\s*à égalité/, '').trim())).toEqual(
      result.choices.map(({ label }: { label: string }) => label),
    )
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByLabel('Tape le numéro de suivi de ton bulletin').fill(trackers[1]!)
    await page.getByRole('button', { name: 'Chercher' }).click()
    await page.getByText('Ton bulletin est dans cette urne, à la ligne n° 2.').waitFor()
    await page.getByLabel('Vérifier un autre dossier').setInputFiles(file('b.dossier', wrong))
    await page.getByText('Ce dossier est faux.').waitFor({ timeout: 90_000 })
    expect(await page.getByText('un bulletin, ligne n° 3').count()).toBe(1)
    expect(await wrongInEveryLook(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('is one file that works from a disk, in English too, and says of any other file that it is none', async () => {
    const { context, complaints } = await visit(null, { ...desk, locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(`file://${resolve('web/build/verifier.html')}`)
    const kept = join(world.keys, 'kept.dossier')
    await writeFile(kept, dossier)
    await page.getByLabel('The dossier of the poll').setInputFiles(kept)
    await page.getByText('All of it holds.').waitFor({ timeout: 90_000 })
    await page.getByLabel('Verify another dossier').setInputFiles(file('c.dossier', Buffer.from('tout autre chose que cela')))
    await page.getByText('First fault: the manifest.').waitFor()
    await page.getByRole('button', { name: 'Français' }).click()
    await page.getByText('Premier défaut').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('is served under a policy that lets nothing out', async () => {
    const answer = await fetch(`${server.origin}/verifier`)
    const policy = answer.headers.get('content-security-policy')
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+' 'wasm-unsafe-eval'; style-src 'sha256-[^']+'; worker-src blob:; base-uri 'none'/,
    )
    const again = await fetch(`${server.origin}/verifier.html`, { headers: { 'if-none-match': answer.headers.get('etag')! } })
    expect(again.status).toBe(304)
  })
})
