import type { TextNode } from '#domain/charter.ts'

/** An item goes on with the list above it when it names it, or only names its kind. */
type Item = { list: string; kind: string; level: number; ordered: boolean }

/** Where a paragraph stands: an item of a list, more of the item before it, in a quote, or nowhere in particular. */
export type Place = Item | { more: number } | 'quote' | null
type Open = { list: string; kind: string; level: number; type: string; items: { type: string; content: TextNode[] }[] }

/** Makes lists of paragraphs that each say how deep they stand in one, as Word keeps them, and quotes of paragraphs in a row. */
export class Lists {
  blocks: TextNode[] = []
  #open: Open[] = []
  #quote: TextNode[] | null = null

  add(block: TextNode, place: Place) {
    // An empty paragraph ends a quote, and nothing else.
    if (place === 'quote') {
      if (!this.#quote) this.blocks.push({ type: 'blockquote', content: (this.#quote = []) })
      this.#quote.push(block)
    } else this.#quote = null
    if (place === null || place === 'quote') {
      if (block.content?.length || block.type !== 'paragraph') this.#open = []
      if (place === null) this.blocks.push(block)
    } else if ('more' in place) this.#continue(block, place.more)
    else this.#item(block, place)
  }

  /** Written under an item: it belongs to it; without one it is a paragraph. */
  #continue(block: TextNode, level: number) {
    while (this.#open.length > 0 && this.#open.at(-1)!.level > level) this.#open.pop()
    const item = this.#open.at(-1)?.items.at(-1)
    ;(item?.content ?? this.blocks).push(block)
  }

  #item(block: TextNode, { list, kind, level, ordered }: Item) {
    const type = ordered ? 'ordered_list' : 'bullet_list'
    while (this.#open.length > 0 && this.#open.at(-1)!.level > level) this.#open.pop()
    const same = this.#open.at(-1)
    const goesOn = same?.type === type && (same.list === list || same.kind === list)
    if (same?.level === level && !goesOn) this.#open.pop()
    if (this.#open.at(-1)?.level !== level) {
      const made: Open = { list, kind, level, type, items: [] }
      const into = this.#open.at(-1)?.items.at(-1)?.content ?? this.blocks
      into.push({ type, content: made.items })
      this.#open.push(made)
    }
    this.#open.at(-1)!.items.push({ type: 'list_item', content: [block] })
  }
}
