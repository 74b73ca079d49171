/** The buttons of the toolbar. Kept apart from what they do, which comes with the editor, later. */
export type Tool = 'article' | 'unwrap' | 'heading' | 'heading1' | 'heading2' | 'strong' | 'em' | 'bullets' | 'numbers' | 'undo' | 'redo'
export type ToolStates = Record<Tool, { on: boolean; can: boolean }>
