/** What one typed and has not sent is kept by this tab alone, until it is sent or taken out. It comes back to no one else: `about` begins with who it is. */
const prefix = 'preau-non-envoye'

/** about: what makes two forms of the same field different ones, in order. */
const keyOf = (about: readonly string[], field: string) => JSON.stringify([prefix, ...about, field])

/** Keeps what a field of a dialog says now. */
export function keepUnsent(about: readonly string[], { name, value }: HTMLTextAreaElement) {
  const key = keyOf(about, name)
  // A tab that keeps nothing (no room left, forbidden) loses what it would have lost before.
  try {
    if (value === '') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, value)
  } catch {
    return
  }
}

/** Puts back in the empty fields of a dialog what was kept of them. */
export function bringBackUnsent(about: readonly string[], dialog: HTMLElement) {
  for (const field of dialog.querySelectorAll('textarea')) {
    const kept = sessionStorage.getItem(keyOf(about, field.name))
    if (kept === null || field.value !== '') continue
    field.value = kept
    const fold = field.closest('details')
    if (fold) fold.open = true
  }
}

/** What was sent is kept no more. */
export function forgetSent(about: readonly string[], form: HTMLFormElement) {
  for (const { name } of form.querySelectorAll('textarea')) sessionStorage.removeItem(keyOf(about, name))
}
