import ArrowDown from '@lucide/svelte/icons/arrow-down'
import ArrowUp from '@lucide/svelte/icons/arrow-up'
import Bold from '@lucide/svelte/icons/bold'
import Heading from '@lucide/svelte/icons/heading'
import Heading1 from '@lucide/svelte/icons/heading-1'
import Heading2 from '@lucide/svelte/icons/heading-2'
import Italic from '@lucide/svelte/icons/italic'
import Link2 from '@lucide/svelte/icons/link-2'
import List from '@lucide/svelte/icons/list'
import ListOrdered from '@lucide/svelte/icons/list-ordered'
import MessageSquarePlus from '@lucide/svelte/icons/message-square-plus'
import Redo2 from '@lucide/svelte/icons/redo-2'
import SquareDashed from '@lucide/svelte/icons/square-dashed'
import SquarePlus from '@lucide/svelte/icons/square-plus'
import Undo2 from '@lucide/svelte/icons/undo-2'
import type { Icon } from '#lib/ui/icon.ts'
import type { Tool } from './toolbox.ts'

/** The buttons in their order, the keys that do the same, and where there is room for them: on a phone, `later` ones are in a second row. */
export type Entry = { tool: Tool; icon: Icon; keys?: string; room?: 'phone' | 'desk' | 'later'; toggle?: true }
export const entries: Entry[] = [
  { tool: 'article', icon: SquarePlus, keys: 'Control+Alt+A' },
  { tool: 'up', icon: ArrowUp, keys: 'Alt+Shift+ArrowUp', room: 'later' },
  { tool: 'down', icon: ArrowDown, keys: 'Alt+Shift+ArrowDown', room: 'later' },
  { tool: 'unwrap', icon: SquareDashed, room: 'later' },
  { tool: 'heading', icon: Heading, room: 'phone', toggle: true },
  { tool: 'heading1', icon: Heading1, keys: 'Control+Alt+1', room: 'desk', toggle: true },
  { tool: 'heading2', icon: Heading2, keys: 'Control+Alt+2', room: 'desk', toggle: true },
  { tool: 'strong', icon: Bold, keys: 'Control+B', toggle: true },
  { tool: 'em', icon: Italic, keys: 'Control+I', room: 'later', toggle: true },
  { tool: 'bullets', icon: List, keys: 'Control+Shift+8', toggle: true },
  { tool: 'numbers', icon: ListOrdered, keys: 'Control+Shift+7', room: 'later', toggle: true },
  { tool: 'reference', icon: Link2, keys: 'Control+Alt+R', room: 'later' },
  { tool: 'undo', icon: Undo2, keys: 'Control+Z' },
  { tool: 'redo', icon: Redo2, keys: 'Control+Y', room: 'later' },
  { tool: 'comment', icon: MessageSquarePlus },
]

/** Those of an amendment: its article neither moves nor goes, and nobody comments on it yet. */
export const entriesOfArticle: Entry[] = entries
  .filter(({ tool }) => !['article', 'up', 'down', 'unwrap', 'comment'].includes(tool))
  .map((entry) => (entry.tool === 'em' || entry.tool === 'numbers' ? { ...entry, room: undefined } : entry))
