/** Someone who is here. `article`: where their cursor stands, counted from 1; 0 outside of any; null when they only read. */
export type Present = { id: string; name: string; tint: number; article: number | null }
