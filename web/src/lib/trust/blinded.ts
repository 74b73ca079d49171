import type { Group } from '#domain/sealing/group.ts'
import { mod, wideScalar } from '#domain/sealing/scalar.ts'

/** A scalar that nobody chooses. */
export const drawScalar = () => wideScalar(crypto.getRandomValues(new Uint8Array(64)))

/**
 * The same group, where a secret s is never multiplied as it is: s·A = (s − r)·A + r·A for an r drawn each time. Big integers of a
 * browser take a time that depends on what they hold; what can be timed here is then chance (J.-S. Coron, CHES 1999, first countermeasure).
 */
export const blinded = (group: Group, draw: () => bigint = drawScalar): Group => {
  const split = (scalar: bigint): [bigint, bigint] => ((mask) => [mod(scalar - mask), mask])(draw())
  return {
    ...group,
    multiply(a, scalar) {
      const [rest, mask] = split(scalar)
      return group.add(group.multiply(a, rest), group.multiply(a, mask))
    },
    multiplyBase(scalar) {
      const [rest, mask] = split(scalar)
      return group.add(group.multiplyBase(rest), group.multiplyBase(mask))
    },
  }
}
