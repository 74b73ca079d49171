import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { ballotHash, splitBallot } from '#domain/sealing/ballot-bytes.ts'
import { concat, Malformed, same, toHex } from '#domain/sealing/bytes.ts'
import { type ControlCode, exportOf, readControlCode } from '#domain/sealing/control-code.ts'
import { openControl } from '#domain/sealing/control.ts'
import { readLeaf } from '#domain/sealing/leaf.ts'
import { openPoll, type OpenPoll } from '#domain/sealing/open-poll.ts'
import { trackerOf, trackerWords } from '#domain/sealing/tracker.ts'
import { sha256 } from '#domain/sealing/transcript.ts'
import { fromBase64, fromBase64Url } from './base64.ts'
import { bytesOfFile } from './files.ts'

/** A ballot that was opened: its grades in the order of the choices, and its print, which the other device had to show. */
export type Opened = {
  kind: 'control' | 'cast'
  replaced: boolean
  question: string
  choices: readonly { id: string; label: string }[]
  scale: readonly string[]
  grades: number[]
  print: { words: string[]; code: string; hex: string }
}
export type Failure = 'not-a-code' | 'does-not-open' | 'not-on-the-board' | 'unreachable'

/** Opens what a booth showed: its code, the address that holds it, or its file. Nothing of it leaves this browser. */
export async function openTyped(pollId: string, typed: string): Promise<Opened | Failure> {
  const file = bytesOfFile('CONTROL', typed)
  const code = file ? null : fromBase64Url((typed.split('#').at(-1) ?? '').replace(/\s/g, ''))
  if (!file && !code?.length) return 'not-a-code'
  try {
    const poll = openPoll(nobleGroup, await bytesFrom(`/api/polls/${pollId}/manifest`))
    if (file) return openedOf(poll, file, 'control')
    const read = readControlCode(poll, code!)
    return read.kind === 'control' ? openedOf(poll, exportOf(poll, read), 'control') : await openCast(poll, read)
  } catch (problem) {
    if (problem instanceof Malformed) return 'not-a-code'
    return 'unreachable'
  }
}

/** A ballot on the board is found by its tracker; its hash is made again from its bytes, so that no other can take its place. */
async function openCast(poll: OpenPoll, { leafHash, encryptionSeed }: ControlCode & { kind: 'cast' }): Promise<Opened | Failure> {
  const board = `/api/polls/${poll.id}/board`
  const found = await fetch(`${board}/ballots/${trackerOf(leafHash)}`)
  if (found.status === 404) return 'not-on-the-board'
  const { position, replaced } = (await found.json()) as { position: number; replaced: boolean }
  const { leaves } = (await (await fetch(`${board}/leaves?from=${position}`)).json()) as { leaves: { bytes: string }[] }
  const leaf = readLeaf(poll, fromBase64(leaves[0]!.bytes)!)
  if (leaf.kind !== 'ballot' || !same(ballotHash(poll, leaf.ballot), leafHash)) return 'not-on-the-board'
  const { statement, proof } = splitBallot(poll, leaf.ballot)
  return openedOf(poll, concat(statement, encryptionSeed, sha256(proof)), 'cast', replaced)
}

function openedOf(poll: OpenPoll, exported: Uint8Array, kind: Opened['kind'], replaced = false): Opened | Failure {
  const opened = openControl(poll, exported)
  if (!opened) return 'does-not-open'
  const { leafHash, grades } = opened
  const { question, choices, grades: scale } = poll.manifest
  const print = { words: trackerWords(leafHash), code: trackerOf(leafHash), hex: toHex(leafHash) }
  return { kind, replaced, question, choices, scale, grades, print }
}

async function bytesFrom(path: string) {
  const answer = await fetch(path)
  if (!answer.ok) throw new Error(String(answer.status))
  return new Uint8Array(await answer.arrayBuffer())
}
