import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { ballotHash, splitBallot } from '#domain/sealing/ballot-bytes.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { type CodeFault, readCode, refuseCode } from '#domain/sealing/code.ts'
import { castCode, controlCode } from '#domain/sealing/control-code.ts'
import { exportControl } from '#domain/sealing/control.ts'
import { credentialOf, type Credential } from '#domain/sealing/credential.ts'
import { openPoll, type OpenPoll } from '#domain/sealing/open-poll.ts'
import { isReceiptOf, readReceipt } from '#domain/sealing/receipt.ts'
import { sealBallot, type Sealed } from '#domain/sealing/seal.ts'
import { trackerOf, trackerWords } from '#domain/sealing/tracker.ts'
import { sha256 } from '#domain/sealing/transcript.ts'

/** What a voter sees of a hash: four words to compare, a code to look for, and the whole of it in hexadecimal. */
export type Print = { words: string[]; code: string; hex: string }

/** The poll as its manifest says it, and nothing else. */
export type Question = ReturnType<ReturnType<typeof newSealer>['open']>

const printOf = (hash: Uint8Array): Print => ({ words: trackerWords(hash), code: trackerOf(hash), hex: toHex(hash) })

/** Everything of a vote that is secret or has to be proved, kept on one side: the page is told what it shows, and of the credential its public half. */
export function newSealer() {
  let poll: OpenPoll
  let credential: Credential
  let last: (Sealed & { counter: number; grades: readonly number[]; hash: Uint8Array }) | null = null

  return {
    /** Throws on a manifest that is not of this poll, or whose keys are wrong. */
    open(manifestBytes: Uint8Array, pollId: string) {
      poll = openPoll(nobleGroup, manifestBytes)
      if (poll.id !== pollId) throw new Error('the manifest is of another poll')
      const { level, question, closesAt, choices, grades, revotes, missingGrades, booth } = poll.manifest
      return { level, question, closesAt, choices, grades, revotes, missingGrades, booth: toHex(booth) }
    },

    /** The code of the secret level as bytes, or a typed one: the public credential it makes, in hexadecimal, or what is wrong with it. */
    enter(code: Uint8Array | string): { credential: string } | { wrong: CodeFault } {
      const wrong = typeof code === 'string' ? refuseCode(code) : null
      if (wrong) return { wrong }
      credential = credentialOf(nobleGroup, poll.id, typeof code === 'string' ? readCode(code)! : code)
      return { credential: toHex(credential.publicBytes) }
    },

    /** A ballot for nobody, while the voter reads: the first one makes the tables of the group, and would be waited for. */
    warm() {
      const grades = poll.manifest.choices.map(() => 0)
      sealBallot(poll, { credential, counter: 1, grades, random: crypto.getRandomValues(new Uint8Array(64)) })
    },

    /** Seals with fresh chance; from then on the hash is what the voter was shown. */
    seal(counter: number, grades: readonly number[]): { bytes: Uint8Array; print: Print } {
      const random = crypto.getRandomValues(new Uint8Array(64))
      const sealed = sealBallot(poll, { credential, counter, grades, random })
      last = { ...sealed, counter, grades, hash: ballotHash(poll, sealed.bytes) }
      return { bytes: sealed.bytes, print: printOf(last.hash) }
    },

    /** Opens the last ballot, which can then no longer be cast: this page forgets it. */
    control(): { code: Uint8Array; file: Uint8Array } {
      const { bytes, encryptionSeed, counter, grades } = last!
      const proofHash = sha256(splitBallot(poll, bytes).proof)
      last = null
      const code = controlCode({ credential: credential.publicBytes, counter, encryptionSeed, proofHash, grades })
      return { code, file: exportControl(poll, bytes, encryptionSeed) }
    },

    /** What opens the ballot that was cast, given once and then forgotten. Null when there is none any more. */
    showOnce(): Uint8Array | null {
      const code = last && castCode({ leafHash: last.hash, encryptionSeed: last.encryptionSeed })
      last = null
      return code
    },

    /** The receipt of this ballot, signed by the board that the manifest names: when, and its print; else null. */
    check(receiptBytes: Uint8Array, hash: string, counter: number): { at: number; print: Print } | null {
      try {
        const receipt = readReceipt(receiptBytes)
        const mine = receipt.pollId === poll.id && toHex(receipt.leafHash) === hash && receipt.counter === counter
        const signed = isReceiptOf(poll.manifest.boardKey, poll.ctx, receipt)
        return mine && signed ? { at: receipt.at, print: printOf(receipt.leafHash) } : null
      } catch {
        return null // bytes that are no receipt at all
      }
    },
  }
}
