import type { Group, Point } from './group.ts'

/**
 * What the cryptography needs of a poll. ctx: 64 bytes that stand for the whole manifest; key: the election key Y;
 * grades: how many, from the worst (0, implicit in a ballot) to the best.
 */
export type SealedPoll = { group: Group; id: string; ctx: Uint8Array; choices: number; grades: number; key: Point }

/** Counters of one ballot, which are those of the aggregate: a choice, then a grade from 1. */
export const countersOf = ({ choices, grades }: Pick<SealedPoll, 'choices' | 'grades'>) => choices * (grades - 1)

/** A point (α, β) = (r·B, r·Y + m·B) that hides m (T. ElGamal, 1985, in the exponent), and its 64 bytes α ‖ β. */
export type Ciphertext = { alpha: Point; beta: Point }
