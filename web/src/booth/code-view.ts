import { type CredentialRefusal, credentialRefusals } from '#domain/sealing/whose-credential.ts'
import { button, el } from './dom.ts'
import type { TypedCode } from './entering.ts'
import type { Scene, View } from './page.ts'
import { top } from './top.ts'
import type { Words } from './words.ts'

/**
 * At the sealed level the code comes by another way than the link, and is typed; nothing here keeps it. `use` goes on with it, or says
 * what is wrong, in nodes of which the first describes the field.
 */
export function codeView(scene: Scene, use: (typed: string) => Promise<HTMLElement[] | null>): View {
  const { t } = scene
  const words = t.booth.code
  const field = el('input', {
    id: 'code',
    type: 'text',
    class: 'control code',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    enterkeyhint: 'go',
    'aria-describedby': 'hint wrong',
  })
  const wrong = el('div', { class: 'wrong stack', role: 'alert' })
  let asking = false
  const go = async () => {
    if (asking) return
    asking = true
    const said = await use(field.value).finally(() => (asking = false))
    if (said === null) return
    said[0]!.id = 'wrong'
    wrong.replaceChildren(...said)
    field.setAttribute('aria-invalid', 'true')
    field.focus()
  }
  const onsubmit = (event: Event) => {
    event.preventDefault()
    void go()
  }
  return {
    title: words.title,
    nodes: [
      top(scene),
      el(
        'form',
        { class: 'stack', onsubmit },
        el('h1', { tabindex: -1 }, words.title),
        el('label', { for: 'code' }, words.label),
        el('p', { class: 's', id: 'hint' }, words.hint),
        wrong,
        field,
        button('', words.enter, go),
      ),
    ],
  }
}

type Wrong = Extract<TypedCode, { wrong: unknown }>['wrong']

/** What a voter reads of a code that does not do, or cannot be tried now. sent: a ballot left from here before, of which nothing was heard. */
export function saidOfCode(t: Words, fault: Wrong, sent: boolean): HTMLElement[] {
  return isOfCode(fault) ? refusedCode(t, fault) : [el('p', {}, mistyped(t, fault, sent))]
}

export const isOfCode = (reason: unknown): reason is CredentialRefusal => (credentialRefusals as readonly unknown[]).includes(reason)

/** A code that is well written, and refused: why, then what one can do, in this order. */
export function refusedCode(t: Words, refusal: CredentialRefusal): HTMLElement[] {
  const { why, next } = (t.booth.code.refused satisfies Record<CredentialRefusal, unknown>)[refusal]
  return [el('p', {}, `${why} ${t.booth.code.nothingCast}`), el('ol', { class: 'next' }, ...next.map((one) => el('li', {}, one)))]
}

function mistyped(t: Words, fault: Exclude<Wrong, CredentialRefusal>, sent: boolean): string {
  const words = t.booth.code
  if (typeof fault === 'string') return `${t.booth.later[fault].why} ${sent ? t.booth.sending.unsure : words.nothingSent}`
  switch (fault.reason) {
    case 'foreign-sign':
      return words.foreignSign(fault.sign)
    case 'length':
      return fault.missing > 0 ? words.missing(fault.missing) : words.tooMany(-fault.missing)
    case 'wrong-sign':
      return fault.group ? words.wrongGroup(fault.group) : words.wrong
  }
}
