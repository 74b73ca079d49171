import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { drawCode } from '#domain/sealing/code.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import type { Person } from './polls-world.ts'
import { post, readPoll } from './sealed-voters.ts'
import { type SealedPoll, sealedWorld } from './sealed-world.ts'
import {
  castWithCode,
  close,
  counterOf,
  credentialOfCode,
  done,
  giveCredentials,
  handCodes,
  holdCeremony,
  partialOf,
  refused,
  send,
  sealWithCode,
  told,
  trustSeenBy,
} from './trustees.ts'

// The codes of a sealed poll: given by its registrar, cast with by its voters, replaced when one is lost.

const { world, phaseOf, announced, opened } = sealedWorld()
let poll: SealedPoll
beforeEach(async () => void (poll = await announced()))

describe('the codes', () => {
  test('are the registrar’s alone to give, in the right number, sorted; again until the poll opens', async () => {
    const codes = Array.from({ length: 8 }, () => drawCode(randomBytes(16)))
    const give = async (who: Person, list = codes) => told(await giveCredentials(world, who, poll, list, randomBytes(32)))
    expect(await give(world.awa)).toEqual(refused('not-the-registrar'))
    expect(await give(world.registrar, codes.slice(1))).toEqual(refused('wrong-count'))
    expect(await give(world.registrar, [...codes.slice(1), codes[1]!])).toEqual(refused('not-sorted'))
    expect(told(await send(world, world.registrar, `${poll.url}/credentials`, new Uint8Array(32 * 9)))).toEqual(refused('malformed-part'))
    expect(await give(world.registrar)).toEqual(done)
    expect(await give(world.registrar)).toEqual(done)
    await holdCeremony(poll.devices)
    await handCodes(world.registrar, poll)
    expect(await give(world.registrar)).toEqual(refused('already-open'))
  })

  test('are handed over before the poll opens: its registrar alone says so, and again when others are drawn', async () => {
    const give = () => giveCredentials(world, world.registrar, poll, Array.from({ length: 8 }, () => drawCode(randomBytes(16))), randomBytes(32)) // prettier-ignore
    const missing = async () => (await trustSeenBy(world.awa, poll.url)).missing
    expect(told(await handCodes(world.awa, poll))).toEqual(refused('not-the-registrar'))
    expect(told(await handCodes(world.registrar, poll))).toEqual(refused('no-codes'))
    await give()
    expect(await missing()).toEqual(['handing', 'ceremony'])
    expect(told(await handCodes(world.registrar, poll))).toEqual(done)
    const former = (await trustSeenBy(world.registrar, poll.url)).codes.givenAt!
    await give()
    expect((await trustSeenBy(world.registrar, poll.url)).codes.handedAt).toBeNull()
    // A page left open still shows the former ones, of which nothing is worth anything.
    expect(told(await handCodes(world.registrar, poll, former))).toEqual(refused('other-codes'))
    await holdCeremony(poll.devices)
    expect([await phaseOf(poll.url), await missing()]).toEqual(['not-ready', ['handing']])
    expect(told(await handCodes(world.registrar, poll))).toEqual(done)
    expect([await phaseOf(poll.url), await missing()]).toEqual(['open', []])
    expect(told(await handCodes(world.registrar, poll))).toEqual(done)
    const journal = await world.db.selectFrom('journal').select('what').where('pollId', '=', poll.id).execute()
    expect(journal.filter(({ what }) => what === 'codes-handed')).toHaveLength(2)
  })

  test('the list of people is for the registrar alone, and taking it is written in the journal', async () => {
    const roll = (await world.registrar.knock('GET', `${poll.url}/roll`)).json()
    expect([roll.total, roll.people.length, roll.people.every((one: object) => 'firstName' in one && 'email' in one)]).toEqual([8, 8, true])
    expect((await world.awa.knock('GET', `${poll.url}/roll`)).statusCode).toBe(404)
    const journal = await world.db.selectFrom('journal').select('what').where('pollId', '=', poll.id).execute()
    expect(journal.map(({ what }) => what)).toContain('roll-taken')
  })
})

describe('casting with a code', () => {
  test('binds a person to a code at the first cast: two people cannot use one code, one person cannot use two', async () => {
    const { codes } = await opened(poll)
    const [awa, bilal] = [world.awa, world.bilal]
    expect((await counterOf(awa, poll, codes[0]!)).json()).toEqual({ counter: 1 })
    expect((await castWithCode(world, awa, poll, codes[0]!, [4, 3, 2])).statusCode).toBe(200)
    expect((await counterOf(awa, poll, codes[0]!)).json()).toEqual({ counter: 2 })
    expect(told(await castWithCode(world, bilal, poll, codes[0]!, [0, 0, 0]))).toEqual(refused('used-by-another'))
    expect(told(await counterOf(bilal, poll, codes[0]!))).toEqual(refused('used-by-another'))
    expect(told(await post(world, awa, poll.url, await sealWithCode(world, poll.url, codes[1]!, [1, 1, 1], 2)))).toEqual(
      refused('not-your-credential'),
    )
    expect(told(await castWithCode(world, bilal, poll, drawCode(randomBytes(16)), [1, 1, 1]))).toEqual(refused('no-such-credential'))
    expect(told(await castWithCode(world, world.dan, poll, codes[2]!, [1, 1, 1]))).toEqual(refused('not-on-the-roll'))
    expect((await castWithCode(world, bilal, poll, codes[1]!, [1, 1, 1])).statusCode).toBe(200)
    expect((await world.awa.knock('GET', poll.url)).json().me).toMatchObject({ onTheRoll: true, casts: 1 })
  })

  test('two people who use one code at the same moment: one of them is bound, the other is told', async () => {
    const { codes } = await opened(poll)
    const ballot = await sealWithCode(world, poll.url, codes[0]!, [4, 4, 4], 1)
    const answers = await Promise.all([world.awa, world.bilal].map((who) => post(world, who, poll.url, ballot)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    const rows = await world.db.selectFrom('credential').select('memberId').where('pollId', '=', poll.id).execute()
    expect(rows.filter(({ memberId }) => memberId !== null).length).toBe(1)
  })

  test('a lost code is replaced on the board, signed by the registrar: its ballot no longer counts, its owner votes again', async () => {
    const { codes, seed } = await opened(poll)
    for (const [at, voter] of world.voters.slice(0, 6).entries()) await castWithCode(world, voter, poll, codes[at]!, [4, 4, 4])
    const { ctx } = await readPoll(world, poll.url)
    const fresh = drawCode(randomBytes(16))
    const leaves = (by: Uint8Array, lost: string, at = Date.now()) => ({
      cancel: Buffer.from(
        signLeaf(by, ctx, {
          kind: 'cancel',
          rule: 'lost-code',
          target: { credential: credentialOfCode(poll.id, lost).publicBytes },
          at,
          signer: 'Voix 1',
          reason: 'Enveloppe perdue',
        }),
      ).toString('base64'),
      add: Buffer.from(
        signLeaf(by, ctx, {
          kind: 'roll-add',
          credential: credentialOfCode(poll.id, fresh).publicBytes,
          weight: 1,
          at,
          reason: 'Enveloppe perdue',
        }),
      ).toString('base64'),
    })
    const ask = async (who: Person, body: object) => told(await who.knock('POST', `${poll.url}/reissues`, body))
    expect(await ask(world.awa, leaves(seed, codes[0]!))).toEqual(refused('not-the-registrar'))
    expect(await ask(world.registrar, leaves(randomBytes(32), codes[0]!))).toEqual(refused('not-signed'))
    expect(await ask(world.registrar, leaves(seed, drawCode(randomBytes(16))))).toEqual(refused('no-such-credential'))
    expect(await ask(world.registrar, leaves(seed, codes[0]!, Date.now() - 3_600_000))).toEqual(refused('at-another-time'))
    expect(await ask(world.registrar, leaves(seed, codes[0]!))).toEqual(done)
    expect(await ask(world.registrar, leaves(seed, codes[1]!))).toEqual(refused('already-on-the-roll'))
    expect(told(await castWithCode(world, world.awa, poll, codes[0]!, [0, 0, 0]))).toEqual(refused('credential-replaced'))
    expect((await castWithCode(world, world.awa, poll, fresh, [1, 1, 1])).statusCode).toBe(200)
    await close(world, poll)
    for (const device of poll.devices.slice(0, 2)) expect(told(await (await partialOf(world, poll, device)).give())).toEqual(done)
    const result = (await world.passerBy('GET', `${poll.url}/result`)).json()
    expect([result.voters, result.choices.map(({ counts }: { counts: number[] }) => counts)]).toEqual([6, Array.from({ length: 3 }, () => [0, 1, 0, 0, 5])]) // prettier-ignore
  })
})
