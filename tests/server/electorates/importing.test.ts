import { readFileSync } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rollLimits } from '#domain/limits.ts'
import { insertFile } from '#server/electorates/file-queries.ts'
import { readRoll, unlessSilent } from '#server/electorates/reading.ts'
import { latin1, utf16 } from '../../domain/roll-file/files.ts'
import { databaseUrl, startServer } from '../../server-process.ts'
import { eventually } from '../live/live-world.ts'
import { refused, told } from '../people-world.ts'
import { wait } from '../polls/polls-world.ts'
import { add, bringIn, electoratesWorld, type ElectoratesWorld, fileOf, rollOf, send, tableOf } from './electorates-world.ts'

let world: ElectoratesWorld
beforeAll(async () => void (world = await electoratesWorld()))
afterAll(() => world.close())

const electors = (roll: string) =>
  world.db
    .selectFrom('elector')
    .innerJoin('member', 'member.id', 'memberId')
    .select(['email', 'name', 'unit', 'weight', 'line', 'language', 'firstName'])
    .where('electorateId', '=', roll)
    .orderBy('line')
    .execute()

const mixed = ['Courriel;Prénom;Nom;Groupe;Voix;Langue', 'Zoe@Exemple.org;Zoé;Martin;Drôme;2;fr', ';Sans;Adresse;;;', 'pas bon;X;Y;;;', 'li@exemple.org;李;;;;en', 'zoe@exemple.org;Zoé;Encore;;1;', 'w@exemple.org;W;;;zéro;'].join('\n') // prettier-ignore

describe('a file of people', () => {
  test('adds nobody before it was looked at: it says how it was understood, and every line that is refused', async () => {
    const roll = await world.newRoll()
    const { id } = (await send(world.awa, roll, mixed, 'Liste de décembre.csv')).json<{ id: string }>()
    expect(await fileOf(world.awa, id)).toMatchObject({
      name: 'Liste de décembre.csv',
      step: 'to-check',
      charset: 'utf-8',
      ...{ bytes: Buffer.byteLength(mixed), readBytes: Buffer.byteLength(mixed), lines: 6, rejected: 4, already: 0, added: 0 },
      way: { separator: ';', header: true, columns: { email: 0, firstName: 1, name: 2, unit: 3, weight: 4, language: 5 } },
      firstRow: ['Courriel', 'Prénom', 'Nom', 'Groupe', 'Voix', 'Langue'],
      first: [
        { line: 2, email: 'zoe@exemple.org', name: 'Zoé Martin', unit: 'Drôme', weight: 2, language: 'fr' },
        { line: 5, email: 'li@exemple.org', name: '李', unit: '', weight: 1, language: 'en' },
      ],
      rejections: expect.arrayContaining(['no-address', 'bad-address', 'repeated', 'bad-weight'].map((reason) => ({ reason, lines: 1 }))),
    })
    expect(await electors(roll)).toEqual([])
    expect(await world.db.selectFrom('member').select('id').where('email', '=', 'zoe@exemple.org').execute()).toEqual([])

    const done = await add(world.awa, id)
    expect(done).toMatchObject({ step: 'added', added: 2, already: 0, rejected: 4, lines: 6 })
    expect(await electors(roll)).toEqual([
      { email: 'zoe@exemple.org', name: 'Zoé Martin', unit: 'Drôme', weight: 2, line: 2, language: 'fr', firstName: '' },
      { email: 'li@exemple.org', name: '李', unit: '', weight: 1, line: 5, language: 'en', firstName: '' },
    ])
    expect(await rollOf(world.awa, roll)).toMatchObject({ electors: 2, votes: 3 })
    const csv = await world.awa.ask('GET', `/api/electorate-files/${id}/rejected.csv`)
    expect(csv.headers['content-disposition']).toBe(`attachment; filename="lignes-refusees-${id}.csv"`)
    expect(csv.body).toBe('\uFEFFline,reason\r\n3,no-address\r\n4,bad-address\r\n6,repeated\r\n7,bad-weight\r\n')
    expect(await world.db.selectFrom('filePart').select('number').execute()).toEqual([])
  })

  test('of which nothing comes any more is given up, and holds its roll no longer', async () => {
    const roll = await world.newRoll()
    const file = await insertFile(world.db, { electorateId: roll, name: 'liste.csv', bytes: 1000, startedBy: world.awa.id })
    const stalled = new PassThrough()
    stalled.write('email;nom\na@exemple.org;A\n')
    await expect(readRoll(world.db, file, null, unlessSilent(stalled, 300), { keep: true })).rejects.toThrow('interrupted')
    expect(await fileOf(world.awa, String(file))).toMatchObject({ step: 'failed', failure: 'interrupted' })
    async function* slowly() {
      for (const line of ['email;nom\n', 'a@exemple.org;A\n', 'b@exemple.org;B\n']) {
        await wait(150)
        yield Buffer.from(line)
      }
    }
    const again = await insertFile(world.db, { electorateId: roll, name: 'liste.csv', bytes: 1000, startedBy: world.awa.id })
    await readRoll(world.db, again, null, unlessSilent(Readable.from(slowly()), 300), { keep: true })
    expect(await fileOf(world.awa, String(again))).toMatchObject({ step: 'to-check', lines: 2 })
  })

  test('is read with a dozen others sent at once, and so they are again in another way: none waits for ever', async () => {
    const roll = await world.newRoll()
    const sent = await Promise.all(Array.from({ length: 12 }, (_, n) => send(world.awa, roll, tableOf(20, 100 * n))))
    expect(sent.map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(200))
    const files = sent.map((answer) => answer.json<{ id: string }>().id)
    const { way } = await fileOf(world.awa, files[0]!)
    const again = await Promise.all(files.map((id) => world.awa.ask('PUT', `/api/electorate-files/${id}/way`, way)))
    expect(again.map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(204))
    for (const id of files) expect(await fileOf(world.awa, id)).toMatchObject({ step: 'to-check', lines: 20 })
  })

  test('that comes twice adds nobody; who has an account keeps their name and their account', async () => {
    const roll = await world.newRoll()
    const text = `email;nom\n${world.chloe.email};Chloé D.\nnouvelle@exemple.org;N.\n`
    expect(await bringIn(world.awa, roll, text)).toMatchObject({ added: 2, already: 0 })
    expect(await bringIn(world.bilal, roll, text)).toMatchObject({ added: 0, already: 2 })
    expect((await electors(roll)).map(({ firstName, name }) => [firstName, name])).toEqual([
      ['Chloé', 'Chloé D.'],
      ['', 'N.'],
    ])
    expect(await rollOf(world.awa, roll)).toMatchObject({ electors: 2, votes: 2 })
  })

  test('is read again in another way when its columns were guessed wrong; one that reads nothing leaves it as it was', async () => {
    const roll = await world.newRoll()
    const { id } = (await send(world.awa, roll, 'Nom,Perso,Pro\nAwa,a@perso.fr,a@pro.fr\nBé,b@perso.fr,b@pro.fr\n')).json<{ id: string }>()
    const columns = { email: 2, firstName: null, name: 0, unit: null, weight: null, language: null }
    expect((await fileOf(world.awa, id)).way.columns.email).toBe(1)
    const way = { separator: ',', header: true, columns }
    expect((await world.awa.ask('PUT', `/api/electorate-files/${id}/way`, way)).statusCode).toBe(204)
    const nowhere = { ...way, columns: { ...columns, email: null } }
    expect(told(await world.awa.ask('PUT', `/api/electorate-files/${id}/way`, nowhere))).toEqual(refused('no-address-column'))
    expect(await fileOf(world.awa, id)).toMatchObject({ step: 'to-check', lines: 2, first: [{ email: 'a@pro.fr' }, { email: 'b@pro.fr' }] })
    await add(world.awa, id)
    expect((await electors(roll)).map(({ email }) => email)).toEqual(['a@pro.fr', 'b@pro.fr'])
    expect(told(await world.awa.ask('PUT', `/api/electorate-files/${id}/way`, way))).toEqual(refused('not-to-check'))
    expect(told(await world.awa.ask('POST', `/api/electorate-files/${id}/admission`))).toEqual(refused('not-to-check'))
  })

  test.each([
    ['in Latin-1', Buffer.from(latin1('email;nom\nelo@latin.fr;Élodie\n'))],
    ['in UTF-16', Buffer.from(utf16('email\tnom\nelo@latin.fr\tÉlodie\n', 'le'))],
    ['with its mark, quotes and line breaks', Buffer.from('\uFEFF"email";"nom"\r\n"elo@latin.fr";"Élodie"\r\n')],
  ])('%s is understood', async (_, text) => {
    const roll = await world.newRoll()
    const { id } = (await send(world.awa, roll, text)).json<{ id: string }>()
    expect((await fileOf(world.awa, id)).first).toMatchObject([{ email: 'elo@latin.fr', name: 'Élodie' }])
  })

  test.each([
    ['a spreadsheet', 'not-text', Buffer.from('504b030414000800', 'hex')],
    ['no table', 'no-address-column', 'Awa\nBilal\n'],
    ['nothing', 'no-lines', '\n\n'],
    ['one endless line', 'line-too-long', 'x'.repeat(200_000)],
  ])('%s is refused with its reason, which its roll remembers', async (_, reason, text) => {
    const roll = await world.newRoll()
    expect(told(await send(world.awa, roll, text))).toEqual(refused(reason))
    expect((await rollOf(world.awa, roll)).files).toMatchObject([{ step: 'failed', failure: reason, lines: 0 }])
  })

  test('that says it is of 2 GB is refused before it comes, and the connection is closed', async () => {
    const roll = await world.newRoll()
    const answer = await world.awa.ask('POST', `/api/electorates/${roll}/files?name=a.csv`, 'email\n', {
      'content-type': 'application/octet-stream',
      'content-length': String(2 * 1024 ** 3),
    })
    expect([told(answer), answer.headers.connection]).toEqual([refused('file-too-large'), 'close'])
    expect((await rollOf(world.awa, roll)).files).toEqual([])
    expect(rollLimits.fileBytes).toBeLessThan(2 * 1024 ** 3)
  })

  test('is given up without a trace of its people', async () => {
    const roll = await world.newRoll()
    const { id } = (await send(world.awa, roll, 'email\nperdu@exemple.org\n')).json<{ id: string }>()
    expect((await world.awa.ask('DELETE', `/api/electorate-files/${id}`)).statusCode).toBe(204)
    expect(await fileOf(world.awa, id)).toMatchObject({ step: 'failed', failure: 'abandoned', first: [] })
    expect(await world.db.selectFrom('stagedLine').select('line').where('email', '=', 'perdu@exemple.org').execute()).toEqual([])
    expect(told(await world.awa.ask('DELETE', `/api/electorate-files/${id}`))).toEqual(refused('not-to-check'))
  })
})

test('two coordinators who import overlapping files at once add everyone once', async () => {
  const roll = await world.newRoll()
  const [one, two] = await Promise.all([send(world.awa, roll, tableOf(600)), send(world.bilal, roll, tableOf(600, 300))])
  const done = await Promise.all([add(world.awa, one.json().id), add(world.bilal, two.json().id)])
  expect(done.map(({ added, already }) => added + already)).toEqual([600, 600])
  expect(done[0].added + done[1].added).toBe(900)
  expect(await rollOf(world.awa, roll)).toMatchObject({ electors: 900, votes: 900 })
  const again = await Promise.all([1, 2].map(async () => (await send(world.awa, roll, tableOf(1, 5000))).json<{ id: string }>().id))
  const confirmed = await Promise.all([again[0], again[0]].map((id) => world.awa.ask('POST', `/api/electorate-files/${id}/admission`)))
  expect(confirmed.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409])
})

describe('a server that is killed', () => {
  const port = (server: { port: number }) => server.port
  const table = tableOf(20_000, 100_000)

  async function onServer(act: (server: Awaited<ReturnType<typeof startServer>>, roll: string) => Promise<void>) {
    const roll = await world.newRoll()
    const server = await startServer({ DATABASE_URL: databaseUrl(world.where), ORIGIN: world.config.origin })
    try {
      await act(server, roll)
    } finally {
      await server.kill().catch(() => {})
    }
    return roll
  }
  const cookie = () => ({ cookie: world.awa.jar.cookie, 'content-type': 'application/octet-stream' })

  test('while it reads adds nobody, and the file is told as interrupted', async () => {
    const roll = await onServer(async (server, roll) => {
      const slow = new ReadableStream({
        async start(controller) {
          controller.enqueue(Buffer.from(table.slice(0, 300_000)))
          await new Promise((resolve) => setTimeout(resolve, 60_000))
        },
      })
      const sending = fetch(`http://127.0.0.1:${port(server)}/api/electorates/${roll}/files?name=a.csv`, { method: 'POST', headers: cookie(), body: slow, duplex: 'half' } as RequestInit).catch(() => null) // prettier-ignore
      await eventually(async () => (await rollOf(world.awa, roll)).files[0]?.step === 'reading')
      await new Promise((resolve) => setTimeout(resolve, 3500))
      // Someone else looks, by another process: it is being read still, whatever the time.
      expect((await rollOf(world.awa, roll)).files[0]).toMatchObject({ step: 'reading', failure: null })
      await server.kill()
      await sending
    })
    await eventually(async () => (await rollOf(world.awa, roll)).files[0].step === 'failed')
    expect((await rollOf(world.awa, roll)).files).toMatchObject([{ failure: 'interrupted', added: 0 }])
    expect(await rollOf(world.awa, roll)).toMatchObject({ electors: 0 })
    expect(await electors(roll)).toEqual([])
  })

  test('while it adds people adds all of them or nobody, and tells which', { timeout: 120_000 }, async () => {
    const roll = await onServer(async (server, roll) => {
      const sent = await fetch(`http://127.0.0.1:${port(server)}/api/electorates/${roll}/files?name=a.csv`, { method: 'POST', headers: cookie(), body: table }) // prettier-ignore
      const { id } = (await sent.json()) as { id: string }
      await fetch(`http://127.0.0.1:${port(server)}/api/electorate-files/${id}/admission`, { method: 'POST', headers: { cookie: world.awa.jar.cookie } }) // prettier-ignore
      await new Promise((resolve) => setTimeout(resolve, 120))
      await server.kill()
    })
    await eventually(async () => (await rollOf(world.awa, roll)).files[0].step !== 'adding')
    const { files: told, electors: n } = await rollOf(world.awa, roll)
    expect(told[0].failure === 'interrupted' ? n : n - 20_000).toBe(0)
    expect((await electors(roll)).length).toBe(n)
    // Sent again, it is as if nothing had happened.
    expect(await bringIn(world.awa, roll, table)).toMatchObject({ step: 'added', added: 20_000 - n, already: n })
  })
})

test('one domain function keeps cells from being formulas, and every table of ours is written with it', () => {
  const sources = ['domain/counts-csv.ts', 'web/src/lib/trust/mail-merge.ts'].map((path) => readFileSync(path, 'utf8'))
  for (const source of sources) expect(source).toContain('harmlessCell(')
})
