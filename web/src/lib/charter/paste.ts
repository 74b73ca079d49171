import { Fragment, type Node, Slice } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'
import { charterLimits, safeLink } from '#domain/charter.ts'
import { setLink } from '#lib/charter/commands.ts'
import { saidByElements } from '#lib/charter/pasted-html.ts'
import { schema } from '#lib/charter/schema.ts'

/**
 * The schema cleans what is pasted: only its nodes, marks and attributes come in. Two rules more: an address pasted on selected words
 * links them, and a paste too long to be sent is refused with a word.
 */
export function pasting(tooLong: () => void): Plugin {
  const refuse = (slice: Slice) => {
    if (slice.size <= charterLimits.pasteCharacters) return false
    tooLong()
    return true
  }
  return new Plugin({
    props: {
      handlePaste(view, event, slice) {
        const text = event.clipboardData?.getData('text/plain') ?? ''
        if (!view.state.selection.empty && safeLink(text) !== null) return setLink(text.trim())(view.state, view.dispatch)
        return refuse(slice)
      },
      transformPastedHTML: saidByElements,
      handleDrop: (_view, _event, slice) => refuse(slice),
    },
  })
}

const { article, article_title: title, heading } = schema.nodes
const isArticle = (node: Node | null) => node?.type === article

/** What is pasted into what an article says: other articles are their title, as a heading, and their words. */
export function withoutArticles({ content, openStart, openEnd }: Slice): Slice {
  const blocks = content.content.flatMap((node) => (isArticle(node) ? node.content.content : [node]))
  const flat = blocks.map((node) => (node.type === title ? heading!.create({ level: 2 }, node.content) : node))
  const openIn = (edge: Node | null, open: number) => (isArticle(edge) ? Math.max(0, open - 1) : open)
  return new Slice(Fragment.from(flat), openIn(content.firstChild, openStart), openIn(content.lastChild, openEnd))
}
