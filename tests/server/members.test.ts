import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pageSize } from '#domain/limits.ts'
import {
  addBody,
  browser,
  enter,
  foundedWorld,
  type FoundedWorld,
  malformed,
  notFound,
  refused,
  signedOut,
  someone,
  type Someone,
  told,
} from './people-world.ts'

let world: FoundedWorld
let awa: Someone
let bilal: Someone
let chloe: Someone
let dan: Someone
let count = 0
let slug: string
beforeAll(async () => {
  world = await foundedWorld()
  dan = await someone(world, 'Dan', { [world.slug]: 'member' })
})
beforeEach(async () => {
  slug = (await addBody(world, `Groupe${count++}`)).slug
  awa = await someone(world, 'Awa', { [slug]: 'coordinator' })
  bilal = await someone(world, 'Bilal', { [slug]: 'member' })
  chloe = await someone(world, 'Chloé', { [slug]: 'member' })
})
afterAll(() => world.close())

const done = [204, null]
const name = (by: Pick<Someone, 'ask'>, who: Someone, standing: string, where = slug) =>
  by.ask('PUT', `/api/bodies/${where}/members/${who.id}/standing`, { standing })
const remove = (by: Pick<Someone, 'ask'>, who: Someone, where = slug) => by.ask('DELETE', `/api/bodies/${where}/members/${who.id}`)
const people = async (by: Pick<Someone, 'ask'>, where = slug) => (await by.ask('GET', `/api/bodies/${where}/members`)).json()
const standings = async (by: Pick<Someone, 'ask'>, where = slug) =>
  Object.fromEntries(
    (await people(by, where)).members.map(({ firstName, standing }: { firstName: string; standing: string }) => [firstName, standing]),
  )
const bodiesOf = async (who: Pick<Someone, 'ask'>) =>
  (await who.ask('GET', '/api/me')).json().bodies.map((body: { slug: string }) => body.slug)
const journal = (what: string) =>
  world.db
    .selectFrom('journal')
    .innerJoin('body', 'body.id', 'bodyId')
    .select(['actorId', 'detail'])
    .where('what', '=', what)
    .where('slug', '=', slug)
    .execute()

describe('the people of a body', () => {
  test('are shown to its members: coordination first, a first name and no address', async () => {
    const list = await people(bilal)
    expect(list).toMatchObject({ total: 3, page: 1 })
    expect(list.members.map(({ firstName }: { firstName: string }) => firstName)).toEqual(['Awa', 'Bilal', 'Chloé'])
    expect(Object.keys(list.members[0]).sort()).toEqual(['firstName', 'id', 'joinedAt', 'standing'])
    expect(JSON.stringify(list)).not.toContain('@')
  })

  test('are a 404 for the rest of the movement, its coordination too, and 401 for a passer-by', async () => {
    for (const who of [dan, world.lila]) expect(told(await who.ask('GET', `/api/bodies/${slug}/members`))).toEqual(notFound)
    expect(told(await browser(world).ask('GET', `/api/bodies/${slug}/members`))).toEqual(signedOut)
  })

  test('come by pages of fifty, and everyone is on exactly one', async () => {
    for (let n = 0; n < 60; n++) await someone(world, `Membre ${n}`, { [slug]: 'member' })
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map(async (page) => (await awa.ask('GET', `/api/bodies/${slug}/members?page=${page}`)).json().members),
    )
    expect([one.length, two.length, three.length]).toEqual([pageSize, 13, 0])
    expect(new Set([...one, ...two].map(({ id }: { id: string }) => id)).size).toBe(63)
  })
})

describe('the coordination of a body', () => {
  test('names another one, ends that, and both are written in its journal', async () => {
    expect(told(await name(awa, bilal, 'coordinator'))).toEqual(done)
    expect(await standings(awa)).toMatchObject({ Awa: 'coordinator', Bilal: 'coordinator', Chloé: 'member' })
    expect(told(await name(bilal, awa, 'member'))).toEqual(done)
    expect(await standings(bilal)).toMatchObject({ Awa: 'member', Bilal: 'coordinator' })
    expect((await journal('standing-given')).map(({ actorId }) => actorId)).toEqual([awa.id, bilal.id])
  })

  test('is never left empty by its last one stepping back', async () => {
    expect(told(await name(awa, awa, 'member'))).toEqual(refused('last-coordinator'))
    expect(await standings(awa)).toMatchObject({ Awa: 'coordinator' })
  })

  test('is not emptied by two who step back at the same instant', async () => {
    await name(awa, bilal, 'coordinator')
    const both = await Promise.all([name(awa, awa, 'member'), name(bilal, bilal, 'member')])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409])
  })

  test('is not emptied by two who leave at the same instant', async () => {
    await name(awa, bilal, 'coordinator')
    const both = await Promise.all([remove(awa, awa), remove(bilal, bilal)])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409])
  })

  test('naming again what someone is already changes and writes nothing', async () => {
    expect(told(await name(awa, bilal, 'member'))).toEqual(done)
    expect(await journal('standing-given')).toEqual([])
  })

  test.each([
    ['a member', () => bilal, [409, 'not-a-coordinator']],
    ['someone of the movement only', () => dan, [404, undefined]],
    ['the coordination above', () => world.lila, [404, undefined]],
  ])('%s names nobody and removes nobody', async (_, who, expected) => {
    for (const answer of [await name(who(), chloe, 'coordinator'), await name(who(), awa, 'member'), await remove(who(), chloe)])
      expect([answer.statusCode, answer.json().reason]).toEqual(expected)
    expect(await standings(awa)).toEqual({ Awa: 'coordinator', Bilal: 'member', Chloé: 'member' })
  })

  test('names nobody who is not in the body, and gives no standing that does not exist', async () => {
    expect(told(await name(awa, dan, 'coordinator'))).toEqual(notFound)
    expect(told(await remove(awa, dan))).toEqual(notFound)
    expect((await name(awa, bilal, 'president')).statusCode).toBe(400)
  })

  test('removes someone, who is then a stranger to the body and to what is inside it, and stays in the movement', async () => {
    const inside = await addBody(world, `Sous${count}`, slug)
    await someone(world, 'Fatou', { [inside.slug]: 'coordinator' })
    const nour = await someone(world, 'Nour', { [inside.slug]: 'member' })
    expect(told(await remove(awa, nour))).toEqual(done)
    expect(await bodiesOf(nour)).toEqual([world.slug])
    expect(told(await nour.ask('GET', `/api/bodies/${inside.slug}/members`))).toEqual(notFound)
    expect((await journal('member-removed'))[0]).toEqual({ actorId: awa.id, detail: { memberId: nour.id } })
  })

  test('cannot remove the last coordination of a body inside', async () => {
    const inside = await addBody(world, `Sous${count}`, slug)
    const fatou = await someone(world, 'Fatou', { [inside.slug]: 'coordinator' })
    await someone(world, 'Nour', { [inside.slug]: 'member' })
    expect(told(await remove(awa, fatou))).toEqual(refused('last-coordinator'))
    expect(await bodiesOf(fatou)).toEqual([world.slug, slug, inside.slug])
  })
})

describe('a body left without coordination', () => {
  /** A sub-group whose last members went: only Rachid came since, by an invitation that was still around. */
  async function orphan() {
    const inside = await addBody(world, `Sous${count}`, slug)
    return { inside: inside.slug, rachid: await someone(world, 'Rachid', { [inside.slug]: 'member' }) }
  }

  test('is helped by the coordination above: it sees the people, names someone, and its help ends there', async () => {
    const { inside, rachid } = await orphan()
    expect(await standings(awa, inside)).toEqual({ Rachid: 'member' })
    expect(told(await name(awa, rachid, 'coordinator', inside))).toEqual(done)
    expect(told(await awa.ask('GET', `/api/bodies/${inside}/members`))).toEqual(notFound)
    expect(told(await name(awa, rachid, 'member', inside))).toEqual(notFound)
    expect(await standings(rachid, inside)).toEqual({ Rachid: 'coordinator' })
  })

  test('with nobody left at all, is opened again by an invitation from the coordination above', async () => {
    const { inside, rachid } = await orphan()
    await remove(rachid, rachid, inside)
    const { token } = (await awa.ask('POST', `/api/bodies/${inside}/invitation`)).json()
    expect(told(await bilal.ask('POST', `/api/invitations/${token}/accept`))).toEqual([200, { slug: inside }])
    expect(told(await name(awa, bilal, 'coordinator', inside))).toEqual(done)
  })

  test.each([
    ['a member of the group above', () => bilal],
    ['the coordination two steps above', () => world.lila],
  ])('is not helped by %s', async (_, who) => {
    const { inside, rachid } = await orphan()
    expect(told(await name(who(), rachid, 'coordinator', inside))).toEqual(notFound)
    expect(told(await who().ask('POST', `/api/bodies/${inside}/invitation`))).toEqual(notFound)
  })

  test('does not name itself: its members alone may not', async () => {
    const { inside, rachid } = await orphan()
    expect(told(await name(rachid, rachid, 'coordinator', inside))).toEqual(refused('not-a-coordinator'))
  })
})

describe('leaving', () => {
  test('a member leaves a body and stays in those above', async () => {
    expect(told(await remove(bilal, bilal))).toEqual(done)
    expect(await bodiesOf(bilal)).toEqual([world.slug])
    expect(await standings(awa)).toEqual({ Awa: 'coordinator', Chloé: 'member' })
    expect(told(await remove(bilal, bilal))).toEqual(notFound)
  })

  test('leaving the movement leaves everything', async () => {
    await remove(bilal, bilal, world.slug)
    expect(await bodiesOf(bilal)).toEqual([])
  })

  test('the last coordinator does not leave others behind; alone, they may go', async () => {
    expect(told(await remove(awa, awa))).toEqual(refused('last-coordinator'))
    expect(told(await remove(awa, awa, world.slug))).toEqual(refused('last-coordinator'))
    for (const who of [bilal, chloe]) await remove(who, who)
    expect(told(await remove(awa, awa))).toEqual(done)
  })

  test('who comes back is there anew: a member, since now', async () => {
    await name(awa, bilal, 'coordinator')
    await remove(bilal, bilal)
    const { token } = (await awa.ask('POST', `/api/bodies/${slug}/invitation`)).json()
    await bilal.ask('POST', `/api/invitations/${token}/accept`)
    const [back] = (await people(bilal)).members.filter(({ firstName }: { firstName: string }) => firstName === 'Bilal')
    expect(back.standing).toBe('member')
    expect(Date.now() - Date.parse(back.joinedAt)).toBeLessThan(10_000)
  })
})

describe('one’s own account', () => {
  test('changes its first name, cleaned, and nothing else', async () => {
    expect(told(await bilal.ask('PATCH', '/api/me', { firstName: '  Jean\u202e   Marie ' }))).toEqual(done)
    expect((await bilal.ask('GET', '/api/me')).json().member.firstName).toBe('Jean Marie')
    expect(told(await bilal.ask('PATCH', '/api/me', { firstName: '\u200b' }))).toEqual(malformed('firstName'))
    expect(told(await bilal.ask('PATCH', '/api/me', { email: 'x@preau.test' }))).toEqual(malformed('email'))
    expect((await bilal.ask('PATCH', '/api/me', { language: 'de' })).statusCode).toBe(400)
    expect(told(await bilal.ask('PATCH', '/api/me', {}))).toEqual(done)
  })

  test('takes with it all that the installation holds about it, and about nobody else', async () => {
    const data = (await bilal.ask('GET', '/api/me/data')).json()
    expect(data.member).toMatchObject({ firstName: 'Bilal', email: bilal.email, language: 'fr' })
    expect(data.stays.map((stay: { name: string; leftAt: null }) => stay.leftAt)).toEqual([null, null])
    expect(data.sessions).toEqual([{ device: 'test', createdAt: expect.any(String), lastSeenAt: expect.any(String) }])
    expect(Object.keys(data).sort()).toEqual(
      ['accounts', 'attendances', 'ballots', 'deeds', 'member', 'proposals', 'proxies', 'remarks', 'rolls', 'sessions', 'stays', 'texts', 'versions'], // prettier-ignore
    )
    expect(JSON.stringify(data)).not.toMatch(/Awa|Chloé|[hH]ash/)
  })

  test('erased, leaves no name, no address, no session, no pending e-mail, and is in no list', async () => {
    await browser(world).ask('POST', '/api/sign-ins', { email: bilal.email })
    expect(told(await bilal.ask('DELETE', '/api/me'))).toEqual(done)
    expect(bilal.jar.cookie).toBe('')
    expect(await standings(awa)).toEqual({ Awa: 'coordinator', Chloé: 'member' })
    const row = await world.db.selectFrom('member').selectAll().where('id', '=', bilal.id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ firstName: '—', email: null, erasedAt: expect.any(Date) })
    for (const table of ['session', 'signIn', 'membership'] as const) {
      const rows = JSON.stringify(
        await world.db
          .selectFrom(table)
          .selectAll()
          .where(table === 'signIn' ? 'email' : 'id', 'is not', null)
          .execute(),
      )
      expect(rows).not.toContain(bilal.email)
    }
    expect(await world.db.selectFrom('session').select('id').where('memberId', '=', bilal.id).execute()).toEqual([])
  })

  test('erased, its address is again one that nobody has', async () => {
    await bilal.ask('DELETE', '/api/me')
    const answer = await enter(world, browser(world), bilal.email)
    expect(answer.statusCode).toBe(400)
    expect(world.mail.sent.at(-1)!.subject).toContain('pas encore connue')
  })

  test('of the last coordinator is not erased before someone else is named', async () => {
    expect(told(await awa.ask('DELETE', '/api/me'))).toEqual(refused('last-coordinator'))
    expect((await awa.ask('GET', '/api/me')).statusCode).toBe(200)
    await name(awa, bilal, 'coordinator')
    expect(told(await awa.ask('DELETE', '/api/me'))).toEqual(done)
  })
})
