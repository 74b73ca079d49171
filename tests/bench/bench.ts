import type { Goals } from './goals.ts'
import type { Movement, Where } from './movement.ts'

/** What each bench is handed: a movement of a thousand people on the run's own PostgreSQL, a folder for scraps, where goals are judged. */
export type Bench = { movement: Movement; cluster: Where; folder: string; goals: Goals } & Asked

/** sizes: how many people in one text. heavy: what takes many minutes is wanted too. national: how many people, and how many at the sealed level. */
export type Asked = { sizes: readonly number[]; heavy: boolean; national: { people?: number; sealed?: number } }
