import { parse } from 'svelte/compiler'
import { describe, expect, test } from 'vitest'
import { en } from '../../web/src/lib/messages/en.ts'
import { fr } from '../../web/src/lib/messages/fr.ts'
import { en as aliveInEnglish } from '../../web/src/lib/messages/en.alive.ts'
import { fr as alive } from '../../web/src/lib/messages/fr.alive.ts'
import { hydratedFiles, leaves, readPaths, speak, speakers } from './catalogue.ts'

const french = leaves(fr)
const files = speakers()

describe('the catalogue', () => {
  test('English says all that French says, and nothing more', () => {
    const shape = (catalogue: unknown) =>
      leaves(catalogue).map(({ path, value }) => `${path} ${Array.isArray(value) ? `list of ${value.length}` : typeof value}`)
    expect(shape(en)).toEqual(shape(fr))
  })

  test('every sentence speaks', () => {
    for (const { path, value } of [...french, ...leaves(en)]) expect(speak(value).length, path).toBeGreaterThan(0)
  })

  test('no sentence is unused', () => {
    const read = new Set(files.flatMap(({ text }) => [...readPaths(text)]))
    const used = (path: string) => path.split('.').some((_, depth, keys) => read.has(keys.slice(0, depth + 1).join('.')))
    expect(french.map(({ path }) => path).filter((path) => !used(path))).toEqual([])
  })

  test('every sentence that a page asks for is there', () => {
    const known = new Set(french.flatMap(({ path }) => path.split('.').map((_, depth, keys) => keys.slice(0, depth + 1).join('.'))))
    const asked = files.flatMap(({ path, text }) => [...readPaths(text)].map((key) => ({ path, key })))
    const missing = asked.filter(
      ({ key }) => /^(common|members|bodies|polls|documents|help|ui|writing)\./.test(key) && !known.has(withoutMethod(key)),
    )
    expect(missing).toEqual([])
  })
})

/** `lines.map`, `reasons.length`: what every string, list or function has. */
const withoutMethod = (key: string) =>
  key.replace(/\.(map|length|join|slice|filter|entries|at|replace|split|toLowerCase|toUpperCase|charAt|some|find|includes)$/, '')

describe('a page that runs in a browser', () => {
  const scripted = [...hydratedFiles()]

  test('is found by what it imports', () => {
    expect(scripted.map(({ path }) => path)).toEqual(expect.arrayContaining([expect.stringMatching(/Toolbar\.svelte$/), expect.stringMatching(/GradeTable\.svelte$/)])) // prettier-ignore
  })

  test('says nothing that its browser is not given', () => {
    const given = Object.keys(alive)
    const groups = Object.keys(fr)
    const missing = scripted.flatMap(({ path, text }) =>
      [...readPaths(text)].flatMap((key) => {
        const group = key.split('.')[0]!
        const brought =
          group === 'codes' &&
          /\/(codes|Codes\w+|HandCodes|OneByOne|LostCode)\b/.test(path) &&
          !/routes\/(?!scrutins\/\[id\]\/codes)/.test(path)
        return groups.includes(group) && !given.includes(group) && !brought ? [`${path}: ${key}`] : []
      }),
    )
    expect(missing).toEqual([])
  })

  test('is given the same words in both languages', () => {
    expect(leaves(aliveInEnglish).map(({ path }) => path)).toEqual(leaves(alive).map(({ path }) => path))
  })
})

describe('French typography in the catalogue', () => {
  const said = french.flatMap(({ path, value }) => speak(value).map((sentence) => ({ path, sentence })))

  test.each([
    ['a plain space before ; : ! ?', /[  ][;:!?»]/],
    ['a plain space after «', /«[^\u202f]/],
    ['a straight apostrophe', /\p{L}'\p{L}/u],
    ['an hour that may break', /\d h\b/],
    ['a middle dot inside a word', /\p{L}·\p{L}/u],
    ['two spaces', / {2}/],
    ['three full stops', /\.\.\./],
  ])('nowhere %s', (_, fault) => {
    expect(said.filter(({ sentence }) => fault.test(sentence))).toEqual([])
  })
})

type Node = { type?: string; [key: string]: unknown }
function walk(node: unknown, visit: (node: Node) => void) {
  if (Array.isArray(node)) node.forEach((one) => walk(one, visit))
  else if (node !== null && typeof node === 'object') {
    visit(node as Node)
    for (const [key, value] of Object.entries(node)) if (key !== 'loc' && key !== 'metadata') walk(value, visit)
  }
}

const spoken = new Set(['label', 'title', 'alt', 'aria-label', 'placeholder', 'sentence', 'legend', 'hint'])
const word = /\p{L}{2}/u

describe('what a component says comes from the catalogue', () => {
  test.each(files.filter(({ path }) => path.endsWith('.svelte')))('$path', ({ text }) => {
    const literals: string[] = []
    walk(parse(text, { modern: true }).fragment, (node) => {
      if (node.type === 'Text' && word.test(String(node.data))) literals.push(String(node.data).trim())
      if (node.type === 'Literal' && typeof node.value === 'string' && /[éèàêçùâîôœ’«»]|\p{L}{2} \p{L}{3}/u.test(node.value))
        literals.push(node.value)
      if (node.type === 'Attribute' && !spoken.has(String(node.name))) node.value = null
    })
    expect(literals).toEqual([])
  })
})
