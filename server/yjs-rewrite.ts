import * as Y from 'yjs'
import { fragmentName, type TextNode } from '#domain/charter.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import { attributesOf, built, gathered, isText, made, nodesOf, type Wanted } from '#server/yjs-content.ts'

type Block = Y.XmlElement | Y.XmlText

/** Beyond so many pairs of neighbours, blocks that are not the same are replaced whole. */
const mostPairs = 250_000

/**
 * The update that makes a text say this, going forward: what is the same is not touched, an article keeps its place and id, and in a
 * paragraph that differs only what differs is replaced, so that whoever is writing there goes on writing. Empty when the text says it already.
 */
export function rewrite(updates: readonly Uint8Array[], content: readonly TextNode[]): Uint8Array | null {
  const doc = built(updates)
  let update: Uint8Array | null = null
  doc.on('update', (made: Uint8Array) => (update = made))
  doc.transact(() => settle(doc.getXmlFragment(fragmentName), content))
  doc.destroy()
  return update
}

function settle(parent: Y.XmlFragment, content: readonly TextNode[]) {
  const there = parent.toArray().filter((child): child is Block => child instanceof Y.XmlElement || child instanceof Y.XmlText)
  const wanted = gathered(content)
  const pairs = paired(there, wanted)
  let at = 0
  let [i, j] = [0, 0]
  for (const [oldAt, newAt] of [...pairs, [there.length, wanted.length] as const]) {
    if (oldAt > i) parent.delete(at, oldAt - i)
    const fresh = wanted.slice(j, newAt).map(made)
    if (fresh.length > 0) parent.insert(at, fresh)
    at += fresh.length + 1
    if (oldAt < there.length) mend(there[oldAt]!, wanted[newAt]!)
    ;[i, j] = [oldAt + 1, newAt + 1]
  }
}

/**
 * Which of the blocks that are there become which of those wanted, in order: as many as possible that are the same already, then as many
 * as possible of one kind (articles of one id), by the longest common subsequence of both weights.
 */
function paired(there: readonly Block[], wanted: readonly Wanted[]): (readonly [number, number])[] {
  const [was, is] = [there.map((block) => canonical(nodesOf([block], 1))), wanted.map((one) => canonical(isText(one) ? one : [one]))]
  const alike = (i: number, j: number) => (was[i] === is[j] ? 1000 : isOneKind(there[i]!, wanted[j]!) ? 1 : 0)
  if (there.length * wanted.length > mostPairs) return []
  const width = wanted.length + 1
  const best = new Uint32Array((there.length + 1) * width)
  for (let i = there.length - 1; i >= 0; i--)
    for (let j = wanted.length - 1; j >= 0; j--) {
      const weight = alike(i, j)
      const both = weight > 0 ? best[(i + 1) * width + j + 1]! + weight : 0
      best[i * width + j] = Math.max(both, best[(i + 1) * width + j]!, best[i * width + j + 1]!)
    }
  const pairs: (readonly [number, number])[] = []
  let [i, j] = [0, 0]
  while (i < there.length && j < wanted.length) {
    const weight = alike(i, j)
    if (weight > 0 && best[i * width + j] === best[(i + 1) * width + j + 1]! + weight) pairs.push([i++, j++])
    else if (best[i * width + j] === best[(i + 1) * width + j]) i++
    else j++
  }
  return pairs
}

function isOneKind(block: Block, wanted: Wanted): boolean {
  if (block instanceof Y.XmlText) return isText(wanted)
  if (isText(wanted) || block.nodeName !== wanted.type) return false
  return wanted.type !== 'article' || block.getAttribute('id') === wanted.attrs?.id
}

function mend(block: Block, wanted: Wanted) {
  if (block instanceof Y.XmlText) return mendText(block, wanted as readonly TextNode[])
  const { attrs = {}, content = [] } = wanted as TextNode
  const before = block.getAttributes() as Record<string, unknown>
  for (const name of Object.keys(before)) if (!(name in attrs)) block.removeAttribute(name)
  for (const [name, value] of Object.entries(attrs)) if (before[name] !== value) block.setAttribute(name, value as string)
  settle(block, content)
}

/** One UTF-16 unit and its marks, to be compared. */
const unitsOf = (runs: readonly TextNode[]) =>
  runs.flatMap((run) => {
    const marks = canonical(attributesOf(run))
    return (run.text ?? '').split('').map((unit) => unit + marks)
  })

/** Only what lies between the common beginning and the common end is replaced; a pair of surrogates is never parted. */
function mendText(text: Y.XmlText, runs: readonly TextNode[]) {
  const [a, b] = [unitsOf(nodesOf([text], 1)), unitsOf(runs)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  if (start > 0 && isHigh(a[start - 1]!)) start--
  if (end > 0 && isLow(a[a.length - end]!)) end--
  if (a.length - end > start) text.delete(start, a.length - end - start)
  let from = 0
  let at = start
  for (const run of runs) {
    const words = run.text ?? ''
    const piece = words.slice(Math.max(0, start - from), Math.max(0, b.length - end - from))
    if (piece !== '') text.insert(at, piece, attributesOf(run))
    at += piece.length
    from += words.length
  }
}

const isHigh = (unit: string) => /^[\ud800-\udbff]/.test(unit)
const isLow = (unit: string) => /^[\udc00-\udfff]/.test(unit)
