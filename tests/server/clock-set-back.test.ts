import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepAccounts } from '#server/members/queries.ts'
import { openedPolls } from '#server/polls/sealed/opened.ts'
import { closeOnce } from '#server/polls/sealed/closing.ts'
import { freezeRoll } from '#server/polls/roll.ts'
import { ballot, closeVote, opened, putToVote, rulesWith, see } from './assemblies/assemblies-world.ts'
import { refused, told } from './people-world.ts'
import { addPoll, castBy, fromNow, type PollFacts, pollsWorld, type PollsWorld, signedIn, type TestPoll } from './polls/polls-world.ts'
import { castSealed, newVoters } from './polls/sealed-voters.ts'

// A clock that goes back an hour is everything that was written an hour later.

let world: PollsWorld
beforeAll(async () => {
  world = await pollsWorld()
  await newVoters(world, 4)
})
afterAll(() => world.close())

const anHourLater = (column: string) => sql<Date>`${sql.ref(column)} + interval '1 hour'`
const back = ({ id }: TestPoll) =>
  world.db.updateTable('poll').set({ closesAt: anHourLater('closesAt') }).where('id', '=', id).execute() // prettier-ignore

/** A poll of which Awa has voted, and that has closed since. */
async function closed(facts: PollFacts, cast: (poll: TestPoll) => Promise<unknown>) {
  const poll = await addPoll(world.db, facts)
  await freezeRoll(world, poll.id)
  await cast(poll)
  await world.db.updateTable('poll').set({ closesAt: fromNow(-1000) }).where('id', '=', poll.id).execute() // prettier-ignore
  return poll
}

async function nothingOpensAgain({ url }: TestPoll) {
  const later = { closesAt: fromNow(7_200_000).toISOString(), reason: 'Encore un peu' }
  expect(told(await world.awa.knock('POST', `${url}/extension`, later))).toEqual(refused('closed'))
  expect(told(await world.awa.knock('POST', `${url}/cancellation`, { reason: 'Non' }))).toEqual(refused('closed'))
}

test('a poll that was counted takes no ballot, is not extended, is not cancelled, and keeps its result', async () => {
  const poll = await closed({}, (open) => castBy(world.awa, open, [1, 2, 3]))
  const result = (await world.passerBy('GET', `${poll.url}/result`)).json()
  expect(result).toMatchObject({ voters: 1 })
  await back(poll)
  expect(told(await castBy(world.bilal, poll, [1, 2, 3]))).toEqual(refused('closed'))
  expect(told(await castBy(world.awa, poll, [4, 4, 4], 2))).toEqual(refused('closed'))
  await nothingOpensAgain(poll)
  const { countedAt, choices } = result
  expect((await world.passerBy('GET', `${poll.url}/result`)).json()).toMatchObject({ voters: 1, countedAt, choices })
})

test('a secret poll that has its close on its board stays closed before it is counted', async () => {
  const poll = await closed({ level: 'secret' }, (open) => castSealed(world, world.awa, open.url, [1, 2, 3]))
  const board = (await openedPolls(world.db, world.sealing)(poll.id))!
  expect(await closeOnce(world.db, world.sealing, board.poll)).toBe(true)
  await back(poll)
  expect(told(await castSealed(world, world.bilal, poll.url, [1, 2, 3]))).toEqual(refused('closed'))
  await nothingOpensAgain(poll)
  const leaves = await world.db.selectFrom('leaf').select('kind').where('pollId', '=', poll.id).orderBy('position').execute()
  expect(leaves.map(({ kind }) => kind)).toEqual(['open', 'ballot', 'close'])
})

test('a code and a session that have expired do not come back to life', async () => {
  const { id } = await signedIn(world.db, 'Samia')
  const ask = await world.passerBy('POST', '/api/sign-ins', { email: `${id}@preau.test` })
  const { id: signIn } = ask.json<{ id: string }>()
  const gone = await signedIn(world.db, 'Jo', { movement: 'member' })
  await world.db.updateTable('signIn').set({ expiresAt: fromNow(-1000) }).where('id', '=', signIn).execute() // prettier-ignore
  await world.db.updateTable('session').set({ expiresAt: fromNow(-1000) }).where('memberId', '=', gone.id).execute() // prettier-ignore
  await sweepAccounts(world.db, new Date())
  await world.db.updateTable('signIn').set({ expiresAt: anHourLater('expiresAt') }).where('id', '=', signIn).execute() // prettier-ignore
  await world.db.updateTable('session').set({ expiresAt: anHourLater('expiresAt') }).where('memberId', '=', gone.id).execute() // prettier-ignore
  expect((await world.passerBy('GET', `/api/sign-ins/${signIn}`)).json()).toMatchObject({ state: 'expired' })
  expect(told(await world.passerBy('POST', `/api/sign-ins/${signIn}/code`, { code: '000000' }))).toEqual(refused('expired'))
  expect((await world.app.inject({ url: '/api/me', headers: { cookie: gone.cookie } })).statusCode).toBe(401)
})

test('an assembly that is under way is closed, its minutes and its journal in their order', async () => {
  const id = await opened(world, rulesWith({ noticeDays: 0, quorum: { part: 0, of: 1 } }))
  await world.db.updateTable('assembly').set({ openedAt: anHourLater('openedAt') }).where('id', '=', id).execute() // prettier-ignore
  expect((await world.awa.knock('POST', `/api/assemblies/${id}/closing`)).statusCode).toBe(204)
  expect((await see(world.awa, id)).stage).toBe('closed')
  const { openedAt, closedAt } = await world.db.selectFrom('assembly').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  expect(closedAt!.getTime()).toBeGreaterThanOrEqual(openedAt!.getTime())
  const lines = await world.db.selectFrom('journal').select(['what', 'hash']).where('bodyId', '=', 'group').orderBy('id').execute()
  expect(lines.at(-1)!.what).toBe('assembly-closed')
})

test('a resolution whose vote was cancelled is voted on again and closed, and the minutes tell the vote that stands', async () => {
  const id = await opened(world, rulesWith({ noticeDays: 0, quorum: { part: 0, of: 1 } }))
  const first = await putToVote(world, id)
  await world.awa.knock('POST', `${first.url}/cancellation`, { reason: 'Une erreur dans le texte lu' })
  await world.db.updateTable('poll').set({ opensAt: anHourLater('opensAt'), closesAt: anHourLater('closesAt') }).where('id', '=', first.id).execute() // prettier-ignore
  const second = await putToVote(world, id)
  await world.awa.knock('POST', `${second.url}/ballots`, ballot(second, 4))
  expect((await see(world.awa, id)).agenda[1]!.vote).toMatchObject({ id: second.id, phase: 'open' })
  expect((await closeVote(world.awa, id, second)).statusCode).toBe(204)
  await world.awa.knock('POST', `/api/assemblies/${id}/closing`)
  const { content } = (await world.awa.knock('GET', `/api/assemblies/${id}/minutes`)).json()
  expect(JSON.stringify(content)).toContain(second.id)
})
