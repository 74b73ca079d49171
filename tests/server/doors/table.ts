import type { Method } from '../people-world.ts'
import type { Scene } from './scene.ts'

/**
 * Who knocks, in the order of the columns. `member` and `coordinator` are of the body in question; `elsewhere` coordinates a
 * sister body, `above` the movement; a `former` member left everything; a `stranger` has an account and no body.
 */
export const roles = ['visitor', 'stranger', 'movement', 'member', 'coordinator', 'elsewhere', 'above', 'former'] as const
export type Role = (typeof roles)[number]

/** One line of the table: a door, in which circumstances, and the status that each of the eight gets. */
export type Line = {
  door: `${Method} /${string}`
  when?: string
  /** The door with its parameters filled in; the door itself when it has none. */
  url?: (scene: Scene) => string | Promise<string>
  payload?: (scene: Scene) => object | Promise<object>
  answers: readonly number[]
}

/** The same for everyone. */
export const all = (status: number) => roles.map(() => status)
/** 401 to the visitor, the same to everyone who is signed in. */
export const signedIn = (status: number) => [401, ...all(status).slice(1)]
/** visitor, stranger, movement, member, coordinator, elsewhere, above, former: who is outside the body gets one answer. */
export const inside = (visitor: number, outside: number, member: number, coordinator: number) => [
  visitor,
  outside,
  outside,
  member,
  coordinator,
  outside,
  outside,
  outside,
]
