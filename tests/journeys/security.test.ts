import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connect } from '#db/connect.ts'
import { newId } from '#server/ids.ts'
import { readMail } from '../server/people-world.ts'
import { signedIn } from '../server/polls/polls-world.ts'
import { smtpSink } from '../server/smtp-sink.ts'
import { databaseUrl, startServer, type ServerProcess } from '../server-process.ts'
import { cloneTemplate, dropDatabase } from '../world.ts'

// The whole installation as it runs: a process of its own with its built pages and a real SMTP server, spoken to as browsers do.

const trap = '<script>alert("piège")</script><img src=x onerror=alert(1)>'
const email = 'samia.la-secrete@preau.test'
let server: ServerProcess
let post: Awaited<ReturnType<typeof smtpSink>>
let db: ReturnType<typeof connect>
let where: Awaited<ReturnType<typeof cloneTemplate>>
let cookie: string

beforeAll(async () => {
  where = await cloneTemplate()
  db = connect(where)
  post = await smtpSink()
  await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: trap, slug: 'mouvement' }).execute()
  const group = { id: 'group', kind: 'group', parentId: 'movement', parentKind: 'movement', name: `Drôme ${trap}`, slug: 'drome' } as const
  await db.insertInto('body').values(group).execute()
  const samia = await signedIn(db, 'Samia<b>', { movement: 'member', group: 'coordinator' })
  cookie = samia.cookie
  await db.updateTable('member').set({ email }).where('id', '=', samia.id).execute()
  const invitation = {
    id: newId(),
    bodyId: 'group',
    token: 'aaaabbbbcccc',
    createdBy: samia.id,
    expiresAt: new Date(Date.now() + 60_000_000),
  }
  await db.insertInto('invitation').values(invitation).execute()
  server = await startServer({ DATABASE_URL: databaseUrl(where), SMTP_URL: post.url, LOG_LEVEL: 'trace' })
})
afterAll(async () => {
  await server.stop()
  await post.close()
  await db.destroy()
  await dropDatabase(where)
})

const visit = (path: string, who = '') => fetch(server.origin + path, { headers: { cookie: who }, redirect: 'manual' })
const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(server.origin + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { accept: 'text/html', origin: server.origin, ...headers },
    redirect: 'manual',
  })

const pages: [string, () => string][] = [
  ['/', () => ''],
  ['/connexion', () => ''],
  ['/i/aaaabbbbcccc', () => ''],
  ['/groupes/drome', () => ''],
  ['/aide/jugement-majoritaire', () => ''],
  ['/api', () => ''],
  ['/nulle-part', () => ''],
  ['/', () => cookie],
  ['/groupes', () => cookie],
  ['/groupes/drome', () => cookie],
  ['/groupes/drome/membres', () => cookie],
  ['/groupes/drome/inviter', () => cookie],
  ['/compte', () => cookie],
]

describe('a page', () => {
  test.each(pages)('%s runs no script but ours, in no frame, and is kept by no cache', async (path, who) => {
    const { headers } = await visit(path, who())
    const policy = headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(rule)
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).toMatch(/^'self'( '(nonce|sha256)-[^']+')*$/)
    // Kit writes one style attribute of its own, let in by its hash and nothing else.
    expect(policy.replace(/'unsafe-hashes' 'sha256-[^']+'/, '')).not.toMatch(/unsafe|\*|https?:/)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(headers.get('cache-control')).toMatch(/^private, no-(cache|store)/)
  })

  test.each(pages)('%s shows a trap as words, and asks nobody else for anything', async (path, who) => {
    const html = await (await visit(path, who())).text()
    expect(html).not.toMatch(/<script>alert|<img src=x|Samia<b>/)
    const asked = [...html.matchAll(/<(?:script|link|img|iframe|source)[^>]*\s(?:src|href)="(https?:)?\/\/([^"/]+)/g)].map(
      ([, , host]) => host,
    )
    expect(asked.filter((host) => !server.origin.endsWith(host!))).toEqual([])
  })

  test('is reached through its form by our own pages only', async () => {
    const sent = post.received.length
    for (const origin of ['https://piege.example', 'null', `${server.origin}.piege.example`])
      expect((await submit('/connexion', { email }, { origin })).status).toBe(403)
    expect(post.received.length).toBe(sent)
  })

  test.each(['//piege.example', '/\\piege.example', 'https://piege.example', 'javascript:alert(1)'])(
    'never sends elsewhere whom it was told to send to %s',
    async (retour) => {
      const answer = await submit('/reglages', { theme: 'dark', retour })
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    },
  )
})

describe('signing in by the pages', () => {
  test('the form, the e-mail, the code, a session; and the terminal shows nothing of it', async () => {
    const asked = await submit('/connexion', { email })
    expect(asked.status).toBe(303)
    await vi.waitFor(() => expect(post.received.length).toBe(1), { timeout: 5000 })
    const { code, token } = readMail(post.received[0]!)
    const place = asked.headers.get('location')!
    expect((await submit(place, { code: '000000' })).status).toBe(409)
    expect((await visit(`/entrer/${token}`)).status).toBe(200)
    const entered = await submit(place, { code: code! })
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/'])
    const session = entered.headers.getSetCookie().find((one) => one.startsWith('preau='))!
    expect(session).toMatch(/; HttpOnly/i)
    expect(session).toMatch(/; SameSite=Lax/i)
    const value = session.slice(0, session.indexOf(';'))
    expect(await (await visit('/compte', value)).text()).toContain(email)
    const secrets = { email, code, token, session: value.slice(6), id: place.split('/').at(-1)!, invitation: 'aaaabbbbcccc', name: 'Samia' }
    const log = server.output()
    expect(log).toContain('"route":"/api/sign-ins"')
    expect(Object.entries(secrets).filter(([, secret]) => log.includes(secret!))).toEqual([])
  })
})
