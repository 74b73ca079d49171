/** Words of a remark, in order; `to` says that these address someone by their first name: « @Samia ». */
export type Piece = { text: string; to: boolean }

/** A first name may hold so many words: « Marie Anne Lou ». */
const longestName = 3
/** Not in the middle of an address. */
const call = /(?<![\p{L}\p{N}.])@(?=\p{L})/gu
const nameAfter = /^\p{L}[\p{L}\p{M}'’-]*(?: \p{L}[\p{L}\p{M}'’-]*){0,2}/u

/** Two ways to write one name. */
export const sameName = (name: string) => name.normalize('NFC').toLocaleLowerCase('fr').replaceAll('’', "'")

/** The first names that words may address: of « @Marie Anne arrive », « marie », « marie anne », « marie anne arrive ». At most `most` calls are read. */
export function namesCalled(words: string, most: number): string[] {
  const calls = [...words.matchAll(call)].slice(0, most)
  const found = calls.flatMap(({ index }) => {
    const parts = nameAfter.exec(words.slice(index + 1))?.[0].split(' ') ?? []
    return parts.slice(0, longestName).map((_, last) => sameName(parts.slice(0, last + 1).join(' ')))
  })
  return [...new Set(found)]
}

/** Words parted where they address one of these people; the longest name wins, and a name is never a part of a longer word. */
export function addressed(words: string, names: readonly string[]): Piece[] {
  const longestFirst = names.toSorted((a, b) => b.length - a.length)
  const pieces: Piece[] = []
  let from = 0
  for (const { index } of words.matchAll(call)) {
    const after = words.slice(index + 1)
    const name = longestFirst.find(
      (one) => sameName(after.slice(0, one.length)) === sameName(one) && !/^[\p{L}\p{M}]/u.test(after.slice(one.length)),
    )
    if (!name) continue
    if (index > from) pieces.push({ text: words.slice(from, index), to: false })
    from = index + 1 + name.length
    pieces.push({ text: words.slice(index, from), to: true })
  }
  if (from < words.length) pieces.push({ text: words.slice(from), to: false })
  return pieces
}
