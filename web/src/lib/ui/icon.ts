import type { LucideIcon } from '@lucide/svelte'

/** Any icon of @lucide/svelte, imported one by one: `import House from '@lucide/svelte/icons/house'`. */
export type Icon = LucideIcon
