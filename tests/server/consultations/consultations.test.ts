import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  cast,
  closePoll,
  consultationsWorld,
  type ConsultationsWorld,
  endConsultation,
  endProposals,
  form,
  inTwoHours,
  openPoll,
  readAs,
  send,
} from './consultations-world.ts'
import { readCounts } from '#domain/counts-file.ts'
import { five, fromNow, type Person } from '../polls/polls-world.ts'

let world: ConsultationsWorld
beforeAll(async () => void (world = await consultationsWorld()))
afterAll(() => world.close())

type Answer = Awaited<ReturnType<Person['knock']>>
const reasonOf = (answer: Answer) => answer.json<{ reason?: string }>().reason
const journalOf = async (id: string) => {
  const lines = await world.db.selectFrom('journal').select(['bodyId', 'what', 'detail']).orderBy('id').execute()
  return lines
    .filter(({ detail }) => (detail as { consultation?: string }).consultation === id)
    .map(({ bodyId, what }) => `${bodyId} ${what}`)
}

describe('a body sends a consultation to those inside it', () => {
  test('whose choices are locked at once when nobody is to propose any, with where each comes from', async () => {
    const sent = await send(world)
    const told = await readAs(world.dan, sent)
    expect([told.phase, told.body.name, told.result]).toEqual(['voting', 'Les Mains levées', null])
    expect(told.choices.map(({ label, source, group }: never) => [label, source, group])).toEqual([
      ['Navette', 'Rencontre nationale de juin', null],
      ['Cantine', '', null],
    ])
    expect(told.groups.map(({ slug, state }: never) => [slug, state])).toEqual([
      ['chalon', 'waiting'],
      ['drome', 'waiting'],
      ['macon', 'waiting'],
    ])
    expect(await journalOf(sent.id)).toEqual(['movement consultation-sent'])
  })

  test.each([
    ['by a member', () => world.dan, {}, 'not-a-coordinator'],
    ['by the coordination of a group', () => world.awa, {}, 'not-a-coordinator'],
    ['to a body that is not inside', () => world.nadia, { groups: ['drome', 'mains-levees'] }, 'not-inside'],
    ['to nobody', () => world.nadia, { groups: [] }, 'no-groups'],
    ['with one choice', () => world.nadia, { choices: [{ label: 'Navette' }] }, 'too-few-choices'],
    ['with an end of proposals after the deadline', () => world.nadia, { proposalsUntil: fromNow(80 * 86_400_000).toISOString() }, 'bad-proposals-end'], // prettier-ignore
  ] as const)('%s: refused, and nothing is written', async (_, who, more, reason) => {
    const count = () => world.db.selectFrom('consultation').select('id').execute()
    const before = await count()
    expect(reasonOf(await who().knock('POST', '/api/bodies/mains-levees/consultations', form(more)))).toBe(reason)
    expect(await count()).toEqual(before)
  })

  test('sealed: it is no level of a consultation', async () => {
    const answer = await world.nadia.knock('POST', '/api/bodies/mains-levees/consultations', form({ level: 'sealed' }))
    expect(answer.statusCode).toBe(400)
  })
})

describe('choices come from groups', () => {
  test('are proposed, accepted or refused with a reason, and locked; each says where it comes from', async () => {
    const sent = await send(world, { proposalsUntil: fromNow(86_400_000).toISOString() })
    const propose = (by: Person, slug: string, label: string) => by.knock('POST', `${sent.url}/groups/${slug}/choices`, { label })
    const decide = (choice: string, body: object, by = world.nadia) => by.knock('PUT', `${sent.url}/choices/${choice}/decision`, body)
    const lock = (by = world.nadia) => by.knock('POST', `${sent.url}/lock`)

    expect(reasonOf(await propose(world.malo, 'macon', 'Verger'))).toBe('not-a-coordinator')
    expect(reasonOf(await propose(world.mado, 'drome', 'Verger'))).toBe('not-a-coordinator')
    expect(reasonOf(await propose(world.nadia, 'macon', 'Verger'))).toBe('not-a-coordinator')
    expect((await propose(world.mado, 'nulle-part', 'Verger')).statusCode).toBe(404)
    const verger = (await propose(world.mado, 'macon', 'Verger')).json().id
    const stade = (await propose(world.awa, 'drome', 'Stade')).json().id
    expect(reasonOf(await propose(world.awa, 'drome', ' verger '))).toBe('repeated-choice')
    expect(reasonOf(await world.mado.knock('POST', `${sent.url}/groups/macon/poll`, inTwoHours()))).toBe('not-locked')
    expect(reasonOf(await lock())).toBe('still-proposing')

    await endProposals(world, sent)
    expect(reasonOf(await propose(world.mado, 'macon', 'Trop tard'))).toBe('not-proposing')
    expect(reasonOf(await decide(verger, { accepted: true }, world.mado))).toBe('not-a-coordinator')
    expect((await decide(verger, { accepted: true })).statusCode).toBe(204)
    expect(reasonOf(await decide(verger, { accepted: false, reason: 'Finalement non' }))).toBe('decided')
    expect(reasonOf(await lock())).toBe('undecided')
    expect(reasonOf(await decide(stade, { accepted: false, reason: ' ' }))).toBe('no-reason')
    expect((await decide(stade, { accepted: false, reason: 'Hors de nos moyens' })).statusCode).toBe(204)
    expect(reasonOf(await lock(world.mado))).toBe('not-a-coordinator')
    expect((await lock()).statusCode).toBe(204)
    expect(reasonOf(await lock())).toBe('locked')

    const seen = async (reader: { knock: Person['knock'] }) =>
      (await readAs(reader, sent)).choices.map(({ label, group, state, refusal }: never) => [label, (group as { name: string } | null)?.name, state, refusal]) // prettier-ignore
    const public_ = [
      ['Navette', undefined, 'asked', null],
      ['Cantine', undefined, 'asked', null],
      ['Verger', 'Mâcon', 'asked', null],
    ]
    expect(await seen({ knock: world.passerBy })).toEqual(public_)
    expect(await seen(world.dan)).toEqual([...public_, ['Stade', 'Drôme', 'refused', 'Hors de nos moyens']])
    const poll = await openPoll(world.chan, sent, 'chalon')
    const asked = (await world.chan.knock('GET', poll.url)).json()
    expect(asked.choices.map(({ label }: { label: string }) => label)).toEqual(['Navette', 'Cantine', 'Verger'])
    expect(asked.choices.map(({ from }: { from: string | null }) => from)).toEqual(['Rencontre nationale de juin', null, 'Mâcon'])
    expect([asked.question, asked.consultation]).toEqual(['Par quoi commencer ?', { id: sent.id, title: 'Nos priorités 2027' }])
    expect(await journalOf(sent.id)).toEqual([
      'movement consultation-sent',
      'macon consultation-choice-proposed',
      'group consultation-choice-proposed',
      'movement consultation-choice-accepted',
      'movement consultation-choice-refused',
      'movement consultation-locked',
      'chalon poll-created',
    ])
  })
})

describe('a group opens its poll', () => {
  test.each([
    ['who is a member of it', () => world.malo, 'macon', inTwoHours, 'not-a-coordinator'],
    ['who coordinates another', () => world.awa, 'macon', inTwoHours, 'not-a-coordinator'],
    ['who asks', () => world.nadia, 'macon', inTwoHours, 'not-a-coordinator'],
    [
      'who goes beyond the deadline',
      () => world.mado,
      'macon',
      () => ({ closesAt: fromNow(30 * 86_400_000).toISOString() }),
      'after-deadline',
    ],
    ['who closes it at once', () => world.mado, 'macon', () => ({ closesAt: fromNow(1000).toISOString() }), 'too-short'],
  ] as const)('but not one %s', async (_, who, slug, body, reason) => {
    const sent = await send(world)
    expect(reasonOf(await who().knock('POST', `${sent.url}/groups/${slug}/poll`, body()))).toBe(reason)
    expect((await readAs(world.dan, sent)).groups.every(({ poll }: { poll: null }) => poll === null)).toBe(true)
  })

  test('once, and again if it cancels it; two presses at once open one', async () => {
    const sent = await send(world)
    const press = () => world.mado.knock('POST', `${sent.url}/groups/macon/poll`, inTwoHours())
    const both = await Promise.all([press(), press()])
    expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409])
    const { id } = both.find(({ statusCode }) => statusCode === 200)!.json()
    expect(reasonOf(await press())).toBe('already-open')
    const later = { closesAt: fromNow(40 * 86_400_000).toISOString(), reason: 'Pont' }
    expect(reasonOf(await world.mado.knock('POST', `/api/polls/${id}/extension`, later))).toBe('after-deadline')
    expect((await world.mado.knock('POST', `/api/polls/${id}/cancellation`, { reason: 'Mauvaise date' })).statusCode).toBe(204)
    expect((await press()).statusCode).toBe(200)
  })

  test('by secret ballot only when five may vote in it', async () => {
    const sent = await send(world, { level: 'secret' })
    expect(reasonOf(await world.mado.knock('POST', `${sent.url}/groups/macon/poll`, inTwoHours()))).toBe('too-few-voters')
  })

  test('and says what was said, to members only', async () => {
    const sent = await send(world)
    const write = (by: Person) => by.knock('PUT', `${sent.url}/groups/macon/account`, { text: 'On a parlé deux heures.' })
    expect(reasonOf(await write(world.malo))).toBe('not-a-coordinator')
    expect((await write(world.mado)).statusCode).toBe(204)
    const accounts = async (reader: { knock: Person['knock'] }) =>
      (await readAs(reader, sent)).groups.find(({ slug }: { slug: string }) => slug === 'macon').account
    expect(await accounts(world.dan)).toBe('On a parlé deux heures.')
    expect(await accounts({ knock: world.passerBy })).toBeNull()
  })
})

describe('the counts', () => {
  test('are summed once it is over, each person counted once, with who did not answer', async () => {
    const sent = await send(world)
    const macon = await openPoll(world.mado, sent, 'macon')
    const drome = await openPoll(world.awa, sent, 'drome')
    // Bilal is in both groups: on the roll of the one that opened first.
    expect((await readAs(world.bilal, sent)).me).toMatchObject({ groups: ['drome', 'macon'], votesIn: 'macon' })
    expect(await cast(world.bilal, drome, [4, 0])).toBe('not-on-the-roll')
    expect(await cast(world.bilal, macon, [4, 0])).toBe(200)
    expect(await cast(world.mado, macon, [3, 1])).toBe(200)
    expect(await cast(world.awa, drome, [0, 4])).toBe(200)
    expect(await cast(world.chloe, drome, [2, 3])).toBe(200)
    await closePoll(world, macon)

    const before = await readAs(world.nadia, sent)
    expect([before.phase, before.result]).toEqual(['voting', null])
    expect(reasonOf(await world.passerBy('GET', `${sent.url}/counts.csv`))).toBe('not-closed')
    const halfway = before.groups.map(({ slug, state, turnout, counts, ahead }: never) => [slug, state, turnout, counts, ahead])
    expect(halfway).toEqual([
      ['chalon', 'waiting', null, null, []],
      ['drome', 'voting', null, null, []],
      ['macon', 'closed', { rollSize: 3, voters: 2 }, null, []],
    ])

    await closePoll(world, drome)
    await endConsultation(world, sent)
    const after = await readAs({ knock: world.passerBy }, sent)
    const [navette, cantine] = after.choices.map(({ id }: { id: string }) => id)
    expect(after.phase).toBe('over')
    expect(after.groups.map(({ slug, state, ahead }: never) => [slug, state, ahead])).toEqual([
      ['chalon', 'silent', []],
      ['drome', 'closed', [cantine]],
      ['macon', 'closed', [navette]],
    ])
    const { result } = after
    expect([result.rollSize, result.voters, result.groups, result.aheadIn]).toEqual([5, 4, 2, { [navette]: 1, [cantine]: 1 }])
    expect(result.choices.map(({ label, rank, counts }: never) => [label, rank, counts])).toEqual([
      ['Navette', 1, [1, 0, 1, 1, 1]],
      ['Cantine', 2, [1, 1, 0, 1, 1]],
    ])
    const files = await Promise.all(['json', 'csv'].map((form) => world.passerBy('GET', `${sent.url}/counts.${form}`)))
    for (const { body, headers } of files) {
      expect(headers['content-disposition']).toContain(`preau-${sent.id}`)
      const read = readCounts(body)
      expect('file' in read && { ...read.file, closedAt: read.file.closedAt !== null }).toEqual({
        ...{ question: 'Par quoi commencer ?', scale: five, rollSize: 5, voters: 4, blank: 0, spoiled: 0, votes: null, closedAt: true },
        ...{
          source: null,
          choices: [
            { label: 'Navette', counts: [1, 0, 1, 1, 1] },
            { label: 'Cantine', counts: [1, 1, 0, 1, 1] },
          ],
        },
      })
    }
    expect(reasonOf(await world.chan.knock('POST', `${sent.url}/groups/chalon/poll`, inTwoHours()))).toBe('over')
    expect(reasonOf(await world.nadia.knock('POST', `${sent.url}/cancellation`, { reason: 'Déplaît' }))).toBe('over')
  })

  test('come before the deadline when every group has closed', async () => {
    const sent = await send(world, { groups: ['macon'] })
    const poll = await openPoll(world.mado, sent, 'macon')
    await cast(world.mado, poll, [4, 0])
    await closePoll(world, poll)
    const told = await readAs(world.dan, sent)
    expect([told.phase, told.result.voters]).toEqual(['over', 1])
  })

  test('of a cancelled consultation are never summed; the polls of groups are theirs and go on', async () => {
    const sent = await send(world)
    const poll = await openPoll(world.mado, sent, 'macon')
    const cancel = (by: Person, reason: string) => by.knock('POST', `${sent.url}/cancellation`, { reason })
    expect(reasonOf(await cancel(world.mado, 'Non'))).toBe('not-a-coordinator')
    expect(reasonOf(await cancel(world.nadia, '  '))).toBe('no-reason')
    expect((await cancel(world.nadia, 'Question mal posée')).statusCode).toBe(204)
    expect(await cast(world.mado, poll, [4, 0])).toBe(200)
    await closePoll(world, poll)
    const told = await readAs(world.dan, sent)
    expect([told.phase, told.cancelReason, told.result]).toEqual(['cancelled', 'Question mal posée', null])
    expect(reasonOf(await world.passerBy('GET', `${sent.url}/counts.csv`))).toBe('cancelled')
    expect(reasonOf(await world.awa.knock('POST', `${sent.url}/groups/drome/poll`, inTwoHours()))).toBe('cancelled')
  })
})

test('the deadline moves later with a reason, by the coordination that asks, and groups may then close later', async () => {
  const sent = await send(world)
  const { closesAt: from } = await readAs(world.dan, sent)
  const to = fromNow(30 * 86_400_000).toISOString()
  const extend = (by: Person, closesAt: string, reason = 'Les vacances') => by.knock('POST', `${sent.url}/extension`, { closesAt, reason })
  expect(reasonOf(await extend(world.mado, to))).toBe('not-a-coordinator')
  expect(reasonOf(await extend(world.nadia, to, ' '))).toBe('no-reason')
  expect(reasonOf(await extend(world.nadia, from))).toBe('not-later')
  expect(reasonOf(await extend(world.nadia, fromNow(91 * 86_400_000).toISOString()))).toBe('lasts-too-long')
  const poll = await openPoll(world.mado, sent, 'macon')
  expect((await extend(world.nadia, to)).statusCode).toBe(204)
  const told = await readAs({ knock: world.passerBy }, sent)
  expect([told.closesAt, told.extensions]).toMatchObject([to, [{ from, to, reason: 'Les vacances' }]])
  const later = { closesAt: fromNow(25 * 86_400_000).toISOString(), reason: 'On se réunit plus tard' }
  expect((await world.mado.knock('POST', `${poll.url}/extension`, later)).statusCode).toBe(204)
  expect(await journalOf(sent.id)).toContain('movement consultation-extended')
  const shorten = world.db.updateTable('consultation').set({ closesAt: fromNow(1000) }).where('id', '=', sent.id) // prettier-ignore
  await expect(shorten.execute()).rejects.toThrow('never changes')
})

test('what waits is told to each coordination, and goes once it is done', async () => {
  const sent = await send(world, { proposalsUntil: fromNow(86_400_000).toISOString() })
  const waits = async (who: Person) =>
    (await who.knock('GET', '/api/me/consultations')).json().flatMap(({ id, todo }: { id: string; todo: string }) => (id === sent.id ? [todo] : [])) // prettier-ignore
  expect([await waits(world.mado), await waits(world.malo), await waits(world.nadia)]).toEqual([['propose'], [], []])
  await endProposals(world, sent)
  expect([await waits(world.mado), await waits(world.nadia)]).toEqual([[], ['choose']])
  await world.nadia.knock('POST', `${sent.url}/lock`)
  expect([await waits(world.mado), await waits(world.nadia)]).toEqual([['open'], []])
  await openPoll(world.mado, sent, 'macon')
  expect(await waits(world.mado)).toEqual([])
  const list = async (slug: string) => (await world.dan.knock('GET', `/api/bodies/${slug}/consultations`)).json()
  for (const slug of ['mains-levees', 'macon'])
    expect((await list(slug)).consultations.find(({ id }: { id: string }) => id === sent.id)).toMatchObject({ groups: 3, answered: 0, phase: 'voting' }) // prettier-ignore
})
