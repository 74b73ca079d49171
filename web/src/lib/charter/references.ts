import { DOMSerializer, type Node, type NodeType } from 'prosemirror-model'
import { type Command, type EditorState, Plugin, PluginKey, type Transaction } from 'prosemirror-state'
import type { EditorView, NodeView } from 'prosemirror-view'
import type { TextNode } from '#domain/charter.ts'
import { numberReferred, type Numbers, numbersOf, referenceWords } from '#domain/references.ts'
import { schema } from '#lib/charter/schema.ts'

const { article_ref: reference } = schema.nodes as Record<string, NodeType>

/** Asked for every reference of a text at each change of it, and made once. */
const made = new WeakMap<Node, Numbers>()

/** The numbers of the text that an article was taken out of, when it is edited alone. */
const elsewhere = new PluginKey<Numbers | null>('elsewhere')

const numbersIn = (state: EditorState): Numbers => elsewhere.getState(state) ?? numbersInDoc(state.doc)

function numbersInDoc(doc: Node): Numbers {
  const found = made.get(doc)
  if (found) return found
  const content: TextNode[] = []
  doc.forEach(({ type, attrs }) => content.push({ type: type.name, attrs }))
  const numbers = numbersOf({ type: 'doc', content })
  made.set(doc, numbers)
  return numbers
}

const numberOf = ({ attrs }: Node, state: EditorState) => numberReferred({ type: 'article_ref', attrs }, numbersIn(state))

/** The words of what is no text, in this state of the whole: a line break, a reference. */
export const leafWords = (state: EditorState) => (leaf: Node) => (leaf.type === reference ? referenceWords(numberOf(leaf, state)) : '\n')

/** A reference to the article of this id, in place of what is selected. Titles hold none. */
export function insertReference(id: string): Command {
  return (state, dispatch) => {
    const { $from, $to } = state.selection
    if (!$from.sameParent($to) || !$from.parent.type.contentMatch.matchType(reference!)) return false
    dispatch?.(state.tr.replaceSelectionWith(reference!.create({ to: id }), false).scrollIntoView())
    return true
  }
}

/** « @5 » and what was typed behind it: a reference to article 5, when there is one and it may stand here. */
export function referNumber(state: EditorState, [, number, behind]: RegExpMatchArray, from: number, to: number): Transaction | null {
  const id = [...numbersIn(state)].find(([, one]) => one === Number(number))?.[0]
  if (id === undefined || !state.doc.resolve(from).parent.type.contentMatch.matchType(reference!)) return null
  return state.tr.replaceWith(from, to, [reference!.create({ to: id }), schema.text(behind!)])
}

/** A reference has no marks: Yjs keeps none on what is not text, so that they would be here and nowhere else. isTheirs: of changes that are left as they are. */
export const plainReferences = (isTheirs: (change: Transaction) => boolean = () => false) =>
  new Plugin({
    appendTransaction(transactions, _before, { doc, tr }) {
      if (!transactions.some((one) => one.docChanged && !isTheirs(one))) return null
      doc.descendants((node, at) => {
        if (node.type === reference && node.marks.length > 0) tr.removeMark(at, at + 1)
      })
      return tr.docChanged ? tr : null
    },
  })

/** A reference as one sees it. It is drawn again when an article comes, goes or moves, here or elsewhere. */
class Shown implements NodeView {
  readonly dom = document.createElement('span')
  readonly #end: (shown: Shown) => void
  readonly #gone: string
  #node: Node

  constructor(node: Node, state: EditorState, gone: string, end: (shown: Shown) => void) {
    this.#node = node
    this.#end = end
    this.#gone = gone
    this.dom.className = 'reference'
    this.draw(state)
  }

  draw(state: EditorState) {
    const number = numberOf(this.#node, state)
    const words = referenceWords(number, this.#gone)
    if (this.dom.textContent !== words) this.dom.textContent = words
    this.dom.classList.toggle('gone', number === null)
  }

  update(node: Node) {
    return node.type === reference && node.attrs.to === this.#node.attrs.to
  }

  ignoreMutation = () => true
  destroy = () => this.#end(this)
}

/**
 * Shows references, and says them in what is copied. `gone`: what one says on this page when its article is not there. numbers: of the whole, when
 * what is edited is one article of it.
 */
export function references(gone: string, numbers: Numbers | null = null): Plugin {
  const shown = new Set<Shown>()
  let view: EditorView
  const marks = DOMSerializer.marksFromSchema(schema)
  const nodes = {
    ...DOMSerializer.nodesFromSchema(schema),
    article_ref: (node: Node) => ['span', { 'data-to-article': String(node.attrs.to) }, leafWords(view.state)(node)] as const,
  }
  return new Plugin<Numbers | null>({
    key: elsewhere,
    state: { init: () => numbers, apply: (_, known) => known },
    view(own) {
      view = own
      return {
        update({ state }, before) {
          if (state.doc !== before.doc) for (const one of shown) one.draw(state)
        },
      }
    },
    props: {
      nodeViews: {
        article_ref(node, { state }) {
          const one = new Shown(node, state, gone, (ended) => shown.delete(ended))
          shown.add(one)
          return one
        },
      },
      clipboardSerializer: new DOMSerializer(nodes, marks),
      clipboardTextSerializer: ({ content }, { state }) => content.textBetween(0, content.size, '\n\n', leafWords(state)),
      transformPastedHTML: (html, { state }) => withKnownOnly(html, state),
    },
  })
}

/** A reference to an article of another text is only its words; one to an article that is pasted with it stays. */
function withKnownOnly(html: string, state: EditorState): string {
  if (!html.includes('data-to-article')) return html
  const page = new DOMParser().parseFromString(html, 'text/html')
  const brought = new Set([...page.querySelectorAll('[data-article]')].map((section) => section.getAttribute('data-article')))
  for (const one of page.querySelectorAll('[data-to-article]')) {
    const to = one.getAttribute('data-to-article')!
    if (!numbersIn(state).has(to) && !brought.has(to)) one.replaceWith(one.textContent)
  }
  return page.body.innerHTML
}
