import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modelRules } from '#domain/assembly-rules.ts'
import { refused, told } from '../people-world.ts'
import { fromNow } from '../polls/polls-world.ts'
import {
  adopt,
  agenda,
  assembliesWorld,
  type AssembliesWorld,
  convened,
  day,
  draft,
  mailHasLeft,
  prepare,
  rulesWith,
  see,
} from './assemblies-world.ts'

let world: AssembliesWorld
beforeAll(async () => {
  world = await assembliesWorld()
})
afterAll(() => world.close())

const rulesOf = async (who = world.bilal) => (await who.knock('GET', '/api/bodies/drome/assembly-rules')).json()

describe('the rules of a body', () => {
  test('begin with the model, which nobody adopted: nothing is convened under it', async () => {
    expect(await rulesOf()).toMatchObject({ version: 0, rules: modelRules, versions: [], may: { adopt: false } })
    const id = await prepare(world)
    expect(told(await world.awa.knock('POST', `/api/assemblies/${id}/convening`))).toEqual(refused('no-rules'))
  })

  test.each([
    ['a notice of a year', { noticeDays: 365 }, 'bad-notice'],
    ['a second notice before its time', { second: { noticeDays: -1, quorum: { part: 0, of: 1 } } }, 'bad-notice'],
    ['a quorum of more than all', { quorum: { part: 3, of: 2 } }, 'bad-quorum'],
    ['a quorum of nothing', { quorum: { part: 1, of: 0 } }, 'bad-quorum'],
    ['a threshold that adopts everything', { threshold: 0 }, 'bad-threshold'],
    ['a threshold off the scale', { threshold: 5 }, 'bad-threshold'],
    ['a majority of less than half', { majority: { part: 1, of: 3 } }, 'bad-majority'],
    ['a majority of more than all', { majority: { part: 4, of: 3 } }, 'bad-majority'],
    ['a hundred proxies', { proxies: 100 }, 'bad-proxies'],
  ])('refuse %s', async (_, variant, reason) => {
    expect(told(await adopt(world, rulesWith(variant)))).toEqual(refused(reason))
  })

  test('are adopted by the coordination, a version at a time, and never changed afterwards', async () => {
    const rules = rulesWith({ noticeDays: 10 })
    expect(told(await world.bilal.knock('POST', '/api/bodies/drome/assembly-rules', { rules, ownWords: '' }))).toEqual(
      refused('not-a-coordinator'),
    )
    expect((await world.dan.knock('GET', '/api/bodies/drome/assembly-rules')).statusCode).toBe(404)
    expect(told(await adopt(world, rules, 'Article 9 des statuts'))).toEqual([200, { version: 1 }])
    expect(told(await adopt(world, rules, 'Article 9 des statuts'))).toEqual(refused('same-rules'))
    expect(told(await adopt(world, rules, 'x'.repeat(4001)))).toEqual(refused('too-long'))
    expect(told(await adopt(world, rules, 'Article 10 des statuts'))).toEqual([200, { version: 2 }])
    const now = await rulesOf()
    expect(now).toMatchObject({
      version: 2,
      ownWords: 'Article 10 des statuts',
      versions: [{ version: 2, adoptedBy: 'Awa' }, { version: 1 }],
    })
    expect(now.clauses.ordinary.fr[0]).toMatch(/au moins 10 jours avant/)
    await expect(world.db.updateTable('assemblyRules').set({ ownWords: '' }).execute()).rejects.toThrow('never changed')
  })
})

describe('an assembly that is prepared', () => {
  test.each([
    ['no title', { title: ' ' }, 'no-title'],
    ['no place', { place: '' }, 'no-place'],
    ['a link that is none', { link: 'javascript:alert(1)' }, 'bad-link'],
    ['an hour that is past', { startsAt: fromNow(-1000).toISOString() }, 'in-the-past'],
    ['an hour too far', { startsAt: fromNow(400 * day).toISOString() }, 'too-far'],
    ['no agenda', { agenda: [] }, 'no-agenda'],
    ['a point without a title', { agenda: [{ title: '', text: '', resolution: null }] }, 'item-without-title'],
    ['too many points', { agenda: Array.from({ length: 41 }, () => agenda[0]!) }, 'too-many-items'],
    ['too long a resolution', { agenda: [{ title: 'A', text: '', resolution: 'x'.repeat(2001) }] }, 'too-long'],
  ])('is refused with %s', async (_, change, reason) => {
    expect(told(await world.awa.knock('POST', '/api/bodies/drome/assemblies', draft(change)))).toEqual(refused(reason))
  })

  test('is prepared and seen by the coordination only', async () => {
    expect(told(await world.bilal.knock('POST', '/api/bodies/drome/assemblies', draft()))).toEqual(refused('not-a-coordinator'))
    const id = await prepare(world)
    expect((await world.bilal.knock('GET', `/api/assemblies/${id}`)).statusCode).toBe(404)
    const list = async (who: typeof world.awa) => (await who.knock('GET', '/api/bodies/drome/assemblies')).json().assemblies
    expect((await list(world.awa)).map((one: { id: string }) => one.id)).toContain(id)
    expect(await list(world.bilal)).toEqual([])
    const changed = draft({ title: 'Autre titre', agenda: agenda.slice(1) })
    expect((await world.awa.knock('PUT', `/api/assemblies/${id}`, changed)).statusCode).toBe(204)
    expect(await see(world.awa, id)).toMatchObject({
      stage: 'draft',
      title: 'Autre titre',
      agenda: agenda.slice(1),
      roll: null,
      quorum: null,
    })
  })
})

describe('the convening', () => {
  test('keeps the notice of the rules, and says the earliest day', async () => {
    await adopt(world, rulesWith({ noticeDays: 15 }))
    const id = await prepare(world, { startsAt: fromNow(14 * day).toISOString() })
    const answer = await world.awa.knock('POST', `/api/assemblies/${id}/convening`)
    expect(answer.json()).toMatchObject({ error: 'refused', reason: 'notice-too-short' })
    const earliest = new Date(answer.json().detail.earliest).getTime()
    expect(Math.abs(earliest - Date.now() - 15 * day)).toBeLessThan(10_000)
    expect(world.mail.sent).toEqual([])
    expect(await see(world.awa, id)).toMatchObject({ stage: 'draft', roll: null })
  })

  test('needs a place where the statutes do not allow a distance, and is the coordination’s', async () => {
    const id = await prepare(world, { place: '', link: 'https://visio.example/ag' })
    expect(told(await world.awa.knock('POST', `/api/assemblies/${id}/convening`))).toEqual(refused('remote-not-allowed'))
    await adopt(world, rulesWith({}, true))
    expect((await world.bilal.knock('POST', `/api/assemblies/${id}/convening`)).statusCode).toBe(404)
    expect((await world.awa.knock('POST', `/api/assemblies/${id}/convening`)).statusCode).toBe(200)
  })

  test('freezes the roll, locks the agenda, writes to each and keeps the proof; later rules do not touch it', async () => {
    await mailHasLeft(world)
    world.mail.sent.length = 0
    const id = await convened(world, rulesWith({ noticeDays: 5 }))
    expect(await see(world.awa, id)).toMatchObject({ notices: { sent: 0, waiting: 3, failed: 0, of: 3, first: null } })
    await mailHasLeft(world)
    const assembly = await see(world.bilal, id)
    const { electorateId } = await world.db.selectFrom('assembly').select('electorateId').where('id', '=', id).executeTakeFirstOrThrow()
    const { body: listing } = await world.passerBy('GET', `/api/electorates/${electorateId}/marks.txt`)
    const fingerprint = createHash('sha256').update(listing).digest('hex')
    expect(assembly).toMatchObject({
      stage: 'convened',
      roll: { size: 3, fingerprint },
      notices: { sent: 3, of: 3 },
      rules: { noticeDays: 5 },
    })
    expect(world.mail.sent.map(({ to }) => to).sort()).toEqual(
      [world.awa, world.bilal, world.chloe].map((member) => `${member.id}@preau.test`).sort(),
    )
    expect(world.mail.sent[0]!.text).toMatch(/Salle des fêtes, Crest[^]*2\. Les comptes \(une résolution sera votée\)[^]*assemblees/)
    const electorate = await world.db.selectFrom('assembly').innerJoin('electorate', 'electorate.id', 'electorateId').selectAll('electorate').where('assembly.id', '=', id).executeTakeFirstOrThrow() // prettier-ignore
    expect(electorate).toMatchObject({ source: 'members', admitted: 3, rejected: 0, frozenBy: world.awa.id })
    expect(told(await world.awa.knock('PUT', `/api/assemblies/${id}`, draft()))).toEqual(refused('already-convened'))
    expect(told(await world.awa.knock('POST', `/api/assemblies/${id}/convening`))).toEqual(refused('already-convened'))
    const version = (assembly as unknown as { rules: { version: number } }).rules.version
    await adopt(world, rulesWith({ noticeDays: 6 }))
    expect(await see(world.bilal, id)).toMatchObject({ rules: { version, noticeDays: 5 } })
    expect((await world.dan.knock('GET', `/api/assemblies/${id}`)).statusCode).toBe(404)
  })

  test('is kept by the database: no point is added, changed or taken away', async () => {
    const id = await convened(world)
    const { agenda: items } = await see(world.awa, id)
    const one = { id: 'new', assemblyId: id, position: 9, title: 'Autre chose' }
    await expect(world.db.insertInto('assemblyItem').values(one).execute()).rejects.toThrow('never changes')
    await expect(world.db.updateTable('assemblyItem').set({ title: 'X' }).where('id', '=', items[0]!.id).execute()).rejects.toThrow(
      'never changes',
    )
    await expect(world.db.deleteFrom('assemblyItem').where('id', '=', items[0]!.id).execute()).rejects.toThrow('never changes')
  })

  test('sends what was not sent, and what an address refused, once', async () => {
    const id = await convened(world)
    await mailHasLeft(world)
    const { id: mailing } = await world.db.selectFrom('mailing').select('id').where('assemblyId', '=', id).executeTakeFirstOrThrow()
    const deliveries = world.db.updateTable('delivery').where('mailingId', '=', mailing)
    await deliveries.set({ sentAt: null, failedAt: new Date(), problem: '550' }).where('memberId', '=', world.bilal.id).execute()
    await world.db.deleteFrom('delivery').where('mailingId', '=', mailing).where('memberId', '=', world.chloe.id).execute()
    expect(await see(world.awa, id)).toMatchObject({ notices: { sent: 1, waiting: 0, failed: 1 } })
    const again = () => world.awa.knock('POST', `/api/assemblies/${id}/notices`)
    expect(told(await world.bilal.knock('POST', `/api/assemblies/${id}/notices`))).toEqual(refused('not-a-coordinator'))
    expect(told(await again())).toEqual([200, { messages: 2 }])
    expect(told(await again())).toEqual([200, { messages: 0 }])
    await mailHasLeft(world)
    expect(await see(world.awa, id)).toMatchObject({ notices: { sent: 3, waiting: 0, failed: 0 } })
  })
})
