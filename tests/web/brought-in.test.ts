import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { TextNode } from '#domain/charter.ts'
import { write } from '#server/formats/formats.ts'
import { read } from '#server/formats/read.ts'
import { contentOf, stateOf } from '#server/yjs-content.ts'
import { schema } from '#lib/charter/schema.ts'
import { bare, documents, title } from '../server/formats/documents.ts'
import { Writer } from './charter-writer.ts'

test('what a file brings in is what the editor knows: opening it changes nothing, for anyone', () => {
  fc.assert(
    fc.property(documents, title, (written, title) => {
      let made = 0
      const file = write('html', { title, doc: written, foot: '', language: 'fr' })
      const { nodes } = read('a.html', Buffer.from(file), () => `article-${++made}`)
      const state = stateOf(nodes)
      expect(contentOf([state]).content!.map(bare)).toEqual(written.content!.map(bare))
      schema.nodeFromJSON({ type: 'doc', content: nodes }).check()

      const doc = new Y.Doc()
      Y.applyUpdate(doc, state)
      const before = Y.encodeStateVector(doc)
      const writer = new Writer('awa', doc)
      expect(Y.encodeStateVector(doc)).toEqual(before)
      const plain = JSON.parse(JSON.stringify(writer.json)) as TextNode
      expect(plain.content!.map(bare)).toEqual(written.content!.map(bare))
    }),
    { numRuns: 100 },
  )
})
