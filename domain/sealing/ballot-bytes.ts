import { concat, Malformed, pieces, u32 } from './bytes.ts'
import { read } from './reader.ts'
import { readScalar } from './scalar.ts'
import type { SealedPoll } from './sealed-poll.ts'
import { sha256 } from './transcript.ts'

/**
 * A ballot of C choices and G grades, byte by byte:
 *   statement  version 1 · counter 4 (u32be, from 1) · K 32 · ciphertexts 64·C·(G−1), α ‖ β, choice by choice, grade 1 first
 *   proof      e 32 · challenges 32·C·(G−1), c_0…c_{G−2} of each choice · responses 32·C·G, z_0…z_{G−1} · signature 64, R ‖ z
 */
export type BallotParts = {
  bytes: Uint8Array
  counter: number
  credential: Uint8Array
  /** As stored: they are hashed so, and never written again. */
  ciphertexts: Uint8Array
  challenge: bigint
  /** challenges[choice][grade] for the grades but the last; responses[choice][grade] for all. */
  challenges: bigint[][]
  responses: bigint[][]
  /** What the signature signs, and the signature. */
  signed: Uint8Array
  signature: Uint8Array
}

export const ballotVersion = 1

type Shape = Pick<SealedPoll, 'choices' | 'grades'>
export const statementSize = ({ choices, grades }: Shape) => 37 + 64 * choices * (grades - 1)
export const ballotSize = (shape: Shape) => statementSize(shape) + 32 + 32 * shape.choices * (2 * shape.grades - 1) + 64

/** Strict on everything but the points, which the proofs read: it takes microseconds. Throws Malformed. */
export function readBallotParts(shape: Shape, bytes: Uint8Array): BallotParts {
  const { choices, grades } = shape
  if (bytes.length !== ballotSize(shape)) throw new Malformed(`ballot: ${bytes.length} bytes where ${ballotSize(shape)} are due`)
  const reader = read(bytes)
  reader.oneOf([ballotVersion], 'version')
  const counter = reader.u32('counter')
  if (counter === 0) throw new Malformed('counter: the first is 1')
  const credential = reader.take(32, 'credential')
  const ciphertexts = reader.take(64 * choices * (grades - 1), 'ciphertexts')
  const challenge = readScalar(reader.take(32, 'challenge'), 'challenge')
  const rows = (width: number, field: string) =>
    Array.from({ length: choices }, () => pieces(reader.take(32 * width, field), 32).map((piece) => readScalar(piece, field)))
  const challenges = rows(grades - 1, 'challenges')
  const responses = rows(grades, 'responses')
  return {
    bytes,
    counter,
    credential,
    ciphertexts,
    challenge,
    challenges,
    responses,
    signed: bytes.subarray(0, bytes.length - 64),
    signature: reader.take(64, 'signature'),
  }
}

export const writeStatement = (counter: number, credential: Uint8Array, ciphertexts: Uint8Array) =>
  concat(Uint8Array.of(ballotVersion), u32(counter), credential, ciphertexts)

/** Who holds a ballot's statement and its proof apart can check the one without being able to cast the other. */
export function splitBallot(shape: Shape, bytes: Uint8Array): { statement: Uint8Array; proof: Uint8Array } {
  const end = statementSize(shape)
  return { statement: bytes.subarray(0, end), proof: bytes.subarray(end) }
}

/** SHA-256(SHA-256(statement) ‖ SHA-256(proof)): what the page computes from what it sends, and the receipt repeats. */
export function ballotHash(shape: Shape, bytes: Uint8Array): Uint8Array {
  const { statement, proof } = splitBallot(shape, bytes)
  return sha256(concat(sha256(statement), sha256(proof)))
}
