import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { articleId, type TextNode } from '#domain/charter.ts'
import { fileLimits } from '#domain/document.ts'
import { attachment } from '#server/formats/take.ts'
import { formats, kinds } from '#server/formats/kinds.ts'
import { read } from '#server/formats/read.ts'
import { foundedWorld, type FoundedWorld, refused, told } from './people-world.ts'

let world: FoundedWorld
beforeAll(async () => void (world = await foundedWorld()))
afterAll(() => world.close())

const list = () => `/api/bodies/${world.slug}/documents`
const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString('base64')
const bring = (file: object) => world.lila.ask('POST', `${list()}/imports`, { kind: 'note', name: 'charte.md', ...file })
const brought = async (file: object) => (await bring(file)).json<{ id: string }>().id
const contentOf = async (id: string) =>
  (await world.lila.ask('GET', `/api/documents/${id}/content`)).json<{ content: { content: TextNode[] } }>().content.content
const titleOf = async (id: string) => (await world.lila.ask('GET', `/api/documents/${id}`)).json<{ title: string }>().title

const charter = '# Charte de l’été\n\n## Article 7 – Nos valeurs\n\nChaque **voix** compte.\n\n## Article 2 – L’argent\n\n- Rien\n- Peu\n'

describe('a file becomes a text', () => {
  test('with its title, its articles under new ids, its marks in one text of Yjs', async () => {
    const id = await brought({ base64: base64(charter) })
    expect(await titleOf(id)).toBe('Charte de l’été')
    const [values, money] = await contentOf(id)
    expect(values).toMatchObject({ type: 'article', content: [{ content: [{ text: 'Nos valeurs' }] }, { content: [{ text: 'Chaque ' }, { text: 'voix', marks: [{ type: 'strong' }] }, { text: ' compte.' }] }] }) // prettier-ignore
    const ids = [articleId(values!), articleId(money!)]
    expect([ids.includes(null), ids[0] === ids[1]]).toEqual([false, false])
    const again = await contentOf(await brought({ base64: base64(charter) }))
    expect(ids).not.toContain(articleId(again[0]!))
  })

  test.each(formats)('that was taken away as .%s, the same articles with numbers of their own', async (format) => {
    const id = await brought({ base64: base64(charter) })
    const file = await world.lila.ask('GET', `/api/documents/${id}/text.${format}`)
    expect(file.headers).toMatchObject({
      'content-type': kinds[format].media,
      'content-disposition': `attachment; filename="Charte de l'ete.${format}"; filename*=UTF-8''Charte%20de%20l%E2%80%99%C3%A9t%C3%A9.${format}`,
      'x-content-type-options': 'nosniff',
    })
    const back = await brought({ name: `a.${format}`, base64: base64(file.rawPayload) })
    const bare = (nodes: TextNode[]) => JSON.parse(JSON.stringify(nodes).replace(/"id":"[^"]*"/g, '"id":""')) as TextNode[]
    expect(bare(await contentOf(back))).toEqual(bare(await contentOf(id)))
    expect(await titleOf(back)).toBe('Charte de l’été')
  })

  test('under the title that was asked for; its own stays as a heading', async () => {
    const id = await brought({ title: ' La   nôtre ', base64: base64(charter) })
    expect([await titleOf(id), (await contentOf(id))[0]]).toMatchObject([
      'La nôtre',
      { type: 'heading', content: [{ text: 'Charte de l’été' }] },
    ])
  })

  test('for the readers and writers that were chosen, once for a charter', async () => {
    const id = await brought({
      kind: 'charter',
      audience: 'everyone',
      writers: 'coordinators',
      base64: base64('# Charte\n\n## Nos valeurs\n\nOui\n\n## L’argent\n\nNon'),
    })
    expect((await world.lila.ask('GET', `/api/documents/${id}`)).json()).toMatchObject({
      kind: 'charter',
      audience: 'everyone',
      writers: 'coordinators',
    })
    expect((await contentOf(id)).map(({ type }) => type)).toEqual(['article', 'article'])
    expect(told(await bring({ kind: 'charter', base64: base64(charter) }))).toEqual(refused('charter-exists'))
  })
})

test('a file that names articles by numbers someone typed is taken, and whoever brings it is told how many will not follow', async () => {
  const said = '## Article 1 – Un\n\nVoir l’article 2, les articles 3 et 4.\n\n## Article 2 – Deux\n\nL’**article** n° 1 reste.'
  const made = (await bring({ kind: 'rules', title: 'Le nôtre', base64: base64(said) })).json()
  expect(made.left).toEqual({ pictures: 0, notes: 0, remarks: 0, references: 3 })
  const none = (await bring({ kind: 'note', title: 'Le nôtre', base64: base64('Voir l’article 2 de la loi.') })).json()
  expect(none.left).toMatchObject({ references: 0 })
})

test.each([
  ['statutes', ['article', 'article']],
  ['rules', ['article', 'article']],
  ['position', ['article', 'article']],
  ['note', ['heading', 'paragraph', 'heading', 'paragraph']],
])('the main headings of a file that names no article become some in %s, and not in a note', async (kind, types) => {
  const id = await brought({ kind, title: 'Le nôtre', base64: base64('## Nos valeurs\n\nOui\n\n## L’argent\n\nNon') })
  expect((await contentOf(id)).map(({ type }) => type)).toEqual(types)
})

describe('a file is refused with its reason, and leaves no text', () => {
  test.each<[string, () => object, string]>([
    ['too big', () => ({ name: 'a.txt', base64: base64(Buffer.alloc(fileLimits.bytes + 1, 'a')) }), 'file-too-large'],
    ['of an unknown kind', () => ({ name: 'a.pdf', base64: base64('%PDF-1.7') }), 'file-unknown'],
    ['damaged', () => ({ name: 'a.docx', base64: base64('PK\u0003\u0004…') }), 'file-unreadable'],
    ['empty', () => ({ name: 'a.docx', base64: '' }), 'file-unknown'],
    ['without a word', () => ({ name: 'a.txt', base64: base64(' \n ') }), 'file-empty'],
    ['too long', () => ({ name: 'a.txt', base64: base64('a '.repeat(fileLimits.characters)) }), 'file-too-long'],
  ])('%s', async (_, file, reason) => {
    const before = (await world.lila.ask('GET', list())).json<unknown[]>().length
    expect(told(await bring(file()))).toEqual(refused(reason))
    expect((await world.lila.ask('GET', list())).json<unknown[]>().length).toBe(before)
  })

  test('of ten megabytes: it is not read at all', async () => {
    expect(told(await bring({ base64: 'a'.repeat(10 * 1024 * 1024) }))).toEqual([413, { error: 'too-large' }])
  })
})

describe('templates', () => {
  test.each([
    ['local-charter', 6],
    ['rules', 10],
    ['position', 5],
  ])('%s begins a text, with its articles', async (template, articles) => {
    const made = await world.lila.ask('POST', list(), { kind: 'note', title: 'Le nôtre', template })
    const nodes = await contentOf(made.json<{ id: string }>().id)
    expect(nodes.filter(({ type }) => type === 'article')).toHaveLength(articles)
    expect(nodes.length).toBeGreaterThan(5)
  })

  test('one that is not there is malformed', async () => {
    expect((await world.lila.ask('POST', list(), { kind: 'note', title: 'A', template: '../../package' })).statusCode).toBe(400)
  })
})

describe('the name of a file that is taken away', () => {
  test.each([
    ['../../etc/passwd', 'filename="etc passwd.md"'],
    ['Oui "?" ; non\n', 'filename="Oui - non.md"'],
    ['投票', 'filename="-.md"'],
    [' . ', 'filename="texte.md"'],
  ])('of %j holds nothing that a disk or a header would misread', (title, said) => {
    const header = attachment(title, 'md')
    expect(header).toContain(said)
    expect(header).toMatch(/^[\x20-\x7e]+$/)
  })
})

test('a text that is taken away by a passer-by says where it comes from', async () => {
  const id = await brought({ kind: 'note', audience: 'everyone', base64: base64(charter) })
  const page = (await world.app.inject(`/api/documents/${id}/text.html`)).payload
  expect(page).toMatch(/<footer>Les Mains levées · Note · texte du \d+(er)?.\S+ \d{4}<\/footer>/)
  expect(read('a.html', Buffer.from(page), () => 'newid').title).toBe('Charte de l’été')
})
