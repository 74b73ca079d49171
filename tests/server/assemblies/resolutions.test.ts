import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assemblyScale } from '#domain/assembly-rules.ts'
import { findAssembly, lockAssembly } from '#server/assemblies/queries.ts'
import { newId } from '#server/ids.ts'
import { insertPoll } from '#server/polls/queries.ts'
import { refused, told } from '../people-world.ts'
import { fromNow, type Person, wait } from '../polls/polls-world.ts'
import { assembliesWorld, type AssembliesWorld, ballot, closeVote, givenProxy, more, opened, putToVote, rulesWith, see, tick, type Vote } from './assemblies-world.ts' // prettier-ignore

let world: AssembliesWorld
let fatou: Person
beforeAll(async () => {
  world = await assembliesWorld()
  ;[fatou] = (await more(world, 'Fatou', 'Jo')) as [Person, Person]
})
afterAll(() => world.close())

const rules = (remote = false) => rulesWith({ noticeDays: 0, quorum: { part: 2, of: 5 } }, remote)
const vote = (who: Person, poll: Vote, grade: number, counter = 1) => who.knock('POST', `${poll.url}/ballots`, ballot(poll, grade, counter))
const voteFor = (who: Person, poll: Vote, proxy: string, grade: number, counter = 1, again?: object) =>
  who.knock('POST', `${poll.url}/proxy-ballots`, { ...(again ?? ballot(poll, grade, counter)), proxy })
const seatsOf = async (who: Person, poll: Vote) => (await who.knock('GET', poll.url)).json().me.seats
const put = (who: Person, id: string, item: string) => who.knock('POST', `/api/assemblies/${id}/items/${item}/poll`)

describe('a resolution', () => {
  test('is put to the vote by who runs an open assembly, one at a time, once; only what is on the agenda', async () => {
    const id = await opened(world, rules())
    const { agenda } = await see(world.awa, id)
    expect(told(await put(world.chloe, id, agenda[1]!.id))).toEqual(refused('not-an-officer'))
    expect(told(await put(world.bilal, id, agenda[0]!.id))).toEqual(refused('no-resolution'))
    expect((await put(world.bilal, id, 'nothing')).statusCode).toBe(404)
    const poll = await putToVote(world, id)
    expect(told(await put(world.bilal, id, agenda[1]!.id))).toEqual(refused('already-voted'))
    expect(told(await put(world.bilal, id, agenda[2]!.id))).toEqual(refused('vote-under-way'))
    expect(told(await world.awa.knock('POST', `/api/assemblies/${id}/closing`))).toEqual(refused('vote-under-way'))
    const later = { reason: 'Un doute', closesAt: fromNow(86_400_000).toISOString() }
    expect(told(await world.awa.knock('POST', `${poll.url}/extension`, later))).toEqual(refused('of-an-assembly'))
    expect((await world.awa.knock('GET', poll.url)).json().me.may).toMatchObject({ extend: false, cancel: true, write: false })
    await vote(world.awa, poll, 4)
    await vote(world.bilal, poll, 2)
    expect(told(await closeVote(world.chloe, id, poll))).toEqual(refused('not-an-officer'))
    expect((await closeVote(world.bilal, id, poll)).statusCode).toBe(204)
    expect(told(await closeVote(world.bilal, id, poll))).toEqual(refused('not-under-way'))
    expect(told(await vote(world.awa, poll, 0, 2))).toEqual(refused('closed'))
    const told2 = (await see(world.chloe, id)).agenda[1]!.vote
    // Half of the ballots at "Très bien", half at "Passable": the lower median is "Passable", which is the threshold.
    expect(told2).toMatchObject({ phase: 'closed', result: { voters: 2, byProxy: 0, counts: [0, 0, 1, 0, 1], grade: 2, adopted: true } })
  })

  test('is closed with its line in the journal, or stays open: never one without the other', async () => {
    const id = await opened(world, rules())
    const poll = await putToVote(world, id)
    const lines = async () => (await world.db.selectFrom('journal').select('actorId').where('pollId', '=', poll.id).where('what', '=', 'resolution-closed').execute()).length // prettier-ignore
    await sql`alter table journal add constraint full_disk check (what <> 'resolution-closed') not valid`.execute(world.db)
    expect((await closeVote(world.bilal, id, poll)).statusCode).toBe(500)
    await sql`alter table journal drop constraint full_disk`.execute(world.db)
    expect([(await see(world.awa, id)).agenda[1]!.vote!.phase, await lines()]).toEqual(['open', 0])
    expect((await closeVote(world.bilal, id, poll)).statusCode).toBe(204)
    expect(await lines()).toBe(1)
  })

  test('is not put to the vote, nor the assembly closed, by who waited while another was: the instant that judges comes after the wait', async () => {
    const id = await opened(world, rules())
    const { agenda } = await see(world.awa, id)
    const waited: ReturnType<Person['knock']>[] = []
    await world.db.transaction().execute(async (trx) => {
      await lockAssembly(trx, id)
      waited.push(put(world.awa, id, agenda[2]!.id), world.bilal.knock('POST', `/api/assemblies/${id}/closing`))
      await wait(300)
      const assembly = (await findAssembly(trx, id))!
      const facts = {
        bodyId: 'group',
        level: 'open' as const,
        question: 'Les comptes',
        scale: [...assemblyScale],
        createdBy: world.bilal.id,
      }
      const instants = { opensAt: new Date(), rollFrozenAt: new Date(), closesAt: fromNow(3_600_000) }
      const of = { agendaItemId: agenda[1]!.id, electorateId: assembly.electorateId }
      await insertPoll(trx, { id: newId(), ...facts, ...instants, ...of, choices: [{ label: 'Cette résolution', description: '' }] })
    })
    for (const answer of await Promise.all(waited)) expect(told(answer)).toEqual(refused('vote-under-way'))
  })

  test('whose vote was cancelled under way is put to the vote again, and the new one decides', async () => {
    const id = await opened(world, rules())
    const first = await putToVote(world, id)
    await vote(world.awa, first, 0)
    const cancelled = await world.awa.knock('POST', `${first.url}/cancellation`, { reason: 'Une erreur dans le texte lu' })
    expect(cancelled.statusCode).toBe(204)
    expect((await see(world.awa, id)).agenda[1]!.vote).toMatchObject({ id: first.id, phase: 'cancelled' })
    const second = await putToVote(world, id)
    expect(told(await put(world.bilal, id, second.item))).toEqual(refused('already-voted'))
    expect(told(await vote(world.awa, first, 0, 2))).toEqual(refused('cancelled'))
    await vote(world.awa, second, 4)
    await closeVote(world.bilal, id, second)
    expect((await see(world.awa, id)).agenda[1]!.vote).toMatchObject({ id: second.id, result: { voters: 1, adopted: true } })
    await world.awa.knock('POST', `/api/assemblies/${id}/closing`)
    const { content } = (await world.awa.knock('GET', `/api/assemblies/${id}/minutes`)).json()
    expect(JSON.stringify(content)).toContain(second.id)
    expect(JSON.stringify(content)).not.toContain(first.id)
  })

  test('waits for the quorum: refused with the number that is missing, then let through', async () => {
    const id = await opened(world, rulesWith({ noticeDays: 0, quorum: { part: 3, of: 5 } }))
    const { agenda } = await see(world.awa, id)
    expect(told(await put(world.awa, id, agenda[1]!.id))).toEqual(refused('no-quorum', { missing: 1 }))
    await tick(world.awa, id, world.chloe)
    const poll = await putToVote(world, id)
    await vote(world.awa, poll, 1)
    await closeVote(world.awa, id, poll)
    expect((await see(world.awa, id)).agenda[1]!.vote!.result).toMatchObject({ grade: 1, adopted: false })
    // Its public result says so too, and by which rules: to a passer-by, in the words that the product made, whoever opened it.
    const { resolution, choices } = (await world.passerBy('GET', `${poll.url}/result`)).json()
    expect(choices.map(({ label }: { label: string }) => label)).toEqual(['Cette résolution'])
    expect(resolution).toEqual({
      ...{ adopted: false, threshold: 2, majority: { part: 1, of: 2 }, kind: 'ordinary', second: false, rulesVersion: expect.any(Number) },
      quorum: { room: 3, remote: 0, represented: 0, needed: 3, missing: 0, of: 5 },
    })
    expect(told(await world.awa.knock('POST', `/api/assemblies/${id}/adjournment`))).toEqual(refused('already-voted'))
    await tick(world.awa, id, world.chloe, 'out')
    expect(told(await put(world.awa, id, agenda[2]!.id))).toEqual(refused('no-quorum', { missing: 1 }))
  })

  test('is voted on by the present only, where the statutes know no distance', async () => {
    const id = await opened(world, rules())
    const poll = await putToVote(world, id)
    expect(told(await vote(world.chloe, poll, 4))).toEqual(refused('not-present'))
    expect(told(await vote(world.dan, poll, 4))).toEqual(refused('not-on-the-roll'))
    await tick(world.awa, id, world.chloe)
    expect((await vote(world.chloe, poll, 4)).statusCode).toBe(200)
  })

  test('signs in at a distance who votes, where the statutes allow it', async () => {
    const id = await opened(world, rules(true))
    const poll = await putToVote(world, id)
    expect((await vote(world.chloe, poll, 4)).statusCode).toBe(200)
    expect((await see(world.chloe, id)).me.here).toBe('remote')
    expect((await see(world.chloe, id)).quorum).toMatchObject({ room: 2, remote: 1 })
  })

  test('of one line only is what the database lets an assembly have, and nobody else', async () => {
    const id = await opened(world, rules())
    const poll = await putToVote(world, id)
    await expect(world.db.updateTable('poll').set({ agendaItemId: null }).where('id', '=', poll.id).execute()).rejects.toThrow('poll_lines')
    await expect(world.db.updateTable('poll').set({ level: 'secret' }).where('id', '=', poll.id).execute()).rejects.toThrow(
      'poll_of_agenda',
    )
  })
})

describe('a ballot in the name of someone', () => {
  async function scene(remote = false) {
    let proxy = ''
    const id = await opened(world, rules(remote), async (id) => void (proxy = await givenProxy(id, fatou, world.bilal)))
    return { id, proxy, poll: await putToVote(world, id) }
  }

  test('is one of its own, on the line of who gave the proxy; who cast it is written down; a retry casts once', async () => {
    const { id, proxy, poll } = await scene()
    expect(await seatsOf(world.bilal, poll)).toEqual([{ proxy, giver: 'Fatou', casts: 0, castAt: null, ballot: null }])
    expect(await seatsOf(world.awa, poll)).toEqual([])
    await vote(world.bilal, poll, 4)
    const hers = ballot(poll, 1)
    expect((await voteFor(world.bilal, poll, proxy, 0, 1, hers)).statusCode).toBe(200)
    expect((await voteFor(world.bilal, poll, proxy, 0, 1, hers)).statusCode).toBe(200)
    expect(await seatsOf(world.bilal, poll)).toMatchObject([{ casts: 1, ballot: { blank: false, grades: [{ grade: 1 }] } }])
    expect((await voteFor(world.bilal, poll, proxy, 2, 2)).statusCode).toBe(200)
    const ballots = await world.db.selectFrom('ballot').select(['memberId', 'counter']).where('pollId', '=', poll.id).execute()
    expect(ballots).toHaveLength(2)
    expect(ballots).toContainEqual({ memberId: fatou.id, counter: 2 })
    const cast = await world.db.selectFrom('proxyBallot').select(['giverId', 'holderId', 'proxyId']).where('pollId', '=', poll.id).execute()
    expect(cast).toContainEqual({ giverId: fatou.id, holderId: world.bilal.id, proxyId: proxy })
    await closeVote(world.awa, id, poll)
    expect((await see(world.awa, id)).agenda[1]!.vote!.result).toMatchObject({ voters: 2, byProxy: 1, counts: [0, 0, 1, 0, 1] })
  })

  test('is refused to whom the proxy is not, before it is accepted, and to a holder who left', async () => {
    let offered = ''
    const id = await opened(world, rules(), async (id) => {
      offered = (await fatou.knock('POST', `/api/assemblies/${id}/proxies`, { holder: world.bilal.id })).json<{ id: string }>().id
    })
    const poll = await putToVote(world, id)
    expect(told(await voteFor(world.awa, poll, offered, 3))).toEqual(refused('not-yours'))
    expect(told(await voteFor(world.bilal, poll, offered, 3))).toEqual(refused('proxy-not-accepted'))
    await world.bilal.knock('PUT', `/api/proxies/${offered}/answer`, { accepts: true })
    await tick(world.awa, id, world.bilal, 'out')
    expect(told(await voteFor(world.bilal, poll, offered, 3))).toEqual(refused('not-present'))
    await tick(world.awa, id, world.bilal)
    expect((await voteFor(world.bilal, poll, offered, 3)).statusCode).toBe(200)
    const elsewhere = await scene()
    expect((await voteFor(world.bilal, elsewhere.poll, offered, 3)).statusCode).toBe(404)
    expect(await world.db.selectFrom('ballot').select('id').where('pollId', '=', elsewhere.poll.id).execute()).toEqual([])
  })

  test('is replaced by the giver’s own vote, after which nobody casts for them', async () => {
    const { id, proxy, poll } = await scene(true)
    await voteFor(world.bilal, poll, proxy, 0)
    // Fatou votes at a distance: she signs in by it, her proxy is void, and her ballot takes the place of the one cast for her.
    expect((await vote(fatou, poll, 4, 2)).statusCode).toBe(200)
    expect(told(await voteFor(world.bilal, poll, proxy, 0, 3))).toEqual(refused('giver-voted'))
    expect(await seatsOf(world.bilal, poll)).toEqual([])
    expect((await see(fatou, id)).quorum).toMatchObject({ remote: 1, represented: 0 })
    await closeVote(world.awa, id, poll)
    expect((await see(world.awa, id)).agenda[1]!.vote!.result).toMatchObject({ voters: 1, byProxy: 0, counts: [0, 0, 0, 0, 1] })
  })

  test('is not cast any more once the giver is there; what was cast before stays until they vote', async () => {
    const { id, proxy, poll } = await scene()
    await voteFor(world.bilal, poll, proxy, 1)
    await tick(world.awa, id, fatou)
    expect(told(await voteFor(world.bilal, poll, proxy, 3, 2))).toEqual(refused('giver-is-here'))
    await tick(world.awa, id, fatou, 'out')
    expect(told(await voteFor(world.bilal, poll, proxy, 3, 2))).toEqual(refused('proxy-ended'))
    await closeVote(world.awa, id, poll)
    expect((await see(world.awa, id)).agenda[1]!.vote!.result).toMatchObject({ voters: 1, byProxy: 1 })
  })

  test('is not a retry because its id is that of another ballot, the holder’s own or an earlier one', async () => {
    const { id, proxy, poll } = await scene()
    const own = ballot(poll, 0)
    await world.bilal.knock('POST', `${poll.url}/ballots`, own)
    const hers = ballot(poll, 1)
    expect((await voteFor(world.bilal, poll, proxy, 1, 1, hers)).statusCode).toBe(200)
    await tick(world.awa, id, fatou)
    const changed = { ...ballot(poll, 0, 2), id: hers.id }
    expect(told(await voteFor(world.bilal, poll, proxy, 0, 2, changed))).toEqual(refused('giver-is-here'))
    expect((await voteFor(world.bilal, poll, proxy, 1, 1, hers)).statusCode).toBe(200)
    expect((await vote(fatou, poll, 4, 2)).statusCode).toBe(200)
    expect(told(await voteFor(world.bilal, poll, proxy, 0, 3, { ...own, counter: 3 }))).toEqual(refused('giver-voted'))
    const [kept] = await world.db.selectFrom('ballot').select(['counter', 'grades']).where('memberId', '=', fatou.id).where('pollId', '=', poll.id).execute() // prettier-ignore
    expect(kept).toEqual({ counter: 2, grades: Buffer.from([4]) })
  })

  test('and one’s own race without loss: whichever comes second is told so', async () => {
    const { poll, proxy } = await scene(true)
    const answers = await Promise.all([vote(fatou, poll, 4), voteFor(world.bilal, poll, proxy, 0)])
    const passed = answers.filter(({ statusCode }) => statusCode === 200).length
    expect(passed).toBe(1)
    const rows = await world.db.selectFrom('ballot').select(['memberId', 'counter']).where('pollId', '=', poll.id).execute()
    expect(rows).toEqual([{ memberId: fatou.id, counter: 1 }])
  })
})

describe('an assembly without its quorum', () => {
  test('is adjourned, then convened again on the same agenda under its second rule', async () => {
    const id = await opened(world, rulesWith({ noticeDays: 0, quorum: { part: 1, of: 1 }, second: { noticeDays: 0, quorum: { part: 0, of: 1 } } })) // prettier-ignore
    const second = (body = { startsAt: new Date(Date.now() + 3_600_000).toISOString() }) =>
      world.awa.knock('POST', `/api/assemblies/${id}/second`, body)
    expect(told(await second())).toEqual(refused('not-adjourned'))
    expect(told(await world.chloe.knock('POST', `/api/assemblies/${id}/adjournment`))).toEqual(refused('not-an-officer'))
    expect((await world.bilal.knock('POST', `/api/assemblies/${id}/adjournment`)).statusCode).toBe(204)
    expect(told(await world.bilal.knock('POST', `/api/assemblies/${id}/closing`))).toEqual(refused('over'))
    expect(told(await tick(world.awa, id, world.chloe))).toEqual(refused('over'))
    const again = (await second()).json<{ id: string }>().id
    expect(told(await second())).toEqual(refused('already-followed'))
    const before = await see(world.awa, id)
    const told2 = await see(world.awa, again)
    expect(told2).toMatchObject({ stage: 'draft', after: id, rules: { noticeDays: 0 } })
    expect(told2.agenda.map(({ resolution }) => resolution)).toEqual(before.agenda.map(({ resolution }) => resolution))
    expect((await world.awa.knock('POST', `/api/assemblies/${again}/convening`)).statusCode).toBe(200)
    expect((await see(world.awa, again)).quorum).toMatchObject({ needed: 0, missing: 0 })
  })

  test('is not adjourned when the quorum is met, nor before it opens', async () => {
    const id = await opened(world, rules())
    expect(told(await world.awa.knock('POST', `/api/assemblies/${id}/adjournment`))).toEqual(refused('quorum-met'))
  })
})
