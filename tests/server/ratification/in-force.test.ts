import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freeze, putToVote, type RatificationWorld, ratificationWorld, voteAndClose } from './ratification-world.ts'

// « What is in force? » is one question, answered in one list.

let world: RatificationWorld
beforeAll(async () => void (world = await ratificationWorld()))
afterAll(() => world.close())

type Listed = { id: string; kind: string; inForce: { number: number; adoptedAt: string } | null }[]
const listed = async () => (await world.passerBy('GET', '/api/bodies/drome/documents')).json<Listed>()
const charter = async () => (await listed()).find(({ id }) => id === world.documentId)!

async function adopt() {
  const frozen = await freeze(world, null)
  await voteAndClose(world, await putToVote(world, frozen), [4, 4, 4])
}

describe('the list of the texts of a group', () => {
  test('says of each which version is in force once its vote is counted, even when nobody came to read it', async () => {
    expect(await charter()).toMatchObject({ kind: 'charter', inForce: null })
    await adopt()
    await expect.poll(charter, { timeout: 20_000, interval: 300 }).toMatchObject({ inForce: { number: 1 } })
    const { inForce } = await charter()
    const version = (await world.passerBy('GET', `/api/documents/${world.documentId}/versions/1`)).json()
    expect(inForce!.adoptedAt).toBe(version.adoptedAt)
    expect(version.document.kind).toBe('charter')
  })

  test('tells texts of every kind by their kind, as many statutes, rules, positions and notes as one likes', async () => {
    const kinds = ['statutes', 'statutes', 'rules', 'position', 'note']
    const open = (kind: string) => world.awa.knock('POST', '/api/bodies/drome/documents', { kind, title: kind, audience: 'everyone' })
    for (const kind of kinds) expect((await open(kind)).statusCode).toBe(200)
    const others = (await listed()).filter(({ kind }) => kind !== 'charter')
    expect(others.map(({ kind, inForce }) => [kind, inForce]).sort()).toEqual(kinds.toSorted().map((kind) => [kind, null]))
    expect([(await open('charter')).json().reason, (await open('law')).statusCode]).toEqual(['charter-exists', 400])
    await world.db.updateTable('document').set({ archivedAt: new Date() }).where('kind', '!=', 'charter').execute()
  })

  test('says nothing of a text that its reader may not see', async () => {
    await world.db.updateTable('document').set({ audience: 'body' }).where('id', '=', world.documentId).execute()
    expect(await listed()).toEqual([])
    await world.db.updateTable('document').set({ audience: 'everyone' }).where('id', '=', world.documentId).execute()
  })
})
