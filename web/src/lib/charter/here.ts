import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

const focused = new PluginKey<boolean>('here')

/** The article one writes in stands out, while the text has the focus. */
export const here = new Plugin<boolean>({
  key: focused,
  state: {
    init: () => false,
    apply: (transaction, was) => (transaction.getMeta(focused) as boolean | undefined) ?? was,
  },
  props: {
    decorations(state) {
      const { $from } = state.selection
      if (!focused.getState(state) || $from.depth === 0 || $from.node(1).type.name !== 'article') return null
      return DecorationSet.create(state.doc, [Decoration.node($from.before(1), $from.after(1), { class: 'here' })])
    },
    handleDOMEvents: {
      focus: (view) => void view.dispatch(view.state.tr.setMeta(focused, true)),
      blur: (view) => void view.dispatch(view.state.tr.setMeta(focused, false)),
    },
  },
})
