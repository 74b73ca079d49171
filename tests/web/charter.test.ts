import { describe, expect, test } from 'vitest'
import { Fragment, Slice } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import { undoCommand, redoCommand } from 'y-prosemirror'
import * as Y from 'yjs'
import { fragmentName, type TextNode } from '#domain/charter.ts'
import { insertArticle, insertModel, leaveArticle, leaveTitle, removeEmptyArticle, unwrapArticle } from '#lib/charter/articles.ts'
import { headingLevel, linkRange, listAround, nextHeading, setLink, toggleList, toggleStrong } from '#lib/charter/commands.ts'
import { schema } from '#lib/charter/schema.ts'
import { contentOf } from '#server/yjs-content.ts'
import { rewrite } from '#server/yjs-rewrite.ts'
import { meet, Writer } from './charter-writer.ts'

const model = [
  { title: 'Nos valeurs', text: 'Chaque voix compte.' },
  { title: 'Décider ensemble', text: 'Un vote dure cinq jours.' },
]

const withModel = (...names: string[]) => {
  const writers = names.map((name, index) => new Writer(name, new Y.Doc(), index + 1))
  writers[0]!.do(insertModel(model))
  meet(...writers)
  return writers as [Writer, Writer, Writer]
}

describe('what is written', () => {
  test('opening an empty text writes nothing in it', () => {
    const writer = new Writer('awa')
    expect(Y.encodeStateVector(writer.doc)).toEqual(Y.encodeStateVector(new Y.Doc()))
    expect(writer.state.doc.childCount).toBe(1)
  })

  test('goes through Yjs and comes back the same, for others and for the server', () => {
    const [awa, bao] = withModel('awa', 'bao')
    awa.at('Chaque voix', 'all').do(toggleStrong)
    awa.at('compte', 'all').do(setLink('https://exemple.fr'))
    awa.at('cinq').do(toggleList('ordered_list'))
    awa.at('Chaque').do(nextHeading)
    meet(awa, bao)
    expect(bao.json).toEqual(awa.json)
    expect(schema.nodeFromJSON(contentOf([Y.encodeStateAsUpdate(awa.doc)])).eq(awa.state.doc)).toBe(true)
  })

  test('the model is written once, by who asks for it, and in an empty text only', () => {
    const [awa] = withModel('awa')
    expect(awa.do(insertModel(model))).toBe(false)
    expect(awa.json.content.map(({ type }) => type)).toEqual(['article', 'article'])
  })

  test('level of heading: one button goes round', () => {
    const awa = new Writer('awa').type('Titre')
    const levels = Array.from({ length: 4 }, () => (awa.do(nextHeading), headingLevel(awa.state)))
    expect(levels).toEqual([1, 2, 3, 0])
  })

  test('a list is made, turned into the other kind, and taken away', () => {
    const awa = new Writer('awa').type('Écouter')
    awa.do(toggleList('bullet_list'))
    expect(listAround(awa.state)?.name).toBe('bullet_list')
    awa.do(toggleList('ordered_list'))
    expect(listAround(awa.state)?.name).toBe('ordered_list')
    awa.do(toggleList('ordered_list'))
    expect(awa.json.content.map(({ type }) => type)).toEqual(['paragraph'])
  })

  test('a link leads only where it may, and the whole of it is changed', () => {
    const awa = new Writer('awa').type('Lire la charte ici')
    awa.at('la charte', 'all')
    expect(awa.do(setLink('javascript:alert(1)'))).toBe(false)
    expect(awa.do(setLink('https://exemple.fr'))).toBe(true)
    awa.at('charte', 2)
    expect(linkRange(awa.state).href).toBe('https://exemple.fr')
    awa.do(setLink(''))
    expect(JSON.stringify(awa.json)).not.toContain('exemple.fr')
  })
})

describe('articles', () => {
  test('a new one comes after the one one is in, and takes the place of an empty line', () => {
    const [awa] = withModel('awa')
    awa.at('Chaque').do(insertArticle)
    awa.type('Devenir membre')
    expect(awa.json.content).toHaveLength(3)
    expect(awa.state.doc.child(1).textContent).toBe('Devenir membre')
    const empty = new Writer('bao')
    empty.do(insertArticle)
    expect(empty.json.content.map(({ type }) => type)).toEqual(['article'])
  })

  test('the return key in a title leads to the words, and takes what follows with it', () => {
    const [awa] = withModel('awa')
    awa.at('Nos valeurs', 11).do(leaveTitle)
    expect(awa.state.selection.$from.parent.textContent).toBe('Chaque voix compte.')
    awa.at('Nos valeurs', 3).do(leaveTitle)
    expect(awa.state.doc.child(0).child(0).textContent).toBe('Nos')
    expect(awa.state.doc.child(0).child(1).textContent).toBe(' valeurs')
  })

  test('taken away, it leaves its words; left, one writes after it', () => {
    const [awa] = withModel('awa')
    awa.at('Chaque').do(unwrapArticle)
    expect(awa.json.content.map(({ type }) => type)).toEqual(['heading', 'paragraph', 'article'])
    awa.at('cinq').do(leaveArticle)
    expect(awa.json.content.map(({ type }) => type)).toEqual(['heading', 'paragraph', 'article', 'paragraph'])
  })

  test('backspace at the start of a title removes only an article without a word', () => {
    const [awa] = withModel('awa')
    awa.at('Nos valeurs')
    expect(awa.do(removeEmptyArticle)).toBe(true)
    expect(awa.json.content).toHaveLength(2)
    awa.at('Chaque').do(insertArticle)
    awa.do(removeEmptyArticle)
    expect(awa.json.content).toHaveLength(2)
  })
})

describe('every article keeps an id of its own', () => {
  const copyOf = (writer: Writer, index: number) => new Slice(Fragment.from(writer.state.doc.child(index)), 0, 0)
  const unique = (writer: Writer) => expect(new Set(writer.ids).size).toBe(writer.ids.length)

  test.each([
    ['before', 0],
    ['after', 1],
  ])('a copy pasted %s it takes a new one', (_, side) => {
    const [awa] = withModel('awa')
    const [first, second] = awa.ids
    const place = side === 0 ? 0 : awa.state.doc.child(0).nodeSize
    awa.dispatch(awa.state.tr.replace(place, place, copyOf(awa, 0)))
    expect(awa.ids).toHaveLength(3)
    expect(awa.ids[1 - side]).toBe(first)
    expect(awa.ids[2]).toBe(second)
    unique(awa)
  })

  test('cut and pasted elsewhere, it keeps its own', () => {
    const [awa] = withModel('awa')
    const [first, second] = awa.ids
    const slice = copyOf(awa, 0)
    awa.dispatch(awa.state.tr.delete(0, awa.state.doc.child(0).nodeSize))
    awa.dispatch(awa.state.tr.replace(awa.state.doc.content.size, awa.state.doc.content.size, slice))
    expect(awa.ids).toEqual([second, first])
  })

  test('split, the first half keeps it', () => {
    const [awa] = withModel('awa')
    const [first, second] = awa.ids
    awa.at('compte')
    awa.dispatch(awa.state.tr.split(awa.state.selection.from, 2))
    expect(awa.ids).toEqual([first, expect.stringMatching(/^awa-/), second])
    unique(awa)
  })

  test('an article pasted without an id, or with an impossible one, gets one', () => {
    const [awa] = withModel('awa')
    for (const id of [null, 'UN DEUX', ''])
      awa.dispatch(awa.state.tr.insert(0, schema.node('article', { id }, [schema.node('article_title')])))
    expect(awa.ids.every((id) => /^[a-z0-9-]{4,}$/.test(id ?? ''))).toBe(true)
    unique(awa)
  })

  test('nobody mends what others wrote; the next own edit does, and all agree', () => {
    const [awa, bao] = withModel('awa', 'bao')
    const fragment = awa.doc.getXmlFragment(fragmentName)
    awa.doc.transact(() => fragment.push([fragment.get(0)!.clone() as Y.XmlElement]), 'elsewhere')
    const sent = awa.ids
    meet(awa, bao)
    expect(bao.ids).toEqual(sent)
    expect(new Set(bao.ids).size).toBe(2)
    bao.at('cinq').type('vingt-')
    meet(awa, bao)
    unique(bao)
    expect(awa.json).toEqual(bao.json)
  })

  test('two people who split and paste at once end with different ids', () => {
    const [awa, bao, chloe] = withModel('awa', 'bao', 'chloe')
    awa.dispatch(awa.state.tr.replace(0, 0, copyOf(awa, 0)))
    bao.dispatch(bao.state.tr.replace(bao.state.doc.content.size, bao.state.doc.content.size, copyOf(bao, 0)))
    chloe.at('dure')
    chloe.dispatch(chloe.state.tr.split(chloe.state.selection.from, 2))
    meet(awa, bao, chloe)
    meet(awa, bao, chloe)
    expect(awa.ids).toHaveLength(5)
    unique(awa)
    expect([bao.json, chloe.json]).toEqual([awa.json, awa.json])
  })
})

describe('together', () => {
  test('undoing takes back one’s own edits only, and never what another wrote inside', () => {
    const [awa, bao] = withModel('awa', 'bao')
    awa.at('Chaque').do(insertArticle)
    awa.type('Les rôles')
    meet(awa, bao)
    bao.at('Les rôles', 9).do(leaveTitle)
    bao.type('Ils durent un an.')
    meet(awa, bao)
    while (awa.do(undoCommand)) meet(awa, bao)
    meet(awa, bao)
    expect(bao.state.doc.textContent).toContain('Ils durent un an.')
    expect(bao.state.doc.textContent).not.toContain('Les rôles')
    expect(awa.json).toEqual(bao.json)
    awa.do(redoCommand)
    meet(awa, bao)
    expect(awa.json).toEqual(bao.json)
  })

  test('a version that is taken up again comes to everyone and is nobody’s to undo', () => {
    const [awa, bao] = withModel('awa', 'bao')
    const before = awa.json as unknown as TextNode
    bao.at('cinq').type('vingt-')
    meet(awa, bao)
    awa.at('Chaque').type('Ici, ')
    meet(awa, bao)
    const update = rewrite([Y.encodeStateAsUpdate(awa.doc)], before.content!)!
    for (const { doc } of [awa, bao]) Y.applyUpdate(doc, update)
    expect([awa.json, bao.json]).toEqual([before, before])
    bao.at('Chaque').type('Oui, ')
    meet(awa, bao)
    while (bao.do(undoCommand)) meet(awa, bao)
    expect([awa.json, bao.json]).toEqual([before, before])
  })

  test('two who each delete one of the last two paragraphs do not lose the article', () => {
    const [awa, bao] = withModel('awa', 'bao')
    awa.at('Chaque voix compte.', 19)
    awa.dispatch(awa.state.tr.split(awa.state.selection.from))
    awa.type('Pareil pour tout le monde.')
    meet(awa, bao)
    const paragraphs = (writer: Writer) => [1, 2].map((child) => writer.state.doc.child(0).child(child))
    const remove = (writer: Writer, which: 0 | 1) => {
      const [one, two] = paragraphs(writer)
      const start = 1 + writer.state.doc.child(0).child(0).nodeSize
      const from = which === 0 ? start : start + one!.nodeSize
      writer.dispatch(writer.state.tr.delete(from, from + (which === 0 ? one! : two!).nodeSize))
    }
    remove(awa, 0)
    remove(bao, 1)
    meet(awa, bao)
    meet(awa, bao)
    expect(awa.json).toEqual(bao.json)
    expect(awa.json.content).toHaveLength(2)
    expect(awa.state.doc.textContent).toContain('Nos valeurs')
  })

  test('what is typed apart is all there after meeting again', () => {
    const [awa, bao, chloe] = withModel('awa', 'bao', 'chloe')
    awa.at('Chaque').type('Ici, ')
    bao.at('cinq').type('au moins ')
    chloe.at('Décider ensemble', 16).type(', toujours')
    meet(awa, bao, chloe)
    meet(awa, bao, chloe)
    for (const words of ['Ici, Chaque voix', 'au moins cinq jours', 'Décider ensemble, toujours'])
      expect(awa.state.doc.textContent).toContain(words)
    expect([bao.json, chloe.json]).toEqual([awa.json, awa.json])
  })

  test('a cursor at the very end of a text of others stays inside it', () => {
    const [awa, bao] = withModel('awa', 'bao')
    bao.dispatch(bao.state.tr.setSelection(TextSelection.atEnd(bao.state.doc)))
    awa.do(undoCommand)
    meet(awa, bao)
    expect(bao.state.selection.to).toBeLessThanOrEqual(bao.state.doc.content.size)
  })
})
