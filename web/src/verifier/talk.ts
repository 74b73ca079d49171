import type { Verified } from '#domain/verified.ts'
import type { Fault } from '#domain/sealing/verify-dossier.ts'

/** What the page tells its worker: verify this file; where is the ballot of this tracker. */
export type Asked = { verify: File } | { find: string }

/** Where a ballot is on the board that was verified; `replaced`: a later one of the same person counts. */
export type Place = { position: number; replaced: boolean }

/** What the worker tells. share: of the file, from 0 to 1. */
export type Said =
  | { kind: 'reading'; share: number; leaves: number }
  | { kind: 'verified'; found: Verified }
  | { kind: 'wrong'; fault: Fault }
  | { kind: 'broken'; error: string }
  | { kind: 'place'; place: Place | null }
