import * as Y from 'yjs'
import { fragmentName, type TextNode } from '#domain/charter.ts'
import { outside, partOf } from '#domain/history/compared.ts'
import { built, nodesOf, saidIn } from '#server/yjs-content.ts'

/** A sitting of writing: what the text said before and after, and who, by their place in a list, wrote in which part of it. */
export type Retraced = { before: TextNode; after: TextNode; wrote: { part: string; author: number }[] }

/**
 * Writes a sitting again. updates: a state, then rows of the log in their order, of which the last `authors.length` are the sitting; authors: whose
 * each of these is. Deleted words are in the rows that brought them, so that a text that forgets them says all the same what it said then.
 * Throws when an update cannot be applied.
 */
export function retrace(updates: readonly Uint8Array[], authors: readonly number[]): Retraced {
  const start = updates.length - authors.length
  const doc = built(updates.slice(0, start))
  const before = saidIn(doc)
  const hands = new Hands(doc)
  for (let at = start; at < updates.length;) {
    const author = authors[at - start]!
    const from = at
    while (at < updates.length && authors[at - start] === author) at++
    hands.write(updates.slice(from, at), author)
  }
  const after = saidIn(doc)
  doc.destroy()
  return { before, after, wrote: hands.wrote() }
}

/** Who touches which part of a text: each block at its top is known by its part, a deleted one too. */
class Hands {
  readonly #doc: Y.Doc
  readonly #fragment: Y.XmlFragment
  readonly #wrote = new Map<string, Set<number>>()
  #parts: Map<unknown, string>

  constructor(doc: Y.Doc) {
    this.#doc = doc
    this.#fragment = doc.getXmlFragment(fragmentName)
    this.#parts = this.#look()
  }

  /** Writes the updates of one person as one change. */
  write(updates: readonly Uint8Array[], author: number) {
    const touched = new Set<unknown>()
    const see = (events: Y.YEvent<never>[]) => {
      for (const { target } of events) touched.add(topOf(target, this.#fragment))
    }
    this.#fragment.observeDeep(see as never)
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update)
    })
    this.#fragment.unobserveDeep(see as never)
    this.#note(touched, author)
  }

  wrote() {
    return [...this.#wrote].flatMap(([part, authors]) => [...authors].map((author) => ({ part, author })))
  }

  #note(touched: ReadonlySet<unknown>, author: number) {
    const former = this.#parts
    if (touched.has(this.#fragment)) this.#parts = this.#look()
    const parts = new Set<string>()
    for (const block of touched) if (block !== this.#fragment) parts.add(this.#parts.get(block) ?? former.get(block) ?? outside)
    for (const [block, part] of this.#parts) if (!former.has(block)) parts.add(part)
    for (const [block, part] of former) if (!this.#parts.has(block)) parts.add(part)
    for (const part of parts) this.#wrote.set(part, (this.#wrote.get(part) ?? new Set()).add(author))
  }

  #look(): Map<unknown, string> {
    return new Map(this.#fragment.toArray().map((block) => [block, partOf(headOf(block))]))
  }
}

/** A block without what is inside it. */
const headOf = (block: unknown): TextNode =>
  block instanceof Y.XmlElement
    ? { type: block.nodeName, attrs: block.getAttributes() as Record<string, unknown> }
    : nodesOf([block], 1)[0]!

/** The block at the top that holds this one. */
function topOf(inside: Y.AbstractType<unknown>, fragment: Y.XmlFragment): unknown {
  let block: Y.AbstractType<unknown> = inside
  while (block !== (fragment as never) && block.parent && block.parent !== (fragment as never)) block = block.parent
  return block
}
