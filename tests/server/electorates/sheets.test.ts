import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codePreimage, markPreimage } from '#domain/electorate.ts'
import { addPoll, ballotFor } from '../polls/polls-world.ts'
import { malformed, refused, told } from '../people-world.ts'
import { electoratesWorld, type ElectoratesWorld, rollOf } from './electorates-world.ts'

let world: ElectoratesWorld
beforeAll(async () => void (world = await electoratesWorld()))
afterAll(() => world.close())

type Sheet = { memberId: string; sheet: number; name: string; code: string | null }
const add = (roll: string, name: string, reason?: string) => world.awa.ask('POST', `/api/electorates/${roll}/sheets`, { name, reason })
const read = async (roll: string) =>
  (await world.awa.ask('GET', `/api/electorates/${roll}/sheets`)).json<{ sheets: Sheet[]; address: string }>()
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

describe('someone without an address', () => {
  test('has a numbered sheet, whose code is told once the roll is frozen, and to the coordination only, which is written down', async () => {
    const roll = await world.newRoll()
    expect((await add(roll, 'Rose Petit')).json()).toEqual({ sheet: 1 })
    expect((await add(roll, 'Marcel')).json()).toEqual({ sheet: 2 })
    expect(told(await add(roll, '  '))).toEqual(malformed('name'))
    const { electors } = (await world.awa.ask('GET', `/api/electorates/${roll}/electors`)).json<{ electors: object[] }>()
    for (const [sheet, name] of [[1, 'Rose Petit'], [2, 'Marcel']]) expect(electors).toContainEqual(expect.objectContaining({ name, email: null, sheet })) // prettier-ignore
    expect((await read(roll)).sheets.map(({ name, code }) => [name, code])).toEqual([
      ['Rose Petit', null],
      ['Marcel', null],
    ])
    await world.awa.ask('POST', `/api/electorates/${roll}/freezing`)
    expect(told(await add(roll, 'Lucien'))).toEqual(refused('no-reason'))
    expect((await add(roll, 'Lucien', 'Oublié du fichier')).json()).toEqual({ sheet: 3 })
    const { sheets, address } = await read(roll)
    expect(address).toBe('http://preau.test/v')
    expect(new Set(sheets.map(({ code }) => code)).size).toBe(3)
    expect(told(await world.chloe.ask('GET', `/api/electorates/${roll}/sheets`))).toEqual(refused('not-a-coordinator'))
    const seen = await world.db.selectFrom('journal').select(['actorId', 'detail']).where('what', '=', 'sheets-seen').execute()
    expect(seen).toEqual([{ actorId: world.awa.id, detail: { electorate: roll, sheets: 3 } }])
  })

  test('is in the same listing, under the number of the sheet', async () => {
    const roll = await world.newRoll()
    await add(roll, 'Rose')
    await world.awa.ask('POST', `/api/electorates/${roll}/freezing`)
    const { key } = await world.db.selectFrom('electorate').select('key').where('id', '=', roll).executeTakeFirstOrThrow()
    const code = sha256(codePreimage(key, 'sheet:1')).subarray(0, 16)
    const listing = (await world.chloe.ask('GET', `/api/electorates/${roll}/marks.txt`)).body
    expect(listing).toBe(`${sha256(markPreimage(code, { email: 'sheet:1', weight: 1 })).toString('hex')}\n`)
    expect(await rollOf(world.chloe, roll)).toMatchObject({ admitted: 1, fingerprint: createHash('sha256').update(listing).digest('hex') })
  })

  test('votes with the number and the code, once, in the same count as everyone', async () => {
    const roll = await world.newRoll('members')
    await add(roll, 'Rose')
    await world.awa.ask('POST', `/api/electorates/${roll}/freezing`)
    const { id: bodyId } = await world.db.selectFrom('body').select('id').where('slug', '=', world.slug).executeTakeFirstOrThrow()
    const poll = await addPoll(world.db, { bodyId })
    await world.db.updateTable('poll').set({ electorateId: roll }).where('id', '=', poll.id).execute()
    const [rose] = (await read(roll)).sheets as [Sheet]
    const enter = (who: string) => world.app.inject({ method: 'POST', url: '/api/voting-codes', payload: { who, code: rose.code } })
    for (const copied of ['n° 1', 'N°1', 'no 1', ' 1 ', '#1']) expect((await enter(copied)).statusCode).toBe(200)
    for (const other of ['2', 'n° 2', 'n1@exemple.org', '1 1']) expect(told(await enter(other))).toEqual(refused('wrong-code'))
    const entered = await enter('1')
    const cookie = `preau-vote=${entered.json<{ token: string }>().token}`
    const cast = (grades: number[], counter = 1) => world.app.inject({ method: 'POST', url: `${poll.url}/ballots`, headers: { cookie }, payload: ballotFor(poll, grades, counter) }) // prettier-ignore
    const seen = await world.app.inject({ url: poll.url, headers: { cookie } })
    expect(seen.json()).toMatchObject({ changes: 'until-closing', me: { onTheRoll: true, changes: 'never' } })
    expect((await world.chloe.ask('GET', poll.url)).json()).toMatchObject({ me: { changes: 'until-closing' } })
    expect((await cast([4, 3, 2])).statusCode).toBe(200)
    expect(told(await cast([0, 0, 0], 2))).toEqual(refused('already-voted'))
    expect((await world.chloe.ask('POST', `${poll.url}/ballots`, ballotFor(poll, [1, 1, 1]))).statusCode).toBe(200)
    await world.db.updateTable('poll').set({ closesAt: new Date() }).where('id', '=', poll.id).execute()
    expect((await world.chloe.ask('GET', `${poll.url}/result`)).json()).toMatchObject({ voters: 2, rollSize: 5 })
  })
})
