import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { people, visitors } from '#server/demo/cast.ts'
import { demoLinks } from '#server/demo/links.ts'
import { seedDemo } from '#server/demo/seed.ts'
import { prepareSetupLink } from '#server/setup/setup-link.ts'
import { newWorld, type World } from '../world.ts'
import { browser, refused, told, tokenIn } from './people-world.ts'

let world: World
beforeAll(async () => {
  world = await newWorld({ PREAU_MODE: 'demo' })
  await seedDemo(world.db)
})
afterAll(() => world.close())

const enter = async (link: string) => {
  const visitor = browser(world)
  await visitor.ask('POST', `/api/sign-in-links/${tokenIn(link)}`)
  return visitor
}
const links = async () =>
  Object.fromEntries((await demoLinks(world.db, world.config.origin)).map(({ firstName, link }) => [firstName, link]))
const count = async () => {
  const tables = ['body', 'member', 'membership', 'poll', 'ballot', 'document', 'docUpdate', 'result'] as const
  return Object.fromEntries(
    await Promise.all(
      tables.map(async (table) => {
        const { rows } = await world.db
          .selectFrom(table)
          .select((one) => one.fn.countAll<number>().as('rows'))
          .executeTakeFirstOrThrow()
        return [table, Number(rows)] as const
      }),
    ),
  )
}

describe('the demonstration', () => {
  test('is a movement of thirty people, with groups, texts, polls and ballots', async () => {
    expect(await count()).toMatchObject({ body: 8, member: Object.keys(people).length })
    const { poll, ballot, document, result } = await count()
    expect([poll! >= 4, ballot! >= 20, document! >= 1, result! >= 1]).toEqual([true, true, true, true])
  })

  test('seeded again, is not seeded twice, and prints no link to found another movement', async () => {
    const before = await count()
    await Promise.all([seedDemo(world.db), seedDemo(world.db)])
    expect(await count()).toEqual(before)
    expect(await prepareSetupLink(world.db, world.config.origin)).toBeNull()
  })

  test('writes to nobody: its addresses cannot be delivered to', async () => {
    const emails = await world.db.selectFrom('member').select('email').execute()
    for (const { email } of emails) expect(email).toMatch(/^[a-z]+@demo\.invalid$/)
    expect(new Set(emails.map(({ email }) => email)).size).toBe(emails.length)
    expect(world.mail.sent).toEqual([])
  })

  test('lets in as three people who see three different things; each link serves once, and each start makes new ones', async () => {
    const first = await links()
    expect(Object.keys(first)).toEqual([...visitors])
    for (const firstName of visitors) {
      const visitor = await enter(first[firstName]!)
      const { member, bodies } = (await visitor.ask('GET', '/api/me')).json()
      expect([member.firstName, bodies.length > 1]).toEqual([firstName, true])
      expect(told(await browser(world).ask('POST', `/api/sign-in-links/${tokenIn(first[firstName]!)}`))).toEqual(refused('used'))
    }
    const second = await links()
    for (const firstName of visitors) expect(second[firstName]).not.toBe(first[firstName])
    const standing = async (firstName: string) =>
      (await (await enter(second[firstName]!)).ask('GET', '/api/bodies/drome')).json().me.standing
    expect([await standing('Lila'), await standing('Samia'), await standing('Awa')]).toEqual(['coordinator', 'member', null])
  })

  test('leaves no body without coordination', async () => {
    const heads = await world.db
      .selectFrom('membership')
      .innerJoin('body', 'body.id', 'bodyId')
      .select('slug')
      .where('standing', '=', 'coordinator')
      .execute()
    const slugs = (await world.db.selectFrom('body').select('slug').execute()).map(({ slug }) => slug)
    expect(slugs.filter((slug) => !heads.some((head) => head.slug === slug))).toEqual([])
  })

  test('has a poll to vote in, one that is closed, one that was cancelled, and every page of them answers', async () => {
    const samia = await enter((await links()).Samia!)
    type Listed = { id: string; phase: string; voted: boolean | null }
    const bodies: { slug: string }[] = (await samia.ask('GET', '/api/bodies')).json()
    const lists = await Promise.all(bodies.map(({ slug }) => samia.ask('GET', `/api/bodies/${slug}/polls`)))
    const polls = lists.flatMap((list) => list.json<{ polls: Listed[] }>().polls)
    expect(new Set(polls.map(({ phase }) => phase))).toEqual(new Set(['open', 'closed', 'cancelled', 'upcoming']))
    expect(polls.some(({ phase, voted }) => phase === 'open' && voted === false)).toBe(true)
    for (const { id, phase } of polls) {
      expect((await samia.ask('GET', `/api/polls/${id}`)).statusCode).toBe(200)
      const { statusCode } = await browser(world).ask('GET', `/api/polls/${id}/result`)
      expect([phase, statusCode]).toEqual([phase, phase === 'closed' ? 200 : 409])
    }
    expect((await samia.ask('GET', '/api/me')).json().todo.length).toBeGreaterThan(0)
  })

  test('shows the count of January 2022 as it was published', async () => {
    const { polls } = (await (await enter((await links()).Lila!)).ask('GET', '/api/bodies/les-mains-levees/polls')).json()
    const archive = polls.find(({ level }: { level: string }) => level === 'imported')
    const result = (await browser(world).ask('GET', `/api/polls/${archive.id}/result`)).json()
    expect(result).toMatchObject({ rollSize: 466_895, voters: 392_738 })
    expect(result.choices[0].label).toBe('Christiane Taubira')
  })

  test('has a charter that anyone reads', async () => {
    const [charter] = (await browser(world).ask('GET', '/api/bodies/drome/documents')).json()
    expect(charter.kind).toBe('charter')
    const { content } = (await browser(world).ask('GET', `/api/documents/${charter.id}/content`)).json()
    expect(JSON.stringify(content).length).toBeGreaterThan(2000)
  })
})
