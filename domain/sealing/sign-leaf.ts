import { signWith } from './board-key.ts'
import { concat } from './bytes.ts'
import { type Leaf, leafSigned, writeLeaf } from './leaf.ts'

type Signed = Extract<Leaf, { signature: Uint8Array }>
type Unsigned<Kind> = Kind extends Signed ? Omit<Kind, 'signature'> : never

/** The bytes of a leaf with the signature it takes: the registrar's for what changes the roll, else the board's. seed: 32 bytes. */
export function signLeaf(seed: Uint8Array, ctx: Uint8Array, leaf: Unsigned<Signed>): Uint8Array {
  const bytes = writeLeaf({ ...leaf, signature: new Uint8Array(64) } as Signed)
  return concat(bytes.subarray(0, -64), signWith(seed, leafSigned(ctx, bytes)))
}
