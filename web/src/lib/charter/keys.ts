import { baseKeymap, chainCommands, lift, wrapIn } from 'prosemirror-commands'
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules'
import { keymap } from 'prosemirror-keymap'
import type { NodeType } from 'prosemirror-model'
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list'
import { Plugin, PluginKey, type Command } from 'prosemirror-state'
import { insertArticle, leaveArticle, leaveTitle, removeEmptyArticle } from '#lib/charter/articles.ts'
import { caret } from '#lib/charter/caret.ts'
import { referNumber } from '#lib/charter/references.ts'
import { setHeading, toggleEm, toggleList, toggleStrong } from '#lib/charter/commands.ts'
import { schema } from '#lib/charter/schema.ts'

const {
  list_item: item,
  heading,
  blockquote,
  bullet_list: bullets,
  ordered_list: numbers,
  hard_break: lineBreak,
} = schema.nodes as Record<string, NodeType>

const breakLine: Command = (state, dispatch) => {
  const { parent } = state.selection.$from
  if (!parent.inlineContent || !parent.type.contentMatch.matchType(lineBreak!)) return false
  dispatch?.(state.tr.replaceSelectionWith(lineBreak!.create()).scrollIntoView())
  return true
}

const leaving = new PluginKey<boolean>('leaving')

/**
 * Tab moves an item of a list; anywhere else it leaves the text, as in any field. Escape then Tab leaves the text from a list too,
 * so that nobody is caught in it (WCAG 2.1.2).
 */
const escape = new Plugin<boolean>({
  key: leaving,
  state: {
    init: () => false,
    apply: (transaction, was) => (transaction.getMeta(leaving) as boolean | undefined) ?? (transaction.docChanged ? false : was),
  },
  props: {
    handleKeyDown(view, { key }) {
      if (key === 'Escape') view.dispatch(view.state.tr.setMeta(leaving, true))
      else if (key !== 'Tab' && key !== 'Shift' && leaving.getState(view.state)) view.dispatch(view.state.tr.setMeta(leaving, false))
      return false
    },
    handleDOMEvents: {
      blur(view) {
        if (leaving.getState(view.state)) view.dispatch(view.state.tr.setMeta(leaving, false))
        return false
      },
    },
  },
})
const unlessLeaving =
  (command: Command): Command =>
  (state, dispatch, view) =>
    !leaving.getState(state) && command(state, dispatch, view)

type History = { undo: Command; redo: Command }

const keysOfWords: Record<string, Command> = {
  'Mod-b': toggleStrong,
  'Mod-i': toggleEm,
  'Mod-Alt-1': setHeading(1),
  'Mod-Alt-2': setHeading(2),
  'Mod-Alt-3': setHeading(3),
  'Shift-Mod-7': toggleList('ordered_list'),
  'Shift-Mod-8': toggleList('bullet_list'),
  'Shift-Mod-9': chainCommands(lift, wrapIn(blockquote!)),
  Enter: splitListItem(item!),
  'Shift-Enter': breakLine,
  Tab: unlessLeaving(sinkListItem(item!)),
  'Shift-Tab': unlessLeaving(liftListItem(item!)),
}

/** The keys of a text that has articles. */
export const articleKeys: Record<string, Command> = {
  'Mod-Alt-a': insertArticle,
  Enter: leaveTitle,
  'Mod-Enter': leaveArticle,
  Backspace: removeEmptyArticle,
}

/** « # », « - », « 1. » and « > » at the start of a line; « @5 » then a space or a sign, where article 5 is meant. */
const shorthands = inputRules({
  rules: [
    textblockTypeInputRule(/^(#{1,3})\s$/, heading!, (match) => ({ level: match[1]!.length })),
    wrappingInputRule(/^\s*[-*]\s$/, bullets!),
    wrappingInputRule(/^1\.\s$/, numbers!),
    wrappingInputRule(/^>\s$/, blockquote!),
    new InputRule(/(?<![\p{L}\p{N}.])@(\d{1,3})([\s.,;:!?)»])$/u, referNumber),
  ],
})

/** more: keys that come before the others. */
export const keys = ({ undo, redo }: History, more: Record<string, Command> = {}) => [
  caret,
  escape,
  shorthands,
  keymap(more),
  keymap({ ...keysOfWords, 'Mod-z': undo, 'Mod-y': redo, 'Shift-Mod-z': redo }),
  keymap(baseKeymap),
]
