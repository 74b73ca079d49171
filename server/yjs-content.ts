import { gzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { fragmentName, type TextMark, type TextNode } from '#domain/charter.ts'
import { canonical } from '#domain/ratification/canonical.ts'

/** Nodes nested deeper than any editor of ours makes them are left out. */
const deepest = 100

/** All updates in one, with what is deleted forgotten: what a text is kept as. Throws when one cannot be applied. */
export function compact(updates: readonly Uint8Array[]): Uint8Array {
  const doc = built(updates)
  const state = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return state
}

/** What someone with this state vector misses of a state. */
export function difference(state: Uint8Array, vector: Uint8Array): Uint8Array {
  return Y.diffUpdate(state, vector)
}

/** A state as a phone is sent it: of version 2, and compressed, a sixth of what it was. */
export function packed(state: Uint8Array): Uint8Array {
  return gzipSync(Y.convertUpdateFormatV1ToV2(state), { level: 4 })
}

/** The text as ProseMirror JSON. Needs no schema: names and attributes are those the editor wrote. */
export function contentOf(updates: readonly Uint8Array[]): TextNode {
  const doc = built(updates)
  const content = saidIn(doc)
  doc.destroy()
  return content
}

/** What a document says now. */
export const saidIn = (doc: Y.Doc): TextNode => ({ type: 'doc', content: nodesOf(doc.getXmlFragment(fragmentName).toArray(), 1) })

/** A first state that holds these nodes. */
export function stateOf(nodes: readonly TextNode[]): Uint8Array {
  const doc = new Y.Doc()
  doc.getXmlFragment(fragmentName).push(gathered(nodes).map(made))
  const state = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return state
}

/** A document in which all this has been written. */
export function built(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

/** Nodes of a document as JSON, down to the depth that editors make. */
export function nodesOf(children: readonly unknown[], depth: number): TextNode[] {
  if (depth > deepest) return []
  return children.flatMap((child) => {
    if (child instanceof Y.XmlText) return textsOf(child)
    if (!(child instanceof Y.XmlElement)) return []
    const attrs = child.getAttributes() as Record<string, unknown>
    const content = nodesOf(child.toArray(), depth + 1)
    return [{ type: child.nodeName, ...(Object.keys(attrs).length > 0 && { attrs }), ...(content.length > 0 && { content }) }]
  })
}

/** Words of one look are one run: Yjs parts them where words of another look have been. */
function textsOf(text: Y.XmlText): TextNode[] {
  const runs: TextNode[] = []
  for (const { insert, attributes } of text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]) {
    if (typeof insert !== 'string' || insert === '') continue
    const marks = Object.entries(attributes ?? {}).map(([name, attrs]) => markOf(name, attrs))
    const last = runs.at(-1)
    if (last && canonical(last.marks ?? []) === canonical(marks)) runs[runs.length - 1] = { ...last, text: last.text! + insert }
    else runs.push({ type: 'text', text: insert, ...(marks.length > 0 && { marks }) })
  }
  return runs
}

/** y-prosemirror names marks that may overlap with a hash behind their name, `name--xxxxxxxx`. */
function markOf(name: string, attrs: unknown): TextMark {
  const type = /^(.*)--[a-zA-Z0-9+/=]{8}$/.exec(name)?.[1] ?? name
  const filled = typeof attrs === 'object' && attrs !== null && Object.keys(attrs).length > 0
  return filled ? { type, attrs: attrs as Record<string, unknown> } : { type }
}

/** What is inside an element: a node, or words in a row with their marks, which are one text as the editor's binding has them. */
export type Wanted = TextNode | readonly TextNode[]

export function gathered(nodes: readonly TextNode[]): Wanted[] {
  const wanted: (TextNode | TextNode[])[] = []
  for (const node of nodes) {
    const last = wanted.at(-1)
    if (node.type !== 'text') wanted.push(node)
    else if (Array.isArray(last)) last.push(node)
    else wanted.push([node])
  }
  return wanted
}

export const isText = (wanted: Wanted): wanted is readonly TextNode[] => Array.isArray(wanted)
export const made = (wanted: Wanted) => (isText(wanted) ? written(wanted) : elementOf(wanted))

function written(runs: readonly TextNode[]): Y.XmlText {
  const text = new Y.XmlText()
  text.applyDelta(runs.map((run) => ({ insert: run.text ?? '', attributes: attributesOf(run) })))
  return text
}

export const attributesOf = ({ marks = [] }: TextNode) => Object.fromEntries(marks.map(({ type, attrs }) => [type, attrs ?? {}]))

function elementOf(node: TextNode): Y.XmlElement {
  const element = new Y.XmlElement(node.type)
  for (const [name, value] of Object.entries(node.attrs ?? {})) element.setAttribute(name, value as string)
  element.insert(0, gathered(node.content ?? []).map(made))
  return element
}
