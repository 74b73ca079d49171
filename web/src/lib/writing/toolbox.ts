/** The buttons of the toolbar. Kept apart from what they do, which comes with the editor, later. */
export type Edit = 'article' | 'unwrap' | 'heading' | 'heading1' | 'heading2' | 'strong' | 'em' | 'bullets' | 'numbers' | 'undo' | 'redo'
/** A move is said aloud. */
export type Move = 'up' | 'down'
/** A reference asks first which article; a comment is no change of the text. */
export type Tool = Edit | Move | 'reference' | 'comment'
export type ToolStates = Record<Tool, { on: boolean; can: boolean }>
