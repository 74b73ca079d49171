import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { write } from '#server/formats/formats.ts'
import { formats } from '#server/formats/kinds.ts'
import { read } from '#server/formats/read.ts'
import { bare, documents, title } from './documents.ts'

const ids = () => {
  let made = 0
  return () => `article-${++made}`
}

describe('what is taken away and brought back', () => {
  test.each(formats)(
    'is the same in .%s: articles, headings, lists in lists, quotes, links, references, every mark and every sign',
    (format) => {
      fc.assert(
        fc.property(documents, title, (doc, title) => {
          const file = write(format, { title, doc, foot: 'Drôme · <brouillon>', language: 'fr' })
          const back = read(`texte.${format}`, Buffer.from(file), ids())
          expect({ title: back.title, content: back.nodes.map(bare) }).toEqual({ title, content: doc.content!.map(bare) })
        }),
        { numRuns: 300 },
      )
    },
  )
})
