/** A run of words of two texts: in both, only in the second (inserted), or only in the first (deleted). */
export type Run = { kind: 'same' | 'inserted' | 'deleted'; text: string }

/** Words and what parts them; a line break is one of them. */
const wordsOf = (text: string) => text.match(/\n|[^\S\n]+|[\p{L}\p{N}’'-]+|[^\s\p{L}\p{N}]/gu) ?? []

/** Beyond so many pairs of words a text is shown as replaced whole. */
const mostPairs = 4_000_000

/**
 * What changed from one text to another, word by word: the longest common subsequence, so that no shorter list of deletions
 * and insertions of words tells the same (Wagner & Fischer 1974).
 */
export function difference(before: string, after: string): Run[] {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end))
  return joined([...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - end))])
}

const run = (kind: Run['kind'], words: readonly string[]): Run[] => (words.length > 0 ? [{ kind, text: words.join('') }] : [])
const same = (words: readonly string[]) => run('same', words)

function between(a: readonly string[], b: readonly string[]): Run[] {
  if (a.length * b.length > mostPairs) return [...run('deleted', a), ...run('inserted', b)]
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!)
  const runs: Run[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      runs.push({ kind: 'same', text: a[i++]! })
      j++
    } else if (j === b.length || (i < a.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!))
      runs.push({ kind: 'deleted', text: a[i++]! })
    else runs.push({ kind: 'inserted', text: b[j++]! })
  }
  return runs
}

/** Neighbours of one kind in one run. */
function joined(runs: readonly Run[]): Run[] {
  const whole: Run[] = []
  for (const { kind, text } of runs) {
    const last = whole.at(-1)
    if (last?.kind === kind) last.text += text
    else whole.push({ kind, text })
  }
  return whole
}

/**
 * The same change as it is read with ease: a few words that two quite different sentences happen to share, shorter than what changes on
 * both sides of them, are part of the change. Each deletion comes before the insertion that replaces it.
 */
export function legible(runs: readonly Run[]): Run[] {
  const whole: Run[] = []
  let change = { deleted: '', inserted: '' }
  const flush = () => {
    if (change.deleted) whole.push({ kind: 'deleted', text: change.deleted })
    if (change.inserted) whole.push({ kind: 'inserted', text: change.inserted })
  }
  for (const { same, deleted, inserted } of stepsOf(runs)) {
    const isSmall = same.length <= Math.min(size(change), size({ deleted, inserted })) && !same.includes('\n')
    if (isSmall) change = { deleted: change.deleted + same + deleted, inserted: change.inserted + same + inserted }
    else {
      flush()
      if (same) whole.push({ kind: 'same', text: same })
      change = { deleted, inserted }
    }
  }
  flush()
  return whole
}

const size = ({ deleted, inserted }: { deleted: string; inserted: string }) => Math.max(deleted.length, inserted.length)

/** What is in both, then what changes after it, again and again. */
function stepsOf(runs: readonly Run[]) {
  const steps = [{ same: '', deleted: '', inserted: '' }]
  for (const { kind, text } of runs) {
    if (kind === 'same') steps.push({ same: text, deleted: '', inserted: '' })
    else steps.at(-1)![kind] += text
  }
  return steps
}

/** Where a change touches the first text: from and to, in characters; an insertion touches the point where it comes in. */
export function touched(before: string, after: string): { from: number; to: number }[] {
  const places: { from: number; to: number }[] = []
  let at = 0
  for (const { kind, text } of difference(before, after)) {
    const length = kind === 'inserted' ? 0 : text.length
    if (kind !== 'same') {
      const last = places.at(-1)
      if (last?.to === at) last.to = at + length
      else places.push({ from: at, to: at + length })
    }
    at += length
  }
  return places
}
