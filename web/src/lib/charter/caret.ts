import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/** The editor listens for selectionchange, which the browser sends a moment after it has moved its caret. */
const readTheCaret = (view: EditorView) => void view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))

/** What is pressed, copied or pasted acts where one sees the caret, however soon after it moved. */
export const caret = new Plugin({
  props: { handleDOMEvents: { keydown: readTheCaret, copy: readTheCaret, cut: readTheCaret, paste: readTheCaret } },
})
