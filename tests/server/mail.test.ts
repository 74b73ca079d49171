import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { connect } from '#db/connect.ts'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { openMail } from '#server/mail/open.ts'
import { noAccountLetter, signInLetter } from '#server/mail/letters.ts'
import { freePort } from '../server-process.ts'
import { addBody, browser, foundedWorld, type FoundedWorld, notFound, readMail, someone, told } from './people-world.ts'
import { smtpSink } from './smtp-sink.ts'

let world: FoundedWorld
beforeAll(async () => {
  world = await foundedWorld()
})
afterAll(() => world.close())
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** The same movement served by another process-like app, whose mail goes as the configuration says. */
async function servedWith(env: Record<string, string>) {
  const config = readConfig({ LOG_LEVEL: 'silent', ORIGIN: 'http://preau.test', ...env })
  const db = connect(world.where)
  const mail = openMail(config)
  const app = await buildApp({ db, config, mail, sealing: world.sealing })
  closing.push(
    () => db.destroy(),
    () => mail.close(),
    () => app.close(),
  )
  return { app, mail, db }
}

const from = 'Préau <bonjour@mains-levees.test>'
const received = (sink: Awaited<ReturnType<typeof smtpSink>>, count = 1) =>
  vi.waitFor(() => expect(sink.received.length).toBe(count), { timeout: 15_000, interval: 20 })

async function sink(port?: number, answers?: number[]) {
  const open = await smtpSink(port, answers)
  closing.push(open.close)
  return open
}

describe('an e-mail that really travels', () => {
  test('lets in: its text has the code and the link, and both are those that work', async () => {
    const post = await sink()
    const { app } = await servedWith({ SMTP_URL: post.url, MAIL_FROM: from })
    const visitor = browser({ app })
    const { id } = (await visitor.ask('POST', '/api/sign-ins', { email: 'Lila@preau.test' })).json()
    await received(post)
    const [letter] = post.received
    expect(letter).toMatchObject({ from: 'bonjour@mains-levees.test', to: ['lila@preau.test'] })
    expect(letter!.headers).toMatchObject({ from, to: 'lila@preau.test', 'auto-submitted': 'auto-generated' })
    expect(letter!.headers.subject).toMatch(/^\d{3} \d{3}\u202f: ton code pour entrer$/)
    expect(letter!.headers['content-type']).toContain('multipart/alternative')
    const { code, token } = readMail(letter!)
    expect(letter!.html).toContain(`href="http://preau.test/entrer/${token}"`)
    expect((await browser({ app }).ask('GET', `/api/sign-in-links/${token}`)).json().signInId).toBe(id)
    expect((await visitor.ask('POST', `/api/sign-ins/${id}/code`, { code })).statusCode).toBe(200)
  })

  test('follows nobody: no image, no script, nothing fetched, one link, and it is ours', async () => {
    const post = await sink()
    const { app } = await servedWith({ SMTP_URL: post.url, MAIL_FROM: from })
    await browser({ app }).ask('POST', '/api/sign-ins', { email: 'lila@preau.test' })
    await received(post)
    const [{ html, headers, text }] = post.received as [(typeof post.received)[0]]
    expect(html).not.toMatch(/<(img|script|link|iframe|video|object|form)|url\(|@import|background=/i)
    expect([...new Set([...`${html} ${text}`.matchAll(/https?:\/\/[^/\s"<]+/g)].map(([origin]) => origin))]).toEqual(['http://preau.test'])
    expect([...html.matchAll(/href=/g)].length).toBe(1)
    expect(Object.keys(headers).filter((name) => /track|campaign|receipt|notification|list-/i.test(name))).toEqual([])
  })

  test('in English to whom English was chosen, and to a new address a word without a code', async () => {
    const post = await sink()
    const { app } = await servedWith({ SMTP_URL: post.url, MAIL_FROM: from })
    await browser({ app }).ask('POST', '/api/sign-ins', { email: 'new@preau.test', language: 'en' })
    await received(post)
    expect(post.received[0]!.headers.subject).toBe('This address is not known here yet')
    expect(readMail(post.received[0]!)).toEqual({ code: null, token: null })
    expect(post.received[0]!.html).not.toContain('href')
  })

  test('when SMTP is down the visitor is answered at once, the code waits, and the e-mail leaves when it is back', async () => {
    const port = await freePort()
    const { app } = await servedWith({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: from })
    const visitor = browser({ app })
    // Answered while nobody listens on that port: the answer waits for no mail.
    const asked = await visitor.ask('POST', '/api/sign-ins', { email: 'lila@preau.test' })
    expect(asked.statusCode).toBe(200)
    const post = await sink(port)
    await received(post)
    const { code } = readMail(post.received[0]!)
    expect((await visitor.ask('POST', `/api/sign-ins/${asked.json().id}/code`, { code })).statusCode).toBe(200)
  })

  test('is tried again when the server says later (4xx), and given up when it says never (5xx), without an address in the log', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const later = await sink(0, [451])
    const { mail } = await servedWith({ SMTP_URL: later.url, MAIL_FROM: from })
    const message = { to: 'lila@preau.test', subject: 's', text: 't', html: '<p>t</p>' }
    mail.send(message)
    await received(later)
    expect(log).not.toHaveBeenCalled()
    const never = await sink(0, [550])
    const other = await servedWith({ SMTP_URL: never.url, MAIL_FROM: from })
    other.mail.send(message)
    await vi.waitFor(() => expect(log).toHaveBeenCalledOnce(), { timeout: 5000 })
    expect(String(log.mock.calls[0])).toMatch(/^mail given up: \w+ 550$/)
    expect(never.received).toEqual([])
    log.mockRestore()
  })
})

describe('without an SMTP server', () => {
  test('the e-mails are kept for the first coordinator, the last first, and the pages know it', async () => {
    const { app } = await servedWith({})
    const lila = browser({ app }, world.lila.jar.cookie)
    for (const email of ['samia@preau.test', 'lila@preau.test']) await browser({ app }).ask('POST', '/api/sign-ins', { email })
    const kept = (await lila.ask('GET', '/api/outbox')).json()
    expect(kept.map(({ to }: { to: string }) => to)).toEqual(['lila@preau.test', 'samia@preau.test'])
    expect(readMail(kept[0])).toEqual({ code: expect.stringMatching(/^\d{6}$/), token: expect.any(String) })
    expect((await lila.ask('GET', '/api/me')).json().outbox).toBe(true)
    expect((await lila.ask('GET', '/api/installation')).json().mail).toBe('outbox')
  })

  test('the outbox is a 404 for everyone else, another coordinator of the movement too', async () => {
    const { app } = await servedWith({})
    await addBody(world, 'Drome')
    const others = await Promise.all([
      someone(world, 'Awa', { [world.slug]: 'coordinator' }),
      someone(world, 'Bilal', { drome: 'coordinator' }),
      someone(world, 'Chloé'),
    ])
    for (const { jar } of others) {
      expect(told(await browser({ app }, jar.cookie).ask('GET', '/api/outbox'))).toEqual(notFound)
      expect((await browser({ app }, jar.cookie).ask('GET', '/api/me')).json().outbox).toBe(false)
    }
    expect((await browser({ app }).ask('GET', '/api/outbox')).statusCode).toBe(401)
  })

  test('it keeps a hundred e-mails and no more', async () => {
    const { mail } = await servedWith({})
    for (let n = 0; n < 130; n++) mail.send({ to: `${n}@preau.test`, subject: '', text: '', html: '' })
    expect([mail.outbox().length, mail.outbox()[0]!.to]).toEqual([100, '30@preau.test'])
  })

  test('with SMTP there is no outbox, for the first coordinator either', async () => {
    expect(told(await world.lila.ask('GET', '/api/outbox'))).toEqual(notFound)
  })
})

describe('the words of the e-mails', () => {
  const said = { to: 'a@preau.test', origin: 'http://preau.test', code: '012345', link: 'http://preau.test/entrer/abc' }

  test.each([
    ['fr', '012 345\u202f: ton code pour entrer', 'Pour rejoindre «\u202fDrôme\u202f», tape ce code', 'pendant un quart d’heure'],
    ['en', '012 345: your code to come in', 'To join “Drôme”, type this code', 'for a quarter of an hour'],
  ] as const)('in %s say what to do, with the typography of the language', (language, subject, joins, lasts) => {
    const letter = signInLetter({ ...said, language, joining: 'Drôme' })
    expect(letter.subject).toBe(subject)
    for (const words of [joins, lasts, '012 345']) expect(letter.text).toContain(words)
    expect(noAccountLetter({ ...said, language }).text).not.toMatch(/\d{3} \d{3}|entrer\//)
  })

  test('the name of a group cannot write in the e-mail', () => {
    const letter = signInLetter({ ...said, language: 'fr', joining: '<a href="https://piege.example">clique</a>' })
    expect(letter.html).not.toContain('<a href="https://piege.example"')
    expect(letter.html).toContain('&lt;a href=')
  })
})
