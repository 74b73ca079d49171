import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { type DossierRecord, writeDossier } from '#domain/sealing/dossier.ts'
import { readHead } from '#domain/sealing/head.ts'
import { writeLeaf } from '#domain/sealing/leaf.ts'
import { pieces } from '#domain/sealing/bytes.ts'
import { drawCode } from '#domain/sealing/code.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import { verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { fromNow, type Person, pollsWorld, type PollsWorld } from './polls-world.ts'
import { addRoll } from '../voting-links/roll-world.ts'
import { frozenNear, letClose } from './over.ts'
import { newVoters, post, readPoll } from './sealed-voters.ts'
import {
  announce,
  castWithCode,
  close,
  counterOf,
  credentialOfCode,
  done,
  draft,
  giveCodes,
  holdCeremony,
  partialOf,
  refused,
  send,
  sealWithCode,
  sumSeenBy,
  told,
  type TrusteeDevice,
  trusteeDevice,
  trustSeenBy,
} from './trustees.ts'

let world: PollsWorld
let voters: Person[]
let trustees: Person[]
let registrar: Person
beforeAll(async () => {
  world = await pollsWorld()
  const more = await newVoters(world, 5)
  voters = [world.awa, world.bilal, world.chloe, ...more]
  trustees = [world.awa, world.bilal, world.chloe]
  registrar = more[0]!
})
afterAll(() => world.close())

const phaseOf = async (url: string) => (await world.awa.knock('GET', url)).json().phase as string

let poll: { id: string; url: string }
let devices: TrusteeDevice[]
beforeEach(async () => {
  poll = await announce(world, { needed: 2, trustees, registrar })
  devices = trustees.map((who) => trusteeDevice(who, poll.id, poll.url))
})

/** Announced, its key made, its codes given: open. codes[n] is for whoever comes. */
async function opened() {
  await holdCeremony(devices)
  const given = await giveCodes(world, registrar, poll)
  expect(await phaseOf(poll.url)).toBe('open')
  return given
}

describe('the whole life of a sealed poll', () => {
  test('announced, its key made, its codes given, voted, closed, opened by two trustees of three: the result is the plain histogram', async () => {
    await holdCeremony(devices)
    // The closing that the manifest holds is the real one: a close that came before would be found by whoever verifies.
    const { closesAt, frozen } = await frozenNear(world, poll.id, () => giveCodes(world, registrar, poll))
    expect(await phaseOf(poll.url)).toBe('open')
    const { codes } = frozen
    const given = voters.map((_, at) => [at % 5, (2 * at) % 5, (3 * at + 1) % 5])
    for (const [at, voter] of voters.entries()) {
      if (at < 2) expect(told(await castWithCode(world, voter, poll, codes[at]!, [0, 0, 0]))[0]).toBe(200)
      expect(told(await castWithCode(world, voter, poll, codes[at]!, given[at]!))[0]).toBe(200)
    }
    await letClose(world, { id: poll.id, closesAt })
    expect(told(await world.passerBy('GET', `${poll.url}/result`))).toEqual(refused('being-counted'))
    const [first, , third] = devices as [TrusteeDevice, TrusteeDevice, TrusteeDevice]
    expect(told(await (await partialOf(world, poll, first)).give())).toEqual(done)
    expect(told(await world.passerBy('GET', `${poll.url}/result`))).toEqual(refused('being-counted'))
    expect(told(await (await partialOf(world, poll, third)).give())).toEqual(done)
    const result = (await world.passerBy('GET', `${poll.url}/result`)).json()
    expect([result.voters, result.rollSize, result.level]).toEqual([8, 8, 'sealed'])
    const { choices } = (await world.passerBy('GET', poll.url)).json() as { choices: { id: string }[] }
    for (const [choice, { id }] of choices.entries()) {
      const counts = [0, 1, 2, 3, 4].map((grade) => given.filter((grades) => grades[choice] === grade).length)
      expect(result.choices.find((one: { id: string }) => one.id === id).counts).toEqual(counts)
    }
    const late = await partialOf(world, poll, devices[1]!)
    expect([told(late.seen), told(await late.give())]).toEqual([refused('counted'), refused('counted')])
    expect((await verified()).fault).toBe(null)
  }, 120_000)

  /** The board and the roll as anyone takes them, held to every rule. */
  async function verified() {
    const manifest = (await world.passerBy('GET', `${poll.url}/manifest`)).rawPayload
    const roll = pieces((await world.passerBy('GET', `${poll.url}/credentials`)).rawPayload, 32)
    const { leaves } = (await world.passerBy('GET', `${poll.url}/board/leaves`)).json() as { leaves: { bytes: string }[] }
    const { heads } = (await world.passerBy('GET', `${poll.url}/board`)).json() as { heads: { head: string }[] }
    const records: DossierRecord[] = [
      { type: 'manifest', bytes: manifest },
      ...roll.map((credential) => ({ type: 'roll', entry: { credential, weight: 1 } }) as const),
      ...leaves.map(({ bytes }) => ({ type: 'leaf', bytes: Buffer.from(bytes, 'base64') }) as const),
      { type: 'head', head: readHead(Buffer.from(heads[0]!.head, 'base64')) },
    ]
    return verifyDossier(nobleGroup, () => writeDossier(records))
  }

  test('k − 1 trustees open nothing, and nobody gives a part before having found the sum', async () => {
    const { codes } = await opened()
    for (const [at, voter] of voters.slice(0, 5).entries()) await castWithCode(world, voter, poll, codes[at]!, [4, 3, 2])
    const early = await world.awa.knock('POST', `${poll.url}/opening/sums`, { hash: '0'.repeat(64) })
    expect(told(early)).toEqual(refused('not-summed'))
    await close(world, poll)
    await world.passerBy('GET', `${poll.url}/result`)
    const [first, second] = devices as [TrusteeDevice, TrusteeDevice]
    expect(told(await send(world, first.who, `${poll.url}/opening/partials`, new Uint8Array(10)))).toEqual(refused('sum-not-seen'))
    expect(told(await world.awa.knock('POST', `${poll.url}/opening/sums`, { hash: '0'.repeat(64) }))).toEqual(refused('another-sum'))
    const { partial, give } = await partialOf(world, poll, first)
    expect(told(await send(world, first.who, `${poll.url}/opening/partials`, new Uint8Array(10)))).toEqual(refused('malformed-part'))
    const bent = { ...partial, proof: partial.proof.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) }
    expect(told(await send(world, first.who, `${poll.url}/opening/partials`, writeLeaf(bent)))).toEqual(refused('wrong-partial'))
    await sumSeenBy(world, poll, second.who)
    expect(told(await send(world, second.who, `${poll.url}/opening/partials`, writeLeaf(partial)))).toEqual(refused('wrong-partial'))
    expect(told(await give())).toEqual(done)
    expect(told(await give())).toEqual(refused('already-said'))
    expect(told(await send(world, registrar, `${poll.url}/opening/partials`, writeLeaf(partial)))).toEqual(refused('not-a-trustee'))
    expect(told(await world.passerBy('GET', `${poll.url}/result`))).toEqual(refused('being-counted'))
    expect((await trustSeenBy(world.awa, poll.url)).opening).toEqual({ summed: true, tooFew: false, seen: [1, 2], partials: [1] })
  })

  test('opens nothing below five ballots, and says so', async () => {
    const { codes } = await opened()
    for (const [at, voter] of voters.slice(0, 4).entries()) await castWithCode(world, voter, poll, codes[at]!, [4, 3, 2])
    await close(world, poll)
    expect(told(await world.passerBy('GET', `${poll.url}/result`))).toEqual(refused('too-few-ballots'))
    const { opening } = await trustSeenBy(world.awa, poll.url)
    expect([opening.summed, opening.tooFew]).toEqual([false, true])
  })
})

describe('a sealed poll that is announced', () => {
  test.each([
    ['nobody to keep the key', [], 0, 4, 'no-trustees'],
    ['more needed than there are', [0, 1], 3, 4, 'needed-out-of-range'],
    ['the same person twice', [0, 1, 1], 2, 4, 'repeated-trustee'],
    ['a registrar who keeps the key too', [0, 1, 2], 2, 1, 'registrar-is-trustee'],
  ])('refuses %s', async (_, people, needed, last, reason) => {
    const trust = { needed, trustees: people.map((at) => voters[at]!.id), registrar: voters[last]!.id }
    const answer = await world.awa.knock('POST', '/api/bodies/drome/polls', { ...draft(), level: 'sealed', trust })
    expect(told(answer)).toEqual(refused(reason))
  })

  test('refuses someone who is not of the body, and ten trustees', async () => {
    const ask = (people: Person[]) =>
      world.awa.knock('POST', '/api/bodies/drome/polls', {
        ...draft(),
        level: 'sealed',
        trust: { needed: 1, trustees: people.map(({ id }) => id), registrar: registrar.id },
      })
    expect(told(await ask([world.dan]))).toEqual(refused('not-a-member'))
    expect(told(await ask(Array.from({ length: 10 }, () => world.awa)))).toEqual(refused('too-many-trustees'))
    expect(told(await world.bilal.knock('POST', '/api/bodies/drome/polls', { ...draft(), level: 'sealed' }))).toEqual(
      refused('not-a-coordinator'),
    )
  })

  test('refuses those who are not on the roll that was drawn up for it', async () => {
    const roll = await addRoll(
      world.db,
      Array.from({ length: 12 }, (_, at) => ({ email: `off${at}@roll.test` })),
    )
    const trust = { needed: 1, trustees: [world.awa.id], registrar: registrar.id }
    const asked = { ...draft(), level: 'sealed', trust, electorate: roll.id, question: 'Autre chose ?' }
    expect(told(await world.awa.knock('POST', '/api/bodies/drome/polls', asked))).toEqual(refused('off-the-roll'))
  })

  test('has its roll from then on: who joins later is not on it', async () => {
    const [late] = await newVoters(world, 1)
    expect((await late!.knock('GET', poll.url)).json().me.onTheRoll).toBe(false)
    expect((await trustSeenBy(world.awa, poll.url)).codes.rollSize).toBe(8)
    await world.db.deleteFrom('membership').where('memberId', '=', late!.id).execute()
  })

  test('is not open while something is missing, says what, and takes no ballot', async () => {
    expect(await phaseOf(poll.url)).toBe('not-ready')
    expect((await trustSeenBy(world.awa, poll.url)).missing).toEqual(['codes', 'ceremony'])
    expect(told(await post(world, world.awa, poll.url, new Uint8Array(100)))).toEqual(refused('not-ready'))
    expect(told(await counterOf(world.awa, poll, drawCode(randomBytes(16))))).toEqual(refused('not-ready'))
    await giveCodes(world, registrar, poll)
    expect((await trustSeenBy(world.awa, poll.url)).missing).toEqual(['ceremony'])
    const later = await world.awa.knock('POST', `${poll.url}/extension`, { closesAt: fromNow(7_200_000), reason: 'La cérémonie tarde' })
    expect(later.statusCode).toBe(204)
    await holdCeremony(devices)
    expect(await phaseOf(poll.url)).toBe('open')
    expect((await trustSeenBy(world.awa, poll.url)).missing).toEqual([])
  })

  test('does not open before its instant, even when everything is ready', async () => {
    poll = await announce(world, { needed: 2, trustees, registrar }, { opensAt: fromNow(1_800_000), closesAt: fromNow(3_600_000) })
    devices = trustees.map((who) => trusteeDevice(who, poll.id, poll.url))
    await holdCeremony(devices)
    await giveCodes(world, registrar, poll)
    expect(await phaseOf(poll.url)).toBe('upcoming')
    expect(told(await post(world, world.awa, poll.url, new Uint8Array(100)))).toEqual(refused('not-yet-open'))
    expect((await world.passerBy('GET', `${poll.url}/credentials`)).statusCode).toBe(404)
  })

  test('that never was ready is cancelled at its closing, and says why', async () => {
    await world.db
      .updateTable('poll')
      .set({ opensAt: fromNow(-60_000), closesAt: fromNow(-1000) })
      .where('id', '=', poll.id)
      .execute()
    const seen = (await world.awa.knock('GET', poll.url)).json()
    expect([seen.phase, seen.cancelReason]).toEqual(['cancelled', 'never-ready'])
    expect(told(await devices[0]!.announce())).toEqual(refused('cancelled'))
  })
})

describe('the key ceremony', () => {
  test('goes step by step: nobody opens before all have announced, nobody says a thing twice', async () => {
    const [first, second, third] = devices as [TrusteeDevice, TrusteeDevice, TrusteeDevice]
    expect(told(await first.open())).toEqual(refused('not-yet'))
    expect(told(await first.announce())).toEqual(done)
    expect(told(await first.announce())).toEqual(refused('already-said'))
    await second.announce()
    expect((await trustSeenBy(world.awa, poll.url)).said.map(({ number, step }) => `${number} ${step}`)).not.toContain('0 opening')
    await third.announce()
    expect((await trustSeenBy(world.awa, poll.url)).said.map(({ number, step }) => `${number} ${step}`)).toContain('0 opening')
    const stranger = await registrar.knock('POST', `${poll.url}/ceremony`, { attempt: 1, step: 'opening', bytes: '' })
    expect(told(stranger)).toEqual(refused('not-a-trustee'))
    const other = trusteeDevice(first.who, poll.id, poll.url)
    expect(told(await other.open())).toEqual(refused('not-what-was-promised'))
    expect(told(await first.open((bytes) => bytes.subarray(1)))).toEqual(refused('malformed-part'))
    expect(told(await first.open())).toEqual(done)
  })

  test('a wrong share is noticed by who receives it, names its sender, stops everything; it is begun again', async () => {
    for (const device of devices) await device.announce()
    for (const device of devices) await device.open()
    const [first, second, third] = devices as [TrusteeDevice, TrusteeDevice, TrusteeDevice]
    await first.share()
    // The share that Bilal sends to Chloé, the third of 96 bytes.
    await second.share((bytes) => bytes.map((byte, at) => (at === 2 * 96 + 40 ? byte ^ 1 : byte)))
    await third.share()
    expect(told(await first.check())).toEqual(done)
    expect(told(await third.check())).toEqual(done)
    const stopped = await trustSeenBy(world.awa, poll.url)
    const complaint = stopped.said.find(({ step }) => step === 'complaint')!
    expect([stopped.stage, complaint.number, [...Buffer.from(complaint.bytes, 'base64')]]).toEqual(['stopped', 3, [2]])
    expect(told(await second.check())).toEqual(refused('stopped'))
    expect(told(await registrar.knock('POST', `${poll.url}/ceremony/attempts`, { attempt: 1 }))).toEqual(refused('not-a-trustee'))
    expect(told(await first.who.knock('POST', `${poll.url}/ceremony/attempts`, { attempt: 1 }))).toEqual(done)
    expect(told(await second.who.knock('POST', `${poll.url}/ceremony/attempts`, { attempt: 1 }))).toEqual(refused('begun-again'))
    devices = trustees.map((who) => trusteeDevice(who, poll.id, poll.url))
    expect(new Set(await holdCeremony(devices))).toEqual(new Set([204]))
    expect((await trustSeenBy(world.awa, poll.url)).stage).toBe('done')
    expect(told(await first.who.knock('POST', `${poll.url}/ceremony/attempts`, { attempt: 2 }))).toEqual(refused('done'))
  })

  test('a confirmation of another transcript is refused: the words would differ', async () => {
    for (const step of ['announce', 'open', 'share'] as const) for (const device of devices) await device[step]()
    const bytes = randomBytes(32).toString('base64')
    const answer = await world.awa.knock('POST', `${poll.url}/ceremony`, { attempt: 1, step: 'confirmation', bytes })
    expect(told(answer)).toEqual(refused('another-transcript'))
  })

  test('shares are told to trustees alone; who is not of the body sees nothing', async () => {
    for (const step of ['announce', 'open', 'share'] as const) for (const device of devices) await device[step]()
    const shares = async (who: Person) => (await trustSeenBy(who, poll.url)).said.filter(({ step }) => step === 'shares')
    expect((await shares(registrar)).map(({ bytes }) => bytes)).toEqual(['', '', ''])
    expect((await shares(world.awa)).every(({ bytes }) => bytes.length === 384)).toBe(true)
    expect((await world.dan.knock('GET', `${poll.url}/trust`)).statusCode).toBe(404)
  })
})

describe('casting with a code', () => {
  test('binds a person to a code at the first cast: two people cannot use one code, one person cannot use two', async () => {
    const { codes } = await opened()
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
    const { codes } = await opened()
    const ballot = await sealWithCode(world, poll.url, codes[0]!, [4, 4, 4], 1)
    const answers = await Promise.all([world.awa, world.bilal].map((who) => post(world, who, poll.url, ballot)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    const rows = await world.db.selectFrom('credential').select('memberId').where('pollId', '=', poll.id).execute()
    expect(rows.filter(({ memberId }) => memberId !== null).length).toBe(1)
  })

  test('a lost code is replaced on the board, signed by the registrar: its ballot no longer counts, its owner votes again', async () => {
    const { codes, seed } = await opened()
    for (const [at, voter] of voters.slice(0, 6).entries()) await castWithCode(world, voter, poll, codes[at]!, [4, 4, 4])
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
    expect(await ask(registrar, leaves(randomBytes(32), codes[0]!))).toEqual(refused('not-signed'))
    expect(await ask(registrar, leaves(seed, drawCode(randomBytes(16))))).toEqual(refused('no-such-credential'))
    expect(await ask(registrar, leaves(seed, codes[0]!, Date.now() - 3_600_000))).toEqual(refused('at-another-time'))
    expect(await ask(registrar, leaves(seed, codes[0]!))).toEqual(done)
    expect(await ask(registrar, leaves(seed, codes[1]!))).toEqual(refused('already-on-the-roll'))
    expect(told(await castWithCode(world, world.awa, poll, codes[0]!, [0, 0, 0]))).toEqual(refused('credential-replaced'))
    expect((await castWithCode(world, world.awa, poll, fresh, [1, 1, 1])).statusCode).toBe(200)
    await close(world, poll)
    for (const device of devices.slice(0, 2)) expect(told(await (await partialOf(world, poll, device)).give())).toEqual(done)
    const result = (await world.passerBy('GET', `${poll.url}/result`)).json()
    expect([result.voters, result.choices.map(({ counts }: { counts: number[] }) => counts)]).toEqual([6, Array.from({ length: 3 }, () => [0, 1, 0, 0, 5])]) // prettier-ignore
  })
})
