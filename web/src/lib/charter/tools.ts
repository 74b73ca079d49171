import type { Command, EditorState } from 'prosemirror-state'
import { redoCommand, undoCommand } from 'y-prosemirror'
import { articleAround, insertArticle, unwrapArticle } from '#lib/charter/articles.ts'
import { undoable } from '#lib/charter/editor.ts'
import { moveArticle } from '#lib/charter/moving.ts'
import { wordCommands, wordStates } from '#lib/charter/word-tools.ts'
import type { Edit, Move, Tool, ToolState } from '#lib/writing/toolbox.ts'

/** What each button of the toolbar does. */
export const commandOf: Record<Edit | Move, Command> = {
  ...wordCommands,
  article: insertArticle,
  up: moveArticle(-1),
  down: moveArticle(1),
  unwrap: unwrapArticle,
  undo: undoCommand,
  redo: redoCommand,
}

/** Which buttons are pressed where the cursor stands, and which would do something. */
export function toolStates(state: EditorState): Record<Tool, ToolState> {
  const { undo, redo } = undoable(state)
  return {
    ...wordStates(state),
    article: { on: false, can: true },
    up: { on: false, can: commandOf.up(state) },
    down: { on: false, can: commandOf.down(state) },
    unwrap: { on: false, can: articleAround(state) !== null },
    undo: { on: false, can: undo },
    redo: { on: false, can: redo },
    comment: { on: false, can: true },
  }
}
