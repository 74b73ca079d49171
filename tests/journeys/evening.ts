import { randomBytes } from 'node:crypto'
import jsqr from 'jsqr'
import { type BrowserContextOptions, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { connect } from '#db/connect.ts'
import { command, inDatabase } from '#db/scratch.ts'
import { eventually } from '../server/live/live-world.ts'
import { readMail } from '../server/people-world.ts'
import { smtpSink } from '../server/smtp-sink.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import { dropDatabase } from '../world.ts'
import { desk, newBrowsers, phone, visiting, type Visitor } from './visit.ts'

export type Evening = Awaited<ReturnType<typeof startEvening>>
export type Guest = Visitor & { firstName: string; email: string; page: Page }

/** Android’s and Windows’ own words for themselves, so that the list of one’s devices has something to tell apart. */
const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36'
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36'
export const aPhone = { ...phone, userAgent: android }
export const aLaptop = { ...desk, userAgent: windows }

/** What a movement finds on the first evening: a server process on a database with nothing in it, a real mail server, real browsers. */
export async function startEvening() {
  const database = `evening_${randomBytes(6).toString('hex')}`
  await command(inject('cluster'), `create database ${database}`)
  const where = inDatabase(inject('cluster'), database)
  const post = await smtpSink()
  const server = await startServer({ DATABASE_URL: databaseUrl(where), SMTP_URL: post.url })
  const db = connect(where)
  const browsers = await newBrowsers()
  const { origin } = server
  const visit = visiting(browsers, origin)
  const printed = () => /http\S+\/installation\/\S+/.exec(server.output())?.[0]
  await eventually(() => printed() !== undefined)

  return {
    db,
    post,
    origin,
    setupLink: printed()!,
    /** Someone with a browser of their own, who has done nothing yet. */
    async arrive(firstName: string, device: BrowserContextOptions = aPhone): Promise<Guest> {
      const visitor = await visit(null, device)
      visitor.context.setDefaultTimeout(30_000)
      const email = `${firstName.toLowerCase()}@preau.test`
      return { ...visitor, firstName, email, page: await visitor.open('/') }
    },
    async end() {
      await browsers.close()
      await server.stop()
      await post.close()
      await db.destroy()
      await dropDatabase({ database })
    },
  }
}

/** Presses a button, or follows a link, by the words on it. */
export const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
export const follow = (page: Page, name: string | RegExp) => page.getByRole('main').getByRole('link', { name, exact: true }).first().click()
export const fill = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value)
export const reads = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()
export const isAt = (page: Page, path: string | RegExp) =>
  page.waitForURL((url) => (path instanceof RegExp ? path.test(url.pathname) : url.pathname === path))

/** The address that a QR code on the page leads to, as the camera of a phone reads it. */
export async function scan(page: Page, code: string): Promise<string | undefined> {
  const image = page.locator(code)
  await image.evaluate((element) => (element as HTMLImageElement).decode())
  const { pixels, width, height } = await image.evaluate((element) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 320 })
    const paper = canvas.getContext('2d')!
    paper.fillStyle = 'white'
    paper.fillRect(0, 0, 320, 320)
    paper.drawImage(element as HTMLImageElement, 20, 20, 280, 280)
    return { pixels: [...paper.getImageData(0, 0, 320, 320).data], width: 320, height: 320 }
  })
  return jsqr.default(new Uint8ClampedArray(pixels), width, height)?.data
}

/** The n-th e-mail that someone received, from 1, once it is there: its code and the address of its link. */
export async function letter({ post, origin }: Evening, { email }: Pick<Guest, 'email'>, nth: number) {
  const to = () => post.received.filter((one) => one.to.includes(email))
  await eventually(() => to().length >= nth)
  const { code, token } = readMail(to()[nth - 1]!)
  return { code, link: token && `${origin}/entrer/${token}` }
}

/** Reads an invitation and joins with a first name and an address, up to the code that comes by e-mail. */
export async function askToJoin({ page, firstName, email }: Guest, invitation: string) {
  await page.goto(invitation)
  await fill(page, 'Ton prénom', firstName)
  await fill(page, 'Ton adresse e-mail', email)
  await press(page, 'Rejoindre')
  await reads(page, 'Le code à 6 chiffres')
}

/** Asks for the e-mail that signs in, from the page where one was sent to sign in. */
export async function askForLetter({ page }: Pick<Guest, 'page'>, email: string) {
  if (!page.url().includes('/connexion')) await page.goto('/connexion')
  await fill(page, 'Ton adresse e-mail', email)
  await press(page, 'Recevoir mon code')
}

export async function typeCode({ page }: Pick<Guest, 'page'>, code: string) {
  await fill(page, 'Le code à 6 chiffres', code)
  await press(page, 'Entrer')
}

/** What a person's pages complained of, but for the refusals that the tests ask for on purpose. */
export const worries = ({ complaints }: Pick<Guest, 'complaints'>) => complaints.filter((said) => !/status of 4\d\d/.test(said))

/** Fills the form of the one-time link. */
export async function found({ page, firstName, email }: Guest, link: string, open = true) {
  if (open) await page.goto(link)
  await fill(page, 'Nom du mouvement', 'Les Mains levées')
  await fill(page, 'Ton prénom', firstName)
  await fill(page, 'Ton adresse e-mail', email)
  await press(page, 'Ouvrir le mouvement')
}

export async function leave({ page }: Guest) {
  await page.goto('/compte')
  await press(page, 'Me déconnecter ici')
  await isAt(page, '/')
}

export async function isSignedOut({ page }: Guest) {
  await page.goto('/compte')
  await isAt(page, '/connexion')
}

export async function signsInAgain(evening: Evening, guest: Guest, nth: number) {
  await isSignedOut(guest)
  await askForLetter(guest, guest.email)
  await typeCode(guest, (await letter(evening, guest, nth)).code!)
  await isAt(guest.page, '/compte')
}

/** Someone else, let into the movement and into no group, by an invitation that its coordination makes in a page beside. */
export async function entersTheMovementOnly(evening: Evening, coordination: Guest, guest: Guest) {
  const hers = await coordination.context.newPage()
  await hers.goto('/groupes/les-mains-levees/inviter')
  await press(hers, 'Créer une invitation')
  await askToJoin(guest, await theLink(hers))
  await hers.close()
  await typeCode(guest, (await letter(evening, guest, 1)).code!)
  await isAt(guest.page, '/groupes/les-mains-levees')
}

/** Creates a group from the page of the body that it will be in. */
export async function create(page: Page, what: string, name: string) {
  await follow(page, what)
  await fill(page, 'Son nom', name)
  await press(page, 'Créer')
}

/** The address of the invitation that is on the screen. */
export const theLink = (page: Page) => page.getByRole('textbox', { name: 'Le lien' }).inputValue()

/** Makes the first invitation of the group that is on the screen; answers its address. */
export async function invitation(page: Page) {
  await follow(page, 'Inviter')
  await press(page, 'Créer une invitation')
  return theLink(page)
}
