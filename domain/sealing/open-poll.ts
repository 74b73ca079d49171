import { Malformed, same } from './bytes.ts'
import { type Group, type Point, readKey, readPoint, sum } from './group.ts'
import { contextOf, type Manifest, readManifest } from './manifest.ts'
import type { SealedPoll } from './sealed-poll.ts'

/** A manifest whose keys are what they should be, ready for ballots. holders: the public share of each holder of the key. */
export type OpenPoll = SealedPoll & { manifest: Manifest; manifestBytes: Uint8Array; holders: readonly Holder[] }

/** `number` 0 is the server, 1…n the trustees in the order of the manifest. */
export type Holder = { number: number; name: string | null; key: Point; keyBytes: Uint8Array }

/** Reads a manifest and checks its keys: strict points, no identity, Y = S + Σ C_0. Throws Malformed. */
export function openPoll(group: Group, manifestBytes: Uint8Array): OpenPoll {
  const manifest = readManifest(manifestBytes)
  const serverKey = readKey(group, manifest.serverKey, 'server key')
  const commitments = manifest.trustees.map((trustee) => {
    readKey(group, trustee.encryptionKey, 'encryption key')
    return trustee.commitments.map((bytes, power) =>
      power === 0 ? readKey(group, bytes, 'commitment') : readPoint(group, bytes, 'commitment'),
    )
  })
  const key = readKey(group, manifest.electionKey, 'election key')
  const expected = sum(group, [serverKey, ...commitments.map(([first]) => first!)])
  if (!same(group.encode(expected), manifest.electionKey)) throw new Malformed('election key: not the sum of the shares')
  const holder = (number: number, name: string | null, point: Point) => ({ number, name, key: point, keyBytes: group.encode(point) })
  return {
    group,
    id: manifest.pollId,
    ctx: contextOf(manifestBytes),
    choices: manifest.choices.length,
    grades: manifest.grades.length,
    key: group.prepare(key),
    manifest,
    manifestBytes,
    holders: [
      holder(0, null, serverKey),
      ...manifest.trustees.map(({ name }, at) => holder(at + 1, name, shareKey(group, commitments, at + 1))),
    ],
  }
}

/** P_j = Σ_i Σ_l j^l · C_{i,l}: the public side of trustee j's share, which anyone computes (T. Pedersen, EUROCRYPT 1991). */
export const shareKey = (group: Group, commitments: readonly (readonly Point[])[], j: number) =>
  sum(
    group,
    commitments.map((polynomial) => evaluate(group, polynomial, j)),
  )

/** Σ_l j^l · C_l, by Horner. */
export const evaluate = (group: Group, polynomial: readonly Point[], j: number) =>
  polynomial.reduceRight((value, coefficient) => group.add(group.multiplyPublic(value, BigInt(j)), coefficient), group.zero)
