/**
 * What may be written in the journal of a body: what someone did with a power over others, or a rule by itself. A name that was once written
 * stays here, for lines keep it. The catalogue has a sentence for each, in each language: a missing one does not compile.
 */
export const deeds = [
  'movement-founded',
  'body-created',
  'standing-given',
  'member-removed',
  'invitation-made',
  'invitation-revoked',
  'poll-created',
  'poll-asked-again',
  'poll-extended',
  'poll-cancelled',
  'result-imported',
  'ceremony-begun-again',
  'roll-taken',
  'codes-given',
  'codes-handed',
  'code-reissued',
  'count-given-up',
  'poll-key-destroyed',
  'electorate-created',
  'electorate-imported',
  'electorate-frozen',
  'elector-added',
  'elector-removed',
  'claims-opened',
  'sheets-seen',
  'mailing-made',
  'mailing-pace',
  'mailing-paused',
  'mailing-running',
  'mailing-stopped',
  'mailing-returned',
  'assembly-rules-adopted',
  'assembly-prepared',
  'assembly-discarded',
  'assembly-convened',
  'assembly-cancelled',
  'assembly-opened',
  'resolution-opened',
  'resolution-closed',
  'assembly-adjourned',
  'assembly-closed',
  'attendance-ticked',
  'officers-named',
  'attendance-certified',
  'minutes-signed',
  'consultation-sent',
  'consultation-passed-on',
  'consultation-choice-proposed',
  'consultation-choice-accepted',
  'consultation-choice-refused',
  'consultation-locked',
  'consultation-extended',
  'consultation-cancelled',
  'text-frozen',
  'frozen-text-abandoned',
  'text-voted',
  'remark-removed',
] as const

export type DeedName = (typeof deeds)[number]
export type Detail = Record<string, string | number>

const known: ReadonlySet<string> = new Set(deeds)
export const isDeed = (what: string): what is DeedName => known.has(what)

/** Details that every member of the body may read: no person, no address of a page, no number of a sheet, no way to tell a few people apart. */
const open = [
  ...['standing', 'here', 'version', 'rules', 'roll', 'blankProxies', 'missing', 'groups', 'messages', 'choices', 'from', 'to', 'until'],
  ...['kind', 'pace', 'returned', 'unknown', 'attempt', 'page', 'sheets', 'source', 'admitted', 'rejected', 'added'],
]

/** What the sentence of a deed may say of its detail. */
export const factsOf = (detail: Detail): Detail => Object.fromEntries(Object.entries(detail).filter(([key]) => open.includes(key)))

/** Whom a deed was about, by their ids, in the order in which its sentence names them. Nobody of a roll. */
export function peopleOf(what: string, detail: Detail): string[] {
  const keys: Partial<Record<DeedName, string[]>> = {
    'standing-given': ['memberId'],
    'member-removed': ['memberId'],
    'attendance-ticked': ['member'],
    'officers-named': ['chair', 'secretary'],
  }
  return isDeed(what) ? (keys[what] ?? []).map((key) => String(detail[key] ?? '')) : []
}

/**
 * Deeds whose line names someone on a roll, which is for its coordination alone, or tells by how few people two rolls differ: the page says
 * that it was done; the text that was hashed is handed to nobody, only its hash. So is that of a deed this version does not know.
 */
const kept: ReadonlySet<string> = new Set<DeedName>(['elector-added', 'elector-removed', 'poll-asked-again'])
export const isHandedOut = (what: string) => isDeed(what) && !kept.has(what)

/** A line of the chain: its hash in hexadecimal; the text that was hashed, null where only the hash is handed out. */
export type ChainLine = { hash: string; text: string | null }

/** SHA-256( the 32 bytes of the former hash · the text in UTF-8 ); both hashes in hexadecimal. */
export type Follow = (former: string, text: string) => string

/** What the first line of a journal follows: 32 bytes of nothing. */
export const beginning = '0'.repeat(64)

/**
 * The place of the first line that does not follow from the one before, null where all do. `before`: the hash that comes before the first.
 * A line without its text is believed; the next one must follow from its hash.
 */
export function firstBroken(lines: readonly ChainLine[], follow: Follow, before = beginning): number | null {
  const at = lines.findIndex(({ hash, text }, place) => text !== null && hash !== follow(lines[place - 1]?.hash ?? before, text))
  return at === -1 ? null : at
}

/** A line of the file: hash, space, text; a hyphen where the text is not handed out. Texts are JSON, which has no line feed. */
export const writeChainLine = ({ hash, text }: ChainLine) => `${hash} ${text ?? '-'}\n`

/** The lines of such a file, null where it is none. */
export function readChain(file: string): ChainLine[] | null {
  const lines = file.split('\n')
  if (lines.pop() !== '') return null
  const found = lines.map((line) => /^([0-9a-f]{64}) (-|\{.*\})$/.exec(line))
  return found.includes(null) ? null : found.map((parts) => ({ hash: parts![1]!, text: parts![2] === '-' ? null : parts![2]! }))
}
