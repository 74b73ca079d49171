import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codePreimage, listingOf, markPreimage } from '#domain/electorate.ts'
import { rollLimits } from '#domain/limits.ts'
import { newId } from '#server/ids.ts'
import { browser, malformed, notFound, refused, told } from '../people-world.ts'
import { bringIn, electoratesWorld, type ElectoratesWorld, rollOf, send } from './electorates-world.ts'

let world: ElectoratesWorld
beforeAll(async () => void (world = await electoratesWorld()))
afterAll(() => world.close())

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const people = (roll: string, query = '') => world.awa.ask('GET', `/api/electorates/${roll}/electors${query}`)
const addOne = (roll: string, who: object) => world.awa.ask('POST', `/api/electorates/${roll}/electors`, who)
const freeze = (roll: string) => world.awa.ask('POST', `/api/electorates/${roll}/freezing`)
const names = async (roll: string, start: string) =>
  (await people(roll, `?start=${encodeURIComponent(start)}`)).json().electors.map(({ name }: { name: string }) => name)

describe('a roll', () => {
  test('is drawn up from the members of the body now: who has left, or comes later, is not on it', async () => {
    const roll = await world.newRoll('members')
    const members = await world.db.selectFrom('membership').select('memberId').where('leftAt', 'is', null).execute()
    const { electors, votes, source, frozenAt } = await rollOf(world.awa, roll)
    expect({ electors, votes, source, frozenAt }).toEqual({ electors: members.length, votes: members.length, source: 'members', frozenAt: null }) // prettier-ignore
    expect(await names(roll, 'chloe')).toEqual(['Chloé'])
  })

  test('is for its coordination alone until it is frozen, or asked about', async () => {
    const roll = await world.newRoll()
    for (const who of [world.chloe, world.dan, browser(world)]) {
      expect(told(await who.ask('GET', `/api/electorates/${roll}`))).toEqual(notFound)
      const listed = (await who.ask('GET', `/api/bodies/${world.slug}/electorates`)).json<{ id: string }[]>()
      expect(listed.map(({ id }) => id)).not.toContain(roll)
    }
    expect((await world.bilal.ask('GET', `/api/electorates/${roll}`)).statusCode).toBe(200)
  })

  test('takes and loses people one by one, found by how their address or name begins, capitals and accents or not', async () => {
    const roll = await world.newRoll()
    await bringIn(world.awa, roll, 'email;nom\nzoe.100%@exemple.org;Élodie Ñuñez\nzoe_b@exemple.org;elodie petit\nyann@exemple.org;Yann\n')
    expect((await addOne(roll, { email: ' Nina@Exemple.org ', name: '  Nina  B. ', unit: 'Isère', weight: 3 })).statusCode).toBe(204)
    expect(told(await addOne(roll, { email: 'nina@exemple.org' }))).toEqual(refused('already-there'))
    expect(told(await addOne(roll, { email: 'nina' }))).toEqual(malformed('email'))
    expect(await rollOf(world.awa, roll)).toMatchObject({ electors: 4, votes: 6 })
    expect(await names(roll, 'ÉLO')).toEqual(['Élodie Ñuñez', 'elodie petit'])
    expect(await names(roll, 'zoe_')).toEqual(['elodie petit'])
    expect(await names(roll, 'zoe.100%')).toEqual(['Élodie Ñuñez'])
    expect(await names(roll, 'ZOE')).toHaveLength(2)
    expect(await names(roll, 'inconnu')).toEqual([])
    const { electors } = (await people(roll)).json()
    expect(electors.map(({ name, line, weight }: { name: string; line: number; weight: number }) => [name, line, weight])).toEqual([
      ['Élodie Ñuñez', 2, 1],
      ['elodie petit', 3, 1],
      ['Yann', 4, 1],
      ['Nina B.', null, 3],
    ])
    const nina = electors.at(-1).memberId
    expect((await world.awa.ask('DELETE', `/api/electorates/${roll}/electors/${nina}`)).statusCode).toBe(204)
    expect(told(await world.awa.ask('DELETE', `/api/electorates/${roll}/electors/${nina}`))).toEqual(notFound)
    expect(await rollOf(world.awa, roll)).toMatchObject({ electors: 3, votes: 3 })
  })

  test('is paged by fifty, each on one page, in the order of the file, from whichever end it is looked up', async () => {
    const roll = await world.newRoll()
    const addresses = Array.from({ length: 220 }, (_, n) => `page${n}@exemple.org`)
    await bringIn(world.awa, roll, `email\n${addresses.join('\n')}\n`)
    const pages = await Promise.all([1, 2, 3, 4, 5, 6].map(async (page) => (await people(roll, `?page=${page}`)).json()))
    expect(pages.map(({ total, page, electors }) => [total, page, electors.length])).toEqual(
      [50, 50, 50, 50, 20, 0].map((size, n) => [220, n + 1, size]),
    )
    expect(pages.flatMap(({ electors }) => electors.map(({ email }: { email: string }) => email))).toEqual(addresses)
    expect((await people(roll, '?start=page')).json()).toMatchObject({ more: true, page: 1 })
  })
})

describe('a frozen roll', () => {
  test('publishes its fingerprint and its numbers to everyone, and nobody’s address; who holds a code finds their own mark', async () => {
    const roll = await world.newRoll()
    await bringIn(world.awa, roll, 'email;poids\nun@gel.org;\ndeux@gel.org;5\npas bon;\n')
    expect(told(await world.awa.ask('GET', `/api/electorates/${roll}/marks.txt`))).toEqual(refused('not-frozen'))
    expect((await freeze(roll)).statusCode).toBe(204)
    const { key } = await world.db.selectFrom('electorate').select('key').where('id', '=', roll).executeTakeFirstOrThrow()
    const lines = [{ email: 'un@gel.org', weight: 1 }, { email: 'deux@gel.org', weight: 5 }] // prettier-ignore
    const marks = lines.map((line) => sha256(markPreimage(sha256(codePreimage(key, line.email)).subarray(0, 16), line)).toString('hex'))
    const passerBy = browser(world)
    const seen = await rollOf(passerBy, roll)
    expect(seen).toMatchObject({ mayManage: false, electors: 2, votes: 6, admitted: 2, rejected: 1, files: [], additions: [] })
    const listing = await passerBy.ask('GET', `/api/electorates/${roll}/marks.txt`)
    expect(listing.body).toBe(listingOf(marks))
    expect(seen.fingerprint).toBe(sha256(listing.body).toString('hex'))
    expect(JSON.stringify(seen) + listing.body).not.toMatch(/gel\.org/)
    const deed = await world.db.selectFrom('journal').select('detail').where('what', '=', 'electorate-frozen').orderBy('id', 'desc').executeTakeFirstOrThrow() // prettier-ignore
    expect(deed.detail).toEqual({ electorate: roll, fingerprint: seen.fingerprint, admitted: 2, rejected: 1 })
  })

  test('publishes the refused lines of a file once, however often it was added: what its last reading refused', async () => {
    const roll = await world.newRoll()
    const text = 'email;poids\nun@encore.org;1\npas bon;1\ntrop@encore.org;zéro\n'
    expect(await bringIn(world.awa, roll, text)).toMatchObject({ added: 1, rejected: 2, readAgain: false })
    await bringIn(world.awa, roll, 'email\nautre@encore.org\npas bon non plus\n')
    expect(await rollOf(world.awa, roll)).toMatchObject({ refused: 3 })
    expect(await bringIn(world.awa, roll, text)).toMatchObject({ added: 0, rejected: 2 })
    const { refused: soFar, files } = await rollOf(world.awa, roll)
    expect(soFar).toBe(3)
    expect(files.map(({ readAgain }: { readAgain: boolean }) => readAgain)).toEqual([false, false, true])
    // Looked at and given up: what it refused was never of this roll.
    const { id } = (await send(world.awa, roll, 'email\nfaux\nfaux\n')).json<{ id: string }>()
    await world.awa.ask('DELETE', `/api/electorate-files/${id}`)
    await freeze(roll)
    expect(await rollOf(browser(world), roll)).toMatchObject({ admitted: 2, rejected: 3, refused: null })
  })

  test('only grows, each time with a reason that everyone reads; what was published stays', async () => {
    const roll = await world.newRoll()
    await bringIn(world.awa, roll, 'email\nun@croit.org\n')
    await freeze(roll)
    const before = await rollOf(world.awa, roll)
    const { electors } = (await people(roll)).json()
    expect(told(await world.awa.ask('DELETE', `/api/electorates/${roll}/electors/${electors[0].memberId}`))).toEqual(refused('frozen'))
    expect(told(await send(world.awa, roll, 'email\ndeux@croit.org\n'))).toEqual(refused('frozen'))
    expect(told(await freeze(roll))).toEqual(refused('frozen'))
    expect(told(await addOne(roll, { email: 'deux@croit.org', reason: ' ' }))).toEqual(refused('no-reason'))
    expect((await addOne(roll, { email: 'deux@croit.org', reason: 'Oublié par le fichier de décembre' })).statusCode).toBe(204)
    const after = await rollOf(browser(world), roll)
    expect(after).toMatchObject({ fingerprint: before.fingerprint, admitted: 1, electors: 2, additions: [{ reason: 'Oublié par le fichier de décembre' }] }) // prettier-ignore
    const listing = await browser(world).ask('GET', `/api/electorates/${roll}/marks.txt`)
    expect(sha256(listing.body).toString('hex')).toBe(before.fingerprint)
  })

  test('tells every late addition, by pages of fifty', async () => {
    const roll = await world.newRoll()
    await bringIn(world.awa, roll, 'email\nun@tard.org\n')
    await freeze(roll)
    await sql`insert into member (id, first_name, email) select 'tard' || n, '', n || '@tard.org' from generate_series(1, 1020) n`.execute(world.db) // prettier-ignore
    await sql`insert into elector (electorate_id, member_id, mark, added_at, added_by, reason)
      select ${roll}, 'tard' || n, sha256(n::text::bytea), clock_timestamp(), ${world.awa.id}, 'Retard ' || n from generate_series(1, 1020) n`.execute(world.db) // prettier-ignore
    await world.db.updateTable('electorate').set({ electors: 1021, votes: 1021 }).where('id', '=', roll).execute()
    const page = async (n: number) => (await browser(world).ask('GET', `/api/electorates/${roll}?page=${n}`)).json<{ added: number; perPage: number; additions: { mark: string }[] }>() // prettier-ignore
    const pages = await Promise.all(Array.from({ length: 21 }, (_, n) => page(n + 1)))
    expect(pages[0]).toMatchObject({ added: 1020, perPage: 50 })
    expect(new Set(pages.flatMap(({ additions }) => additions.map(({ mark }) => mark))).size).toBe(1020)
  })

  test('has someone on it, and no file that waits', async () => {
    const roll = await world.newRoll()
    expect(told(await freeze(roll))).toEqual(refused('nobody'))
    await addOne(roll, { email: 'une@seule.org' })
    const { id } = (await send(world.awa, roll, 'email\nattend@seule.org\n')).json<{ id: string }>()
    expect(told(await freeze(roll))).toEqual(refused('file-under-way'))
    await world.awa.ask('DELETE', `/api/electorate-files/${id}`)
    expect((await freeze(roll)).statusCode).toBe(204)
  })
})

test('every door of a roll refuses who does not coordinate its body, and does not exist while the roll is not seen', async () => {
  const hidden = await world.newRoll()
  const shown = await world.newRoll()
  await addOne(shown, { email: 'vue@portes.org' })
  const files = [(await send(world.awa, hidden, 'email\na@portes.org\n')).json().id]
  await freeze(shown)
  const { memberId } = (await people(shown)).json().electors[0]
  const way = { separator: ';', header: true, columns: { email: 0, firstName: null, name: null, unit: null, weight: null, language: null } }
  const doors = (roll: string) =>
    [
      ['GET', `/api/electorates/${roll}/electors`],
      ['POST', `/api/electorates/${roll}/electors`, { email: 'x@portes.org', reason: 'x' }],
      ['DELETE', `/api/electorates/${roll}/electors/${memberId}`],
      ['PUT', `/api/electorates/${roll}/claims`, { until: inDays(2), to: 'x@portes.org' }],
      ['POST', `/api/electorates/${roll}/freezing`],
    ] as const
  const ofFile = [
    ['GET', `/api/electorate-files/${files[0]}`],
    ['PUT', `/api/electorate-files/${files[0]}/way`, way],
    ['POST', `/api/electorate-files/${files[0]}/admission`],
    ['DELETE', `/api/electorate-files/${files[0]}`],
    ['GET', `/api/electorate-files/${files[0]}/rejected.csv`],
  ] as const
  for (const who of [world.chloe, world.dan]) {
    for (const [method, url, body] of doors(shown)) expect(told(await who.ask(method, url, body))).toEqual(refused('not-a-coordinator'))
    for (const [method, url, body] of [...doors(hidden), ...ofFile]) expect(told(await who.ask(method, url, body))).toEqual(notFound)
    expect(told(await send(who, shown, 'email\n'))).toEqual(refused('not-a-coordinator'))
    expect(told(await send(who, hidden, 'email\n'))).toEqual(notFound)
  }
  expect((await rollOf(world.awa, shown)).electors).toBe(1)
})

describe('« Suis-je sur la liste ? »', () => {
  const ask = (roll: string, email: string, by = browser(world)) => by.ask('POST', `/api/electorates/${roll}/claims`, { email, language: 'fr' }) // prettier-ignore

  test('answers everyone the same, and the truth to the address alone', async () => {
    const roll = await world.newRoll()
    await addOne(roll, { email: 'dessus@claims.org', weight: 2 })
    expect(told(await ask(roll, 'dessus@claims.org'))).toEqual(notFound)
    await world.awa.ask('PUT', `/api/electorates/${roll}/claims`, { until: inDays(7), to: 'liste@claims.org' })
    const sent = world.mail.sent.length
    const [there, notThere] = [await ask(roll, 'Dessus@claims.org'), await ask(roll, 'dehors@claims.org')]
    expect([told(there), Object.keys(there.headers)]).toEqual([told(notThere), Object.keys(notThere.headers)])
    expect(told(there)).toEqual([204, null])
    const [yes, no] = world.mail.sent.slice(sent)
    expect([yes!.to, yes!.subject]).toEqual(['dessus@claims.org', expect.stringContaining('Tu es sur la liste')])
    expect(yes!.text).toContain('compte pour 2 voix')
    expect([no!.to, no!.subject]).toEqual(['dehors@claims.org', expect.stringContaining('n’est pas sur la liste')])
    expect(no!.text).toContain('liste@claims.org')

    // The code that the mail gives is the one that makes the mark of the public listing.
    await freeze(roll)
    const code = /: ([0-9a-f]{32})$/m.exec(yes!.text.replaceAll('\u202f', ' '))![1]!
    const mark = sha256(markPreimage(Buffer.from(code, 'hex'), { email: 'dessus@claims.org', weight: 2 })).toString('hex')
    expect((await browser(world).ask('GET', `/api/electorates/${roll}/marks.txt`)).body).toBe(`${mark}\n`)
    expect(await world.db.selectFrom('member').select('id').where('email', '=', 'dehors@claims.org').execute()).toEqual([])
  })

  test('sends one address a few mails in a day, however many ask, and still says the same', async () => {
    const roll = await world.newRoll()
    await world.awa.ask('PUT', `/api/electorates/${roll}/claims`, { until: inDays(7), to: 'liste@claims.org' })
    const sent = world.mail.sent.length
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(roll, 'insiste@claims.org')))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(204))
    expect(world.mail.sent.length - sent).toBe(rollLimits.claimsADay)
    expect(told(await ask(roll, 'pas une adresse'))).toEqual(malformed('email'))
  })

  test('ends at its instant, or when the coordination closes it', async () => {
    const roll = await world.newRoll()
    const until = (instant: string | null, to = 'liste@claims.org') => world.awa.ask('PUT', `/api/electorates/${roll}/claims`, { until: instant, to }) // prettier-ignore
    expect(told(await until(inDays(-1)))).toEqual(refused('in-the-past'))
    expect(told(await until(inDays(100)))).toEqual(refused('too-far'))
    expect(told(await until(inDays(1), 'personne'))).toEqual(malformed('email'))
    await until(inDays(1))
    expect((await rollOf(browser(world), roll)).electors).toBeNull()
    await until(null)
    expect(told(await ask(roll, 'tard@claims.org'))).toEqual(notFound)
    await addOne(roll, { email: 'une@claims.org' })
    await freeze(roll)
    expect(told(await ask(roll, 'tard@claims.org'))).toEqual(refused('closed'))
  })

  test('one neighbourhood may ask thirty times in ten minutes', async () => {
    const roll = await world.newRoll()
    await world.awa.ask('PUT', `/api/electorates/${roll}/claims`, { until: inDays(7), to: 'liste@claims.org' })
    const one = browser(world)
    for (let n = 0; n < 30; n++) await ask(roll, `${newId()}@claims.org`, one)
    expect(told(await ask(roll, 'trop@claims.org', one))).toEqual([429, { error: 'too-many' }])
  })
})

test('who erases themselves leaves no name on a roll; the fingerprint stays what it was', async () => {
  const roll = await world.newRoll()
  await bringIn(world.awa, roll, `email;nom;groupe\n${world.chloe.email};Chloé Durand;Drôme\n`)
  await freeze(roll)
  const before = await browser(world).ask('GET', `/api/electorates/${roll}/marks.txt`)
  expect((await world.chloe.ask('GET', '/api/me/data')).json().rolls).toContainEqual({ title: 'Consultation de janvier', name: 'Chloé Durand', unit: 'Drôme', weight: 1, reason: null }) // prettier-ignore
  expect((await world.chloe.ask('DELETE', '/api/me')).statusCode).toBe(204)
  expect((await people(roll)).json().electors).toMatchObject([{ email: null, name: '', unit: '' }])
  expect((await browser(world).ask('GET', `/api/electorates/${roll}/marks.txt`)).body).toBe(before.body)
})
