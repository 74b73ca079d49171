import type { Node, NodeType } from 'prosemirror-model'
import { Selection, TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { type Article, isBlank, numberArticles, type TextNode } from '#domain/charter.ts'
import { randomId } from '#lib/charter/ids.ts'
import { schema } from '#lib/charter/schema.ts'

const { article, article_title: title, heading, paragraph } = schema.nodes as Record<string, NodeType>

/** The article the selection begins in, and where it stands. */
export function articleAround(state: EditorState): { node: Node; at: number } | null {
  const { $from } = state.selection
  const node = $from.depth > 0 ? $from.node(1) : null
  return node && node.type === article ? { node, at: $from.before(1) } : null
}

/** The articles of a text as the outline tells them. Only their titles are looked into: it is asked for all along while one writes. */
export function outlineOf(doc: Node): Article[] {
  const articles: TextNode[] = []
  doc.forEach((node) => {
    if (node.type === article) articles.push({ type: 'article', attrs: node.attrs, content: titlesOf(node) })
  })
  return numberArticles({ type: 'doc', content: articles })
}

function titlesOf(node: Node): TextNode[] {
  const titles: TextNode[] = []
  node.forEach((child) => void (child.type === title && titles.push(child.toJSON())))
  return titles
}

/** Nothing is written yet. */
export function isUnwritten(doc: Node): boolean {
  let written = false
  doc.forEach((node) => void (written ||= !isBlank({ type: 'doc', content: [node.toJSON()] })))
  return !written
}

/** A new article, empty or with these words, ready to be inserted. */
export const makeArticle = (name = '', words: readonly string[] = ['']): Node =>
  article!.create({ id: randomId() }, [
    title!.create(null, name ? schema.text(name) : null),
    ...words.map((text) => paragraph!.create(null, text ? schema.text(text) : null)),
  ])

const isEmptyParagraph = (node: Node) => node.type === paragraph && node.content.size === 0

/** A new article after the one (or the block) one is in, the cursor in its title. An empty line gives its place. */
export const insertArticle: Command = (state, dispatch) => {
  if (!dispatch) return true
  const { $to } = state.selection
  const top = $to.depth > 0 ? $to.node(1) : null
  const from = top ? (isEmptyParagraph(top) ? $to.before(1) : $to.after(1)) : $to.pos
  const to = top ? $to.after(1) : $to.pos
  const change = state.tr.replaceWith(from, to, makeArticle())
  dispatch(change.setSelection(TextSelection.create(change.doc, from + 2)).scrollIntoView())
  return true
}

/** Takes the article away and leaves what it says: its title becomes a heading. */
export const unwrapArticle: Command = (state, dispatch) => {
  const around = articleAround(state)
  if (!around) return false
  if (!dispatch) return true
  const blocks: Node[] = []
  around.node.forEach((child) => {
    if (child.type !== title) blocks.push(child)
    else if (child.content.size > 0) blocks.push(heading!.create({ level: 2 }, child.content))
  })
  const change = state.tr.replaceWith(around.at, around.at + around.node.nodeSize, blocks.length > 0 ? blocks : paragraph!.create())
  dispatch(change.setSelection(Selection.near(change.doc.resolve(around.at + 1))).scrollIntoView())
  return true
}

/** In a title, the return key leads to what the article says; in the middle of it, what follows goes there. */
export const leaveTitle: Command = (state, dispatch) => {
  const { $from, $to } = state.selection
  if ($from.parent.type !== title || !$from.sameParent($to)) return false
  if (!dispatch) return true
  const change = state.tr
  const rest = $from.parent.slice($to.parentOffset).content
  const end = $from.end()
  change.delete($from.pos, end)
  const after = $from.pos + 1
  const next = change.doc.resolve(after).nodeAfter
  if (rest.size > 0 || !next?.isTextblock) change.insert(after, paragraph!.create(null, rest))
  dispatch(change.setSelection(TextSelection.create(change.doc, after + 1)).scrollIntoView())
  return true
}

/** Backspace at the start of a title: an article without a word goes; any other stays, since nothing can be joined to it. */
export const removeEmptyArticle: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const around = articleAround(state)
  if (!empty || !around || $from.parent.type !== title || $from.parentOffset > 0) return false
  if (around.node.textContent !== '') return true
  if (dispatch) dispatch(removeAt(state.tr, around))
  return true
}

function removeAt(change: Transaction, { node, at }: { node: Node; at: number }) {
  const alone = change.doc.childCount === 1
  if (alone) change.replaceWith(at, at + node.nodeSize, paragraph!.create())
  else change.delete(at, at + node.nodeSize)
  return change.setSelection(Selection.near(change.doc.resolve(Math.min(at, change.doc.content.size)), -1)).scrollIntoView()
}

/** Out of the article, on a line of its own after it. */
export const leaveArticle: Command = (state, dispatch) => {
  const around = articleAround(state)
  if (!around) return false
  if (!dispatch) return true
  const after = around.at + around.node.nodeSize
  const change = state.tr.insert(after, paragraph!.create())
  dispatch(change.setSelection(TextSelection.create(change.doc, after + 1)).scrollIntoView())
  return true
}

/** Writes a whole model in a text that has nothing in it yet. Pressed on purpose, never by itself. */
export function insertModel(model: readonly { title: string; text: string }[]): Command {
  return (state, dispatch) => {
    if (state.doc.textContent !== '' || state.doc.firstChild?.type === article) return false
    if (!dispatch) return true
    const change = state.tr.replaceWith(
      0,
      state.doc.content.size,
      model.map((one) => makeArticle(one.title, [one.text])),
    )
    dispatch(change.setSelection(TextSelection.create(change.doc, 2)).scrollIntoView())
    return true
  }
}
