import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { fragmentName, type TextNode } from '#domain/charter.ts'
import { built, contentOf, saidIn, stateOf } from '#server/yjs-content.ts'
import { retrace } from '#server/yjs-retrace.ts'
import { rewrite } from '#server/yjs-rewrite.ts'
import { article, charter, doc, heading, meetings, money, p, values } from '../../domain/ratification/text.ts'

const says = (node: TextNode) => node.content ?? []
const bold = (text: string): TextNode => ({ type: 'text', text, marks: [{ type: 'strong' }] })
const words = (...inside: (string | TextNode)[]): TextNode => ({
  type: 'paragraph',
  content: inside.map((one) => (typeof one === 'string' ? { type: 'text', text: one } : one)),
})
/** What a text says once it is rewritten. */
const rewritten = (from: TextNode, to: TextNode) => {
  const state = stateOf(says(from))
  const update = rewrite([state], says(to))
  return contentOf(update ? [state, update] : [state])
}

describe('a text rewritten forward', () => {
  test('that says it already is not touched at all', () => {
    expect(rewrite([stateOf(says(charter))], says(charter))).toBeNull()
  })

  test.each([
    ['an article changed, one gone, one new', doc(values, article('rencontres-1', 'Nos rencontres', 'Deux fois par mois.'), article('roles-1', 'Rôles', 'Un an.'))],
    ['articles in another order', doc(heading, money, values, meetings)],
    ['words in bold, and a link', doc(words('Ici, ', bold('chaque'), ' voix ', { type: 'text', text: 'compte', marks: [{ type: 'link', attrs: { href: 'https://preau.test' } }] }), values)],
    ['nothing but an empty line', doc({ type: 'paragraph' })],
  ])('says what it should: %s', (_, to) => expect(rewritten(charter, to)).toEqual(to)) // prettier-ignore

  test('whose words between two in bold are gone has one word in bold', () => {
    const from = doc(words(bold('b'), 'a', bold('a')))
    expect(rewritten(from, doc(words(bold('ba'))))).toEqual(doc(words(bold('ba'))))
  })

  test('whatever it said and should say', () => {
    const line = fc.array(fc.constantFrom('a', 'b', ' ', '🌻', 'é'), { maxLength: 8 }).map((letters) => letters.join(''))
    const run = fc.tuple(line, fc.boolean()).map(([text, strong]): TextNode => (strong ? bold(text) : { type: 'text', text }))
    const paragraph = fc.array(run, { maxLength: 4 }).map((runs): TextNode => ({ type: 'paragraph', content: joined(runs) }))
    const block = fc.oneof(
      paragraph,
      fc
        .tuple(fc.constantFrom('one-1', 'two-2', 'three-3'), fc.array(paragraph, { maxLength: 3 }))
        .map(([id, inside]): TextNode => ({ type: 'article', attrs: { id }, content: inside })),
      fc.integer({ min: 1, max: 3 }).map((level): TextNode => ({ type: 'heading', attrs: { level } })),
    )
    const text = fc.array(block, { maxLength: 6 }).map((blocks) => doc(...blocks))
    const bare = (node: TextNode): TextNode => {
      const content = (node.content ?? []).map(bare)
      const { content: _, ...rest } = node
      return content.length > 0 ? { ...rest, content } : rest
    }
    const whole = (node: TextNode) => ({ ...bare(node), content: bare(node).content ?? [] })
    fc.assert(
      fc.property(text, text, (from, to) => void expect(rewritten(from, to)).toEqual(whole(to))),
      { numRuns: 300 },
    )
  })

  test('keeps what someone types meanwhile, in the same paragraph too', () => {
    const state = stateOf(says(charter))
    const theirs = built([state])
    const paragraph = theirs.getXmlFragment(fragmentName).get(1) as Y.XmlElement
    const before = Y.encodeStateVector(theirs)
    ;((paragraph.get(1) as Y.XmlElement).get(0) as Y.XmlText).insert(0, 'Ici, ')
    const update = rewrite([state], says(doc(heading, article('valeurs-1', 'Nos valeurs', 'Chaque voix compte autant.'), meetings, money)))
    const met = built([state, Y.encodeStateAsUpdate(theirs, before), update!])
    expect(JSON.stringify(saidIn(met))).toContain('Ici, Chaque voix compte autant.')
  })
})

/** Neighbours of one look in one run: how a text has them. */
function joined(runs: readonly TextNode[]): TextNode[] {
  const whole: TextNode[] = []
  for (const run of runs.filter(({ text }) => text)) {
    const last = whole.at(-1)
    if (last && Boolean(last.marks) === Boolean(run.marks)) whole[whole.length - 1] = { ...last, text: last.text! + run.text! }
    else whole.push(run)
  }
  return whole
}

describe('a sitting written again', () => {
  /** What each hand does, as the updates of a log. */
  function log(...hands: ((fragment: Y.XmlFragment) => void)[]) {
    const live = new Y.Doc()
    const rows: Uint8Array[] = []
    const state = stateOf(says(charter))
    Y.applyUpdate(live, state)
    live.on('update', (update: Uint8Array) => rows.push(update))
    for (const hand of hands) live.transact(() => hand(live.getXmlFragment(fragmentName)))
    return [state, ...rows]
  }
  const articleOf = (fragment: Y.XmlFragment, at: number) => fragment.get(at) as Y.XmlElement
  const lineOf = (fragment: Y.XmlFragment, at: number) => (articleOf(fragment, at).get(1) as Y.XmlElement).get(0) as Y.XmlText

  test('says what the text was before and after, words since deleted included, and who wrote in which article', () => {
    const updates = log(
      (text) => lineOf(text, 1).insert(0, 'Ici, '),
      (text) => lineOf(text, 2).insert(0, 'En principe, '),
      (text) => text.delete(3, 1),
      (text) => lineOf(text, 1).delete(0, 5),
    )
    const { before, after, wrote } = retrace(updates.slice(0, 4), [0, 1, 0])
    expect(before).toEqual(charter)
    expect(JSON.stringify(after)).toContain('Ici, Chaque voix')
    expect(JSON.stringify(after)).not.toContain('Les comptes')
    expect(wrote).toEqual([
      { part: 'valeurs-1', author: 0 },
      { part: 'rencontres-1', author: 1 },
      { part: 'argent-1', author: 0 },
    ])
    const next = retrace(updates, [1])
    expect(JSON.stringify(next.before)).toContain('Ici, Chaque voix')
    expect(JSON.stringify(next.after)).not.toContain('Ici, ')
    expect(next.wrote).toEqual([{ part: 'valeurs-1', author: 1 }])
  })

  test('a block that comes outside of any article is told as such', () => {
    const updates = log((text) => text.insert(0, [new Y.XmlElement('paragraph')]))
    expect(retrace(updates, [0])).toMatchObject({ after: doc({ type: 'paragraph' }, ...says(charter)), wrote: [{ part: '', author: 0 }] })
  })

  test('a word typed letter by letter is one part', () => {
    const updates = log(...[...'Ici, '].map((letter, at) => (text: Y.XmlFragment) => lineOf(text, 1).insert(at, letter)))
    expect(retrace(updates, [0, 1, 0, 1, 0]).wrote).toEqual([
      { part: 'valeurs-1', author: 0 },
      { part: 'valeurs-1', author: 1 },
    ])
  })
})

test('a paragraph alone is what p makes', () => expect(rewritten(charter, doc(p('Rien d’autre.')))).toEqual(doc(p('Rien d’autre.'))))
