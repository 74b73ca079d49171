import type { Article } from '#domain/charter.ts'

/** The buttons of the toolbar. Kept apart from what they do, which comes with the editor, later. */
export type WordTool = 'heading' | 'heading1' | 'heading2' | 'strong' | 'em' | 'bullets' | 'numbers'
export type Edit = WordTool | 'article' | 'unwrap' | 'undo' | 'redo'
/** A move is said aloud. */
export type Move = 'up' | 'down'
/** A reference asks first which article; a comment is no change of the text. */
export type Tool = Edit | Move | 'reference' | 'comment'
export type ToolState = { on: boolean; can: boolean }

/** What a toolbar works on: a text that several write, or an amendment. outline: the articles that a reference may lead to. */
export type Tooled = {
  readonly mayWrite: boolean
  readonly tools: Partial<Record<Tool, ToolState>>
  readonly outline: readonly Article[]
  /** A reference is about to be written: which article is it to? */
  choosing: boolean
  act: (tool: Tool) => void
  /** Writes a reference to this article where the cursor was. */
  refer: (id: string) => void
}
