import { Plugin } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

/** Grey words where nothing is written yet: in the title of an article, and in a text without anything. */
export function placeholders(words: { title: string; text: string }): Plugin {
  return new Plugin({
    props: {
      decorations({ doc }) {
        const blank = doc.childCount === 1 && doc.firstChild?.type.name === 'paragraph' && doc.firstChild.content.size === 0
        const found: Decoration[] = blank ? [Decoration.node(0, 2, { class: 'empty', 'data-placeholder': words.text })] : []
        doc.forEach((article, at) => {
          if (article.type.name !== 'article') return
          article.forEach((child, offset) => {
            if (child.type.name !== 'article_title' || child.content.size > 0) return
            found.push(
              Decoration.node(at + 1 + offset, at + 1 + offset + child.nodeSize, { class: 'empty', 'data-placeholder': words.title }),
            )
          })
        })
        return found.length > 0 ? DecorationSet.create(doc, found) : null
      },
    },
  })
}
