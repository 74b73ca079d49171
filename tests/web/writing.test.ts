import { describe, expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { insertModel } from '#lib/charter/articles.ts'
import { headingLevel } from '#lib/charter/commands.ts'
import { commandOf, toolStates } from '#lib/charter/tools.ts'
import type { LiveStatus } from '#lib/live/status.ts'
import { newsOf } from '#lib/writing/news.ts'
import { peopleIn } from '#lib/writing/people.ts'
import { saidAloud, stateInWords } from '#lib/writing/telling.ts'
import { fr } from '../../web/src/lib/messages/fr.ts'
import { Writer } from './charter-writer.ts'

const words = fr.writing
const status = (now: Partial<LiveStatus>): LiveStatus => ({
  phase: 'saved',
  ended: null,
  whole: true,
  mayWrite: true,
  unsaved: false,
  kept: true,
  crowd: 0,
  ...now,
})

describe('how things stand, in words', () => {
  test.each<[string, Partial<LiveStatus>]>([
    ['Enregistré', { phase: 'saved' }],
    ['Enregistrement…', { phase: 'saving', unsaved: true }],
    ['Hors ligne — tes changements restent dans ce téléphone', { phase: 'offline' }],
    ['Hors ligne — garde cette page ouverte', { phase: 'offline', kept: false, unsaved: true }],
    ['Hors ligne', { phase: 'offline', mayWrite: false }],
    ['On te reconnecte — tes changements restent dans ce téléphone', { phase: 'returning' }],
    ['On te reconnecte', { phase: 'returning', kept: false, unsaved: false }],
    ['Lecture seule', { phase: 'read-only', mayWrite: false }],
  ])('%s', (said, now) => {
    expect(stateInWords(words, status(now), true).text).toBe(said)
  })

  test('« Enregistré » is said of one phase only, whatever else is true', () => {
    for (const phase of ['connecting', 'saving', 'late', 'offline', 'returning', 'read-only', 'ended'] as const)
      for (const unsaved of [true, false])
        expect(stateInWords(words, status({ phase, unsaved, ended: null }), false)).not.toMatchObject({ look: 'good' })
  })

  test('aloud, only the connection and the right to write', () => {
    const [saved, saving, offline] = [status({}), status({ phase: 'saving', unsaved: true }), status({ phase: 'offline' })]
    expect(saidAloud(words, saved, saving)).toBe('')
    expect(saidAloud(words, saving, saved)).toBe('')
    expect(saidAloud(words, saved, offline)).toContain('Hors ligne')
    expect(saidAloud(words, offline, saved)).toBe('Enregistré')
    expect(saidAloud(words, saved, status({ phase: 'read-only', mayWrite: false }))).toBe('Lecture seule')
  })
})

describe('who is here', () => {
  const samia = { id: 's', name: 'Samia', tint: 1, article: null }

  test('news is told of who comes, goes and changes article, and not of a crowd', () => {
    const news = words.people.news
    expect(newsOf([], [samia], news)).toEqual(['Samia est là.'])
    expect(newsOf([samia], [], news)).toEqual(['Samia n’est plus là.'])
    expect(newsOf([samia], [{ ...samia, article: 4 }], news)).toEqual(['Samia est dans l’article 4.'])
    expect(newsOf([{ ...samia, article: 4 }], [{ ...samia, article: 4 }], news)).toEqual([])
    const crowd = ['a', 'b', 'c', 'd'].map((id) => ({ ...samia, id }))
    expect(newsOf([], crowd, news)).toEqual([])
  })

  test('each person is shown once, oneself never, nobody without a name from the server', () => {
    const writer = new Writer('awa')
    const awareness = new Awareness(writer.doc)
    const add = (client: number, state: object) => awareness.states.set(client, state)
    add(1, { user: { id: 'b', name: 'Bilal', tint: 9 } })
    add(2, { user: { id: 'b', name: 'Bilal', tint: 9 } })
    add(3, { user: { id: 'me', name: 'Awa', tint: 2 } })
    add(4, { user: { name: 'Forged' } })
    expect(peopleIn(awareness, writer.state, 'me')).toEqual([{ id: 'b', name: 'Bilal', tint: 1, article: null }])
    awareness.destroy()
  })
})

describe('the tools', () => {
  const withModel = () => {
    const writer = new Writer('awa', new Y.Doc(), 1)
    writer.do(insertModel([{ title: 'Nos valeurs', text: 'Chaque voix compte.' }]))
    return writer
  }

  test('say what is pressed where the cursor stands', () => {
    const awa = withModel().at('Chaque')
    awa.do(commandOf.heading2)
    expect(toolStates(awa.state)).toMatchObject({ heading2: { on: true, can: true }, heading1: { on: false }, undo: { can: true } })
    awa.do(commandOf.heading2)
    expect(headingLevel(awa.state)).toBe(0)
    awa.do(commandOf.bullets)
    expect(toolStates(awa.state)).toMatchObject({ bullets: { on: true }, numbers: { on: false }, heading1: { can: false } })
  })

  test('the title of an article stays a title', () => {
    const awa = withModel().at('Nos valeurs')
    const states = toolStates(awa.state)
    for (const tool of ['heading', 'heading1', 'heading2', 'strong', 'em', 'bullets', 'numbers'] as const)
      expect([tool, states[tool].can]).toEqual([tool, false])
    for (const tool of ['heading', 'heading1', 'bullets'] as const) awa.do(commandOf[tool])
    expect(awa.state.doc.child(0).child(0).type.name).toBe('article_title')
  })
})
