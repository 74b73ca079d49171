import type { Command, EditorState } from 'prosemirror-state'
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
import { insertReference } from '#lib/charter/references.ts'
import { schema } from '#lib/charter/schema.ts'
import type { ToolState, WordTool } from '#lib/writing/toolbox.ts'

/** What each button does to the words and blocks where the cursor is, in a whole text or in one article of it. */
export const wordCommands: Record<WordTool, Command> = {
  heading: nextHeading,
  heading1: toggleHeading(1),
  heading2: toggleHeading(2),
  strong: toggleStrong,
  em: toggleEm,
  bullets: toggleList('bullet_list'),
  numbers: toggleList('ordered_list'),
}

/** Which of them are pressed where the cursor stands, and which would do something. */
export function wordStates(state: EditorState): Record<WordTool | 'reference', ToolState> {
  const level = headingLevel(state)
  const list = listAround(state)?.name
  const can = (tool: WordTool) => wordCommands[tool](state)
  return {
    heading: { on: level > 0, can: can('heading') },
    heading1: { on: level === 1, can: can('heading1') },
    heading2: { on: level === 2, can: can('heading2') },
    strong: { on: isMarked(state, schema.marks.strong!), can: can('strong') },
    em: { on: isMarked(state, schema.marks.em!), can: can('em') },
    bullets: { on: list === 'bullet_list', can: can('bullets') },
    numbers: { on: list === 'ordered_list', can: can('numbers') },
    reference: { on: false, can: insertReference('')(state) },
  }
}
