import type { Command, EditorState } from 'prosemirror-state'
import { redoCommand, undoCommand } from 'y-prosemirror'
import { articleAround, insertArticle, unwrapArticle } from '#lib/charter/articles.ts'
import {
  headingLevel,
  isMarked,
  listAround,
  nextHeading,
  toggleEm,
  toggleHeading,
  toggleList,
  toggleStrong,
} from '#lib/charter/commands.ts'
import { moveArticle } from '#lib/charter/moving.ts'
import { insertReference } from '#lib/charter/references.ts'
import { undoable } from '#lib/charter/editor.ts'
import { schema } from '#lib/charter/schema.ts'
import type { Edit, Move, ToolStates } from '#lib/writing/toolbox.ts'

/** What each button of the toolbar does. */
export const commandOf: Record<Edit | Move, Command> = {
  article: insertArticle,
  up: moveArticle(-1),
  down: moveArticle(1),
  unwrap: unwrapArticle,
  heading: nextHeading,
  heading1: toggleHeading(1),
  heading2: toggleHeading(2),
  strong: toggleStrong,
  em: toggleEm,
  bullets: toggleList('bullet_list'),
  numbers: toggleList('ordered_list'),
  undo: undoCommand,
  redo: redoCommand,
}

/** Which buttons are pressed where the cursor stands, and which would do something. */
export function toolStates(state: EditorState): ToolStates {
  const level = headingLevel(state)
  const list = listAround(state)?.name
  const { undo, redo } = undoable(state)
  const can = (tool: Edit | Move) => commandOf[tool](state)
  return {
    article: { on: false, can: true },
    up: { on: false, can: can('up') },
    down: { on: false, can: can('down') },
    unwrap: { on: false, can: articleAround(state) !== null },
    heading: { on: level > 0, can: can('heading') },
    heading1: { on: level === 1, can: can('heading1') },
    heading2: { on: level === 2, can: can('heading2') },
    strong: { on: isMarked(state, schema.marks.strong!), can: can('strong') },
    em: { on: isMarked(state, schema.marks.em!), can: can('em') },
    bullets: { on: list === 'bullet_list', can: can('bullets') },
    numbers: { on: list === 'ordered_list', can: can('numbers') },
    undo: { on: false, can: undo },
    redo: { on: false, can: redo },
    reference: { on: false, can: insertReference('')(state) },
    comment: { on: false, can: true },
  }
}
