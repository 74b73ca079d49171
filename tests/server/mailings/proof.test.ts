import { expect, test } from 'vitest'
import { readCsv } from '#domain/counts-csv.ts'
import { newId } from '#server/ids.ts'
import { convened, itIsTime } from '../assemblies/assemblies-world.ts'
import { mailingsWorld } from './mailings-world.ts'

// What can be shown later of a mailing: what became of the message of each person.

const { world, askAll, carry, make, sent } = mailingsWorld()

type Proof = { total: number; addresses: boolean; handed: number; people: { id: string; name: string; email: string | null; state: string; status: string | null; handedAt: string | null }[] } // prettier-ignore
const proofOf = (id: string, by = world.awa) => by.knock('GET', `/api/mailings/${id}/proof`)

test('each person of the roll is told with what became of their message, who has none too', async () => {
  await askAll([{ email: 'taken@exemple.org' }, { email: 'refused@exemple.org' }, { email: 'back@exemple.org' }] as never)
  const [, , back] = world.roll.members
  await addBySheet('Rose')
  world.answers.push(550)
  const { id } = (await make('opening')).json<{ id: string }>()
  carry()
  await sent(2)
  const refusedId = (await world.db.selectFrom('delivery').select('memberId').where('mailingId', '=', id).where('failedAt', 'is not', null).executeTakeFirstOrThrow()).memberId // prettier-ignore
  const returnedId = refusedId === back ? world.roll.members[0]! : back!
  const { email } = await world.db.selectFrom('member').select('email').where('id', '=', returnedId).executeTakeFirstOrThrow()
  await world.awa.knock('POST', `/api/mailings/${id}/returns`, { text: email! })

  const proof = (await proofOf(id)).json<Proof>()
  expect(proof).toMatchObject({ total: 4, addresses: true, handed: 1, returned: 1, refused: 1, waiting: 0 })
  const state = (who: string) => proof.people.find((person) => person.id === who)!
  expect(state(refusedId)).toMatchObject({ state: 'refused', status: expect.stringMatching(/^550/), handedAt: null })
  expect(state(returnedId)).toMatchObject({ state: 'returned', email, handedAt: expect.any(String) })
  expect(proof.people.filter(({ state }) => state === 'handed')).toHaveLength(1)
  expect(proof.people.find(({ name }) => name === 'Rose')).toMatchObject({ state: 'no-address', email: null, sheet: 1 })
})

test('the whole list is taken as a file, in which no name runs as a formula', async () => {
  await addBySheet('=HYPERLINK("http://exemple.org")')
  const { id } = (await make('opening')).json<{ id: string }>()
  const taken = await world.awa.knock('GET', `/api/mailings/${id}/proof.csv`)
  expect(taken.headers['content-type']).toContain('text/csv')
  expect(taken.headers['content-disposition']).toContain(`preuve-envoi-${id}.csv`)
  expect(taken.body).toContain('"\'=HYPERLINK(')
  const [head, ...rows] = readCsv(taken.body.replace(/^\uFEFF/, ''))!
  expect(head).toEqual(['name', 'email', 'sheet', 'state', 'handed_at', 'failed_at', 'status'])
  expect(rows).toHaveLength(13)
  expect(rows.filter(([, , , state]) => state === 'waiting')).toHaveLength(12)
})

test('of a reminder there is no list: it would say who had voted', async () => {
  const { id } = (await make('reminder')).json<{ id: string }>()
  for (const door of ['proof', 'proof.csv']) {
    expect((await world.awa.knock('GET', `/api/mailings/${id}/${door}`)).json()).toMatchObject({ reason: 'tells-who-voted' })
  }
})

test('who holds an assembly reads the proof of its notice without the addresses, other members do not read it', async () => {
  const assembly = await convened(world)
  const { id } = await world.db.selectFrom('mailing').select('id').where('assemblyId', '=', assembly).executeTakeFirstOrThrow()
  expect((await proofOf(id)).json()).toMatchObject({ addresses: true, mailing: { kind: 'convening', assembly } })
  expect((await proofOf(id, world.bilal)).statusCode).toBe(404)
  await itIsTime(world, assembly)
  await world.awa.knock('PUT', `/api/assemblies/${assembly}/officers`, { chair: world.awa.id, secretary: world.bilal.id })
  const read = (await proofOf(id, world.bilal)).json<Proof>()
  expect(read.addresses).toBe(false)
  expect(read.people.length).toBeGreaterThan(1)
  expect(read.people.every(({ email }) => email === null)).toBe(true)
  const taken = (await world.bilal.knock('GET', `/api/mailings/${id}/proof.csv`)).body
  expect(taken).not.toContain('@')
  expect((await proofOf(id, world.dan)).statusCode).toBe(404)
})

async function addBySheet(name: string) {
  const memberId = newId()
  await world.db.insertInto('member').values({ id: memberId, firstName: '', email: null }).execute()
  const elector = { electorateId: world.roll.id, memberId, name, sheet: 1, mark: Buffer.alloc(32, 7) }
  await world.db.insertInto('elector').values(elector).execute()
}
