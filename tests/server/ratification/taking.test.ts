import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formats, kinds } from '#server/formats/kinds.ts'
import { read } from '#server/formats/read.ts'
import { unpack } from '#server/formats/zip.ts'
import { closeWindow, freeze, putToVote, ratificationWorld, type RatificationWorld, voteAndClose } from './ratification-world.ts'

let world: RatificationWorld
let adopted: { fingerprint: string; rollFingerprint: string }
beforeAll(async () => {
  world = await ratificationWorld()
  const frozen = await freeze(world)
  await closeWindow(world, frozen)
  await voteAndClose(world, await putToVote(world, frozen), [4, 4, 4])
  adopted = (await world.passerBy('GET', `/api/documents/${world.documentId}/versions/0`)).json()
})
afterAll(() => world.close())

const file = (number: number, format: string) =>
  world.passerBy('GET', `/api/documents/${world.documentId}/versions/${number}/text.${format}`)

describe('an adopted version that is taken away', () => {
  test.each(formats)(
    'as .%s is named by its number, whether asked for as such or as the one in force, and holds what was adopted',
    async (format) => {
      const [one, inForce] = await Promise.all([file(1, format), file(0, format)])
      expect(one.headers).toMatchObject({
        'content-type': kinds[format].media,
        'content-disposition': `attachment; filename="Charte de la Drome - version 1.${format}"; filename*=UTF-8''Charte%20de%20la%20Dr%C3%B4me%20%E2%80%93%20version%201.${format}`,
      })
      expect(inForce.rawPayload).toEqual(one.rawPayload)
      const { title, nodes } = read(`a.${format}`, one.rawPayload, () => 'newid')
      expect([title, nodes.map(({ type }) => type)]).toEqual(['Charte de la Drôme', ['heading', 'article', 'article', 'article']])
    },
  )

  test('says at its foot which version it is, since when, and the fingerprints of its words and of its roll', async () => {
    const { fingerprint, rollFingerprint } = adopted
    const foot = new RegExp(
      `version 1, adoptée le [^<]* · empreinte ${fingerprint} · empreinte de la liste qui l’a adoptée ${rollFingerprint}`,
    )
    expect((await file(1, 'html')).payload).toMatch(foot)
    expect((await file(1, 'md')).payload).toMatch(foot)
    expect(unpack((await file(1, 'docx')).rawPayload, ['word/footer.xml']).get('word/footer.xml')).toMatch(foot)
    expect(unpack((await file(1, 'odt')).rawPayload, ['styles.xml']).get('styles.xml')).toMatch(foot)
  })

  test('is not there before it is', async () => expect((await file(2, 'docx')).statusCode).toBe(404))
})
