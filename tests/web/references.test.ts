import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AllSelection } from 'prosemirror-state'
import * as Y from 'yjs'
import { plainText, type TextNode } from '#domain/charter.ts'
import { numbersOf, spelled } from '#domain/references.ts'
import { insertModel } from '#lib/charter/articles.ts'
import { toggleStrong } from '#lib/charter/commands.ts'
import { moveArticle } from '#lib/charter/moving.ts'
import { insertReference, leafWords, referNumber } from '#lib/charter/references.ts'
import { contentOf } from '#server/yjs-content.ts'
import { rewrite } from '#server/yjs-rewrite.ts'
import { meet, meetAndMend, Writer } from './charter-writer.ts'

const model = ['Nos valeurs', 'Décider ensemble', 'L’argent'].map((title) => ({ title, text: `On en parle dans ${title}.` }))

function written(...names: string[]) {
  const writers = names.map((name, index) => new Writer(name, new Y.Doc(), index + 1))
  writers[0]!.do(insertModel(model))
  meet(...writers)
  return writers as [Writer, Writer, Writer]
}

const textOf = ({ state }: Writer) => state.doc.toJSON() as TextNode
const said = (writer: Writer) => plainText(spelled(textOf(writer), numbersOf(textOf(writer))))
const stored = ({ doc }: Writer) => contentOf([Y.encodeStateAsUpdate(doc)])

describe('a reference in a text that several write', () => {
  test('goes through Yjs, and follows its article for whoever reads, while another moves it', () => {
    const [awa, bao] = written('awa', 'bao')
    awa.at('On en parle dans Nos valeurs', 12).do(insertReference(awa.ids[2]!))
    meet(awa, bao)
    expect(said(bao)).toContain('On en parle article 3dans Nos valeurs')
    bao.at('dans L’argent').do(moveArticle(-1))
    meet(awa, bao)
    expect(said(awa)).toContain('On en parle article 2dans')
    expect(awa.ids).toEqual(bao.ids)
    bao.do(moveArticle(-1))
    meet(awa, bao)
    expect(said(awa)).toContain('On en parle article 1dans')
    expect(stored(awa)).toEqual(stored(bao))
    const after = bao.state.doc.child(0)
    bao.dispatch(bao.state.tr.delete(0, after.nodeSize))
    meet(awa, bao)
    expect(said(awa)).toContain('On en parle article supprimédans')
  })

  test('what is written beside a moved article, at the same time, stays in its own', () => {
    const [awa, bao] = written('awa', 'bao')
    awa.at('dans Décider').do(moveArticle(1))
    bao.at('dans Nos valeurs').type('souvent ')
    meet(awa, bao)
    meet(awa, bao)
    expect(awa.json).toEqual(bao.json)
    expect(said(awa)).toMatch(/^Nos valeurs\nOn en parle souvent dans Nos valeurs\.\nL’argent\n[^]*\nDécider ensemble\n/)
  })

  test('stands in no title, and nowhere that two paragraphs would have to become one', () => {
    const [awa] = written('awa')
    expect(awa.at('Nos valeurs').do(insertReference('argent-1'))).toBe(false)
    awa.dispatch(awa.state.tr.setSelection(new AllSelection(awa.state.doc)))
    expect(awa.do(insertReference('argent-1'))).toBe(false)
  })

  test('has no marks, which the others would not see', () => {
    const [awa, bao] = written('awa', 'bao')
    awa.at('dans Nos valeurs').do(insertReference(awa.ids[1]!))
    awa.dispatch(awa.state.tr.setSelection(new AllSelection(awa.state.doc)))
    awa.do(toggleStrong)
    meet(awa, bao)
    expect(awa.json).toEqual(bao.json)
    expect(JSON.stringify(awa.json)).toMatch(/"article_ref","attrs":\{"to":"[^"]+"\}\}/)
  })

  test('typed as « @2 », where there is such an article', () => {
    const [awa] = written('awa')
    const typed = (words: string) => {
      awa.at('dans Nos valeurs')
      const { from } = awa.state.selection
      return referNumber(awa.state, /@(\d)(.)$/.exec(words)!, from, from)
    }
    expect(typed('@9 ')).toBe(null)
    awa.dispatch(typed('@2,')!)
    expect(said(awa)).toContain('On en parle article 2,dans')
  })

  test('is said in what is copied as words, and quoted', () => {
    const [awa] = written('awa')
    awa.at('dans Nos valeurs').do(insertReference(awa.ids[1]!))
    expect(awa.state.doc.textBetween(0, awa.state.doc.child(0).nodeSize, '\n', leafWords(awa.state))).toContain('parle article 2dans')
  })

  test('comes back with a version that is taken up again, and goes with one that had it not', () => {
    const [awa] = written('awa')
    const before = stored(awa)
    awa.at('dans Nos valeurs').do(insertReference(awa.ids[1]!))
    const withIt = stored(awa)
    const state = Y.encodeStateAsUpdate(awa.doc)
    Y.applyUpdate(awa.doc, rewrite([state], before.content!)!)
    expect(stored(awa)).toEqual(before)
    Y.applyUpdate(awa.doc, rewrite([Y.encodeStateAsUpdate(awa.doc)], withIt.content!)!)
    expect(stored(awa)).toEqual(withIt)
  })
})

test('whoever moves what in which order, every text ends the same, with each article once, and references follow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.boolean(), fc.nat(2), fc.constantFrom<[-1, 1]>(-1, 1), fc.boolean()), { minLength: 1, maxLength: 12 }),
      async (gestures) => {
        const [awa, bao] = written('awa', 'bao')
        awa.at('dans Nos valeurs').do(insertReference(awa.ids[2]!))
        const target = awa.ids[2]!
        const ids = awa.ids.toSorted()
        meet(awa, bao)
        for (const [isAwa, which, by, meets] of gestures) {
          const one = isAwa ? awa : bao
          one.at(`dans ${model[which]!.title}`).do(moveArticle(by))
          if (meets) await meetAndMend(awa, bao)
        }
        await meetAndMend(awa, bao)
        expect(awa.json).toEqual(bao.json)
        const number = numbersOf(textOf(awa)).get(target)
        expect(said(awa)).toContain(`article ${number}dans`)
        expect(awa.ids.toSorted()).toEqual(ids)
      },
    ),
    { numRuns: 60 },
  )
})
