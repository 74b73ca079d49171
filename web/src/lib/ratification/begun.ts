import type { TextNode } from '#domain/charter.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import { articleOf, blocksOf, tidied, titleOf } from '#domain/ratification/proposed.ts'
import type { Reply } from '#lib/api.ts'

type Frozen = Reply<'GET', '/api/frozen-texts/:id'>

/**
 * An amendment that someone has begun and not given is kept by this tab alone, as its form would send it, and comes back after a reload. It comes back
 * to no one else: `about` begins with who it is.
 */
export type Begun = Record<string, string>

const keyOf = (about: readonly string[]) => JSON.stringify(['preau-amendement', ...about])

/** What a form says now, as it would send it. */
export const valuesIn = (form: HTMLFormElement | null) => (form ? Object.fromEntries(new FormData(form)) : {}) as Begun

export function keepBegun(about: readonly string[], form: HTMLFormElement) {
  // A tab that keeps nothing (no room left, forbidden) loses what it would have lost before.
  try {
    sessionStorage.setItem(keyOf(about), JSON.stringify(valuesIn(form)))
  } catch {
    return
  }
}

export const forgetBegun = (about: readonly string[]) => sessionStorage.removeItem(keyOf(about))

/** What was begun here, unless it is one of one's amendments by now. */
export function begunBefore(about: readonly string[], { amendments }: Frozen): Begun | null {
  try {
    const begun = JSON.parse(sessionStorage.getItem(keyOf(about)) ?? 'null') as Begun | null
    const given = begun !== null && amendments.some((one) => one.mine && saysTheSame(begun, one))
    if (given) forgetBegun(about)
    return given ? null : begun
  } catch {
    return null
  }
}

function saysTheSame(begun: Begun, { kind, proposed, reason }: Frozen['amendments'][number]): boolean {
  const node = proposed as TextNode | null
  if (begun.reason?.trim() !== reason || (begun.kind ?? 'insert') !== kind) return false
  if (node === null) return true
  const says = (title: string, blocks: readonly TextNode[]) => canonical(articleOf('', title, blocks))
  return says(begun.title ?? '', tidied(blocksSent(begun.content) ?? [])) === says(titleOf(node), blocksOf(node))
}

/** What a form brings of its editor, not read yet (domain/ratification/proposed.ts does); null when it had none. */
export function blocksSent(content = ''): TextNode[] | null {
  try {
    const blocks: unknown = JSON.parse(content)
    return Array.isArray(blocks) ? (blocks as TextNode[]) : null
  } catch {
    return null
  }
}

/** Puts what was begun back in the fields of a form. */
export function bringBack(form: HTMLFormElement, begun: Begun) {
  for (const field of form.elements) {
    const value = begun[(field as HTMLInputElement).name]
    if (value === undefined) continue
    if (field instanceof HTMLInputElement && field.type === 'radio') field.checked = field.value === value
    else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
      field.value = value
  }
}
