import type { Slice } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'
import { charterLimits, safeLink } from '#domain/charter.ts'
import { setLink } from '#lib/charter/commands.ts'

/**
 * The schema cleans what is pasted: only its nodes, marks and attributes come in. Two rules more: an address pasted on selected words
 * links them, and a paste too long to be sent is refused with a word.
 */
export function pasting(tooLong: () => void): Plugin {
  const refuse = (slice: Slice) => {
    if (slice.size <= charterLimits.pasteCharacters) return false
    tooLong()
    return true
  }
  return new Plugin({
    props: {
      handlePaste(view, event, slice) {
        const text = event.clipboardData?.getData('text/plain') ?? ''
        if (!view.state.selection.empty && safeLink(text) !== null) return setLink(text.trim())(view.state, view.dispatch)
        return refuse(slice)
      },
      handleDrop: (_view, _event, slice) => refuse(slice),
    },
  })
}
