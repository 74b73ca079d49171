import { expect } from 'vitest'
import type { Standing } from '#domain/membership.ts'
import { newId } from '#server/ids.ts'
import type { Message } from '#server/mail/mail.ts'
import { prepareSetupLink } from '#server/setup/setup-link.ts'
import { newWorld, type World } from '../world.ts'
import { signedIn } from './polls/polls-world.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Answer = Awaited<ReturnType<World['app']['inject']>>
export type Browser = ReturnType<typeof browser>
export type Place = Pick<World, 'app' | 'db'>

let addresses = 0

/** A browser: it has an address of its own, keeps the session cookie it is given, and says what it is. */
export function browser({ app }: Pick<World, 'app'>, cookie = '', agent = 'Mozilla/5.0 (X11; Linux) Firefox/140.0') {
  const remoteAddress = `10.7.${addresses >> 8}.${addresses++ & 255}`
  const jar = { cookie }
  async function ask(method: Method, url: string, payload?: object | string, more: Record<string, string> = {}) {
    const headers = { 'user-agent': agent, ...(jar.cookie && { cookie: jar.cookie }), ...more }
    const answer = await app.inject({ method, url, remoteAddress, headers, ...(payload !== undefined && { payload }) })
    const given = answer.cookies.find(({ name }) => name === 'preau')
    if (given) jar.cookie = given.value ? `preau=${given.value}` : ''
    return answer
  }
  return { ask, jar, remoteAddress }
}

/** What was answered, for one comparison: `[200, {…}]`. */
export const told = (answer: Answer) => [answer.statusCode, answer.body ? answer.json() : null] as const
export const refused = (reason: string, detail?: object) => [409, { error: 'refused', reason, ...(detail && { detail }) }]
export const notFound = [404, { error: 'not-found' }]
export const signedOut = [401, { error: 'signed-out' }]
/** Which field is wrong is a promise; which of two rules names its problem is not. */
export const malformed = (...fields: string[]) => [
  400,
  { error: 'malformed', fields: fields.map((field) => ({ field, problem: expect.any(String) })) },
]

export const tokenIn = (link: string) => link.slice(link.lastIndexOf('/') + 1)

/** The code and the token of the link in an e-mail; null where there is none. */
export function readMail({ text }: Pick<Message, 'text'>) {
  const code = /^ {4}(\d{3}) (\d{3})$/m.exec(text)
  const link = /^http\S+\/entrer\/(\S+)$/m.exec(text)
  return { code: code ? `${code[1]}${code[2]}` : null, token: link?.[1] ?? null }
}

export const lastMail = ({ mail }: Pick<World, 'mail'>) => mail.sent.at(-1)!

/** A movement founded as its founders will: through the link that the terminal printed. Lila coordinates it. */
export async function foundedWorld(env: Record<string, string> = {}) {
  const world = await newWorld(env)
  const lila = browser(world)
  const token = tokenIn((await prepareSetupLink(world.db, world.config.origin))!)
  const founded = await lila.ask('POST', '/api/installation', {
    token,
    movementName: 'Les Mains levées',
    firstName: 'Lila',
    email: 'lila@preau.test',
  })
  const { slug } = founded.json<{ slug: string }>()
  return { ...world, lila, slug, setupToken: token }
}

export type FoundedWorld = Awaited<ReturnType<typeof foundedWorld>>

/** Asks for the e-mail from a browser and types its code there. */
export async function enter(world: World, visitor: Browser, email: string) {
  const { id } = (await visitor.ask('POST', '/api/sign-ins', { email })).json<{ id: string }>()
  const { code } = readMail(lastMail(world))
  return visitor.ask('POST', `/api/sign-ins/${id}/code`, { code })
}

/** Comes in by an invitation with a new address, and confirms by the code. */
export async function join(world: World, invitation: string, firstName: string, visitor = browser(world)) {
  const email = `${firstName.toLowerCase()}@preau.test`
  const asked = await visitor.ask('POST', `/api/invitations/${invitation}/join`, { firstName, email })
  const { code } = readMail(lastMail(world))
  const entered = await visitor.ask('POST', `/api/sign-ins/${asked.json().signInId}/code`, { code })
  return { visitor, email, asked, entered }
}

/** A body written straight into the database, with nobody in it. */
export async function addBody({ db }: Place, name: string, parentSlug?: string) {
  const parent = parentSlug
    ? await db.selectFrom('body').select(['id', 'kind']).where('slug', '=', parentSlug).executeTakeFirstOrThrow()
    : await db.selectFrom('body').select(['id', 'kind']).where('kind', '=', 'movement').executeTakeFirstOrThrow()
  const id = newId()
  const kind = parent.kind === 'movement' ? 'group' : 'subgroup'
  await db.insertInto('body').values({ id, kind, name, slug: name.toLowerCase(), parentId: parent.id, parentKind: parent.kind }).execute()
  return { id, slug: name.toLowerCase(), kind }
}

/** Someone who has been there since long ago, signed in: `{ drome: 'coordinator' }`; they are in the bodies above too. */
export async function someone(world: Place, firstName: string, stays: Record<string, Standing> = {}) {
  const all = await world.db.selectFrom('body').select(['id', 'slug', 'parentId']).execute()
  const wanted = new Map<string, Standing>()
  for (const [slug, standing] of Object.entries(stays)) {
    let body = all.find((one) => one.slug === slug)
    if (!body) throw new Error(`no body ${slug}`)
    wanted.set(body.id, standing)
    while ((body = all.find((one) => one.id === body!.parentId))) if (!wanted.has(body.id)) wanted.set(body.id, 'member')
  }
  const { id, cookie } = await signedIn(world.db, firstName, Object.fromEntries(wanted))
  return { id, firstName, email: `${id}@preau.test`, ...browser(world, cookie) }
}

export type Someone = Awaited<ReturnType<typeof someone>>
