import { concat, Malformed, sized, u16, u32, u64, u8 } from './bytes.ts'
import { read, type Reader } from './reader.ts'
import { fewestVoters, largestWeight } from './roll.ts'
import { hash512 } from './transcript.ts'

/** One who holds a share of the key. commitments: k points C_0…C_{k−1} of its polynomial; encryptionKey: where shares are sent. */
export type Trustee = { name: string; encryptionKey: Uint8Array; commitments: readonly Uint8Array[] }

/** Everything about a poll that its ballots depend on. Frozen when the poll is announced; instants in ms since 1970. */
export type Manifest = {
  pollId: string
  level: 'secret' | 'sealed'
  question: string
  opensAt: number
  closesAt: number
  choices: readonly { id: string; label: string }[]
  /** From the worst to the best. */
  grades: readonly string[]
  revotes: 'never' | 'until-closing'
  missingGrades: 'required' | 'worst'
  /** The grade that a choice must reach to be adopted, or null. */
  threshold: number | null
  ties: 'shared-rank' | 'draw' | 'co-mandate'
  /** Nothing is opened below this many valid ballots: 5 or more. */
  minimum: number
  roll: { size: number; weight: number; root: Uint8Array }
  /** How many trustees it takes; 0 at the secret level, which has none. */
  needed: number
  trustees: readonly Trustee[]
  /** SHA-256 of the transcript of the key ceremony; 32 zeros without trustees. */
  ceremony: Uint8Array
  /** The server's share S, needed in addition to any k trustees, and Y = S + Σ C_0. */
  serverKey: Uint8Array
  electionKey: Uint8Array
  /** Ed25519. Without a registrar of its own, a poll's roll is changed by the board. */
  boardKey: Uint8Array
  registrarKey: Uint8Array | null
  /** SHA-256 of the booth's page. */
  booth: Uint8Array
}

export const manifestVersion = 1
/** Suite 1: ristretto255, SHA-512, SHA-256, Ed25519, as docs/sealed-ballots.md says. */
export const suite = 1

const levels = ['secret', 'sealed'] as const
const revotes = ['never', 'until-closing'] as const
const missing = ['required', 'worst'] as const
const ties = ['shared-rank', 'draw', 'co-mandate'] as const
const most = { id: 64, text: 4096, label: 1024, choices: 100, grades: 10, trustees: 20, bytes: 256 * 1024 }
const noKey = new Uint8Array(32)
const noGrade = 255

/** ctx = SHA-512(…/ctx ‖ manifest bytes): 64 bytes that every proof, signature and leaf of the poll is bound to. */
export const contextOf = (manifestBytes: Uint8Array) => hash512('ctx', manifestBytes)

/** One way only to write a manifest; the bytes are stored, hashed, and never written again. */
export function writeManifest(manifest: Manifest): Uint8Array {
  const { roll, trustees } = manifest
  return concat(
    u16(manifestVersion),
    u8(suite),
    sized(manifest.pollId),
    u8(levels.indexOf(manifest.level)),
    sized(manifest.question),
    u64(manifest.opensAt),
    u64(manifest.closesAt),
    u8(manifest.choices.length),
    ...manifest.choices.flatMap(({ id, label }) => [sized(id), sized(label)]),
    u8(manifest.grades.length),
    ...manifest.grades.map(sized),
    u8(revotes.indexOf(manifest.revotes)),
    u8(missing.indexOf(manifest.missingGrades)),
    u8(manifest.threshold ?? noGrade),
    u8(ties.indexOf(manifest.ties)),
    u32(manifest.minimum),
    u32(roll.size),
    u32(roll.weight),
    roll.root,
    u8(manifest.needed),
    u8(trustees.length),
    ...trustees.flatMap(({ name, encryptionKey, commitments }) => [sized(name), encryptionKey, ...commitments]),
    manifest.ceremony,
    manifest.serverKey,
    manifest.electionKey,
    manifest.boardKey,
    manifest.registrarKey ?? noKey,
    manifest.booth,
  )
}

/** Strict on structure and limits; the keys are checked by openPoll. Throws Malformed. */
export function readManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > most.bytes) throw new Malformed('manifest: too large')
  const reader = read(bytes)
  if (reader.u16('version') !== manifestVersion) throw new Malformed('version: unknown')
  reader.oneOf([suite], 'suite')
  const question = readQuestion(reader)
  const roll = { size: reader.u32('roll size'), weight: reader.u32('roll weight'), root: reader.take(32, 'roll root') }
  const keys = readKeys(reader)
  reader.end()
  const manifest = { ...question, roll, ...keys }
  refuseIncoherent(manifest)
  return manifest
}

function readQuestion(reader: Reader) {
  const one = <T>(values: readonly T[], field: string) => values[reader.oneOf([...values.keys()], field)]!
  const several = <T>(least: number, limit: number, field: string, next: () => T) => {
    const count = reader.u8(field)
    if (count < least || count > limit) throw new Malformed(`${field}: ${count} of them`)
    return Array.from({ length: count }, next)
  }
  return {
    pollId: reader.text(most.id, 'poll id'),
    level: one(levels, 'level'),
    question: reader.text(most.text, 'question'),
    opensAt: reader.u64('opening'),
    closesAt: reader.u64('closing'),
    choices: several(1, most.choices, 'choices', () => ({
      id: reader.text(most.id, 'choice id'),
      label: reader.text(most.label, 'choice'),
    })),
    grades: several(2, most.grades, 'grades', () => reader.text(most.label, 'grade')),
    revotes: one(revotes, 'revotes'),
    missingGrades: one(missing, 'missing grades'),
    threshold: ((grade) => (grade === noGrade ? null : grade))(reader.u8('threshold')),
    ties: one(ties, 'ties'),
    minimum: reader.u32('minimum'),
  }
}

function readKeys(reader: Reader) {
  const k = reader.u8('trustees needed')
  const n = reader.u8('trustees')
  if (n > most.trustees || k > n || (k === 0) !== (n === 0)) throw new Malformed(`trustees: ${k} of ${n}`)
  const key = (field: string) => reader.take(32, field)
  return {
    needed: k,
    trustees: Array.from({ length: n }, () => ({
      name: reader.text(most.label, 'trustee'),
      encryptionKey: key('encryption key'),
      commitments: Array.from({ length: k }, () => key('commitment')),
    })),
    ceremony: key('ceremony'),
    serverKey: key('server key'),
    electionKey: key('election key'),
    boardKey: key('board key'),
    registrarKey: ((bytes) => (bytes.every((byte) => byte === 0) ? null : bytes))(key('registrar key')),
    booth: key('booth'),
  }
}

function refuseIncoherent({ level, trustees, opensAt, closesAt, threshold, grades, choices, minimum, roll }: Manifest) {
  const wrong =
    ((level === 'sealed') !== trustees.length > 0 && 'level: sealed means trustees') ||
    (closesAt <= opensAt && 'closing: before the opening') ||
    (threshold !== null && threshold >= grades.length && 'threshold: no such grade') ||
    (new Set(choices.map(({ id }) => id)).size < choices.length && 'choices: an id twice') ||
    (minimum < fewestVoters && `minimum: below ${fewestVoters}`) ||
    (roll.size < fewestVoters && `roll: below ${fewestVoters}`) ||
    ((roll.weight < roll.size || roll.weight >= largestWeight) && 'roll weight: out of bounds')
  if (wrong) throw new Malformed(wrong)
}
