import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { publicKeyOf } from '#domain/sealing/board-key.ts'
import { compareBytes, concat } from '#domain/sealing/bytes.ts'
import { drawCode, readCode } from '#domain/sealing/code.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { contextOf } from '#domain/sealing/manifest.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import { blinded } from './blinded.ts'
import type { Progress } from './tasks.ts'

const group = blinded(nobleGroup)
const newCode = () => drawCode(crypto.getRandomValues(new Uint8Array(16)))
const credential = (pollId: string, code: string) => credentialOf(group, pollId, readCode(code)!).publicBytes

/** As many codes as people, and what goes up: my public key, then the public credentials sorted, which says nothing of whose they are. */
export function drawCodes({ pollId, people, seed }: { pollId: string; people: number; seed: Uint8Array }, progress: Progress) {
  const codes = Array.from({ length: people }, newCode)
  const credentials = codes.map((code, at) => {
    if (at % 20 === 0) progress(at, people)
    return credential(pollId, code)
  })
  return { codes, bytes: concat(publicKeyOf(seed), ...credentials.sort(compareBytes)) }
}

type Lost = { pollId: string; manifest: Uint8Array; seed: Uint8Array; lost: string; signer: string; reason: string; at: number }

/** A code in the place of a lost one, and the two leaves that say so, signed; null when what was typed is no code. */
export function reissue({ pollId, manifest, seed, lost, signer, reason, at }: Lost) {
  const former = readCode(lost)
  if (!former) return null
  const code = newCode()
  const ctx = contextOf(manifest)
  const target = { credential: credentialOf(group, pollId, former).publicBytes }
  return {
    code,
    cancel: signLeaf(seed, ctx, { kind: 'cancel', rule: 'lost-code', target, at, signer, reason }),
    add: signLeaf(seed, ctx, { kind: 'roll-add', credential: credential(pollId, code), weight: 1, at, reason }),
  }
}
