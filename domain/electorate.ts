import { normaliseEmail } from './email.ts'
import { rollLimits as limits } from './limits.ts'
import { isSecret, type Level } from './poll.ts'
import type { Way } from './roll-file/way.ts'

/** Someone on a roll. unit: the local group or section that a file names; weight: votes that one ballot counts for. */
export type LineOfRoll = { email: string; name: string; unit: string; weight: number; language: 'fr' | 'en' }

/** Why a line makes nobody an elector. `repeated`: its address came before in the file. */
export const lineRefusals = [
  'no-address',
  'bad-address',
  'bad-weight',
  'too-long',
  'unclosed-quote',
  'too-many-columns',
  'repeated',
] as const
export type LineRefusal = (typeof lineRefusals)[number]

/** Reads one row of a file, or says why it cannot be. An empty weight is 1, a language that is not known is French. */
export function readElector(cells: readonly string[], columns: Way['columns']): LineOfRoll | LineRefusal {
  const cell = (column: number | null) => (column === null ? '' : oneLine(cells[column] ?? ''))
  const address = cell(columns.email)
  if (address === '') return 'no-address'
  const email = normaliseEmail(address)
  if (!email) return 'bad-address'
  const weight = readWeight(cell(columns.weight))
  if (weight === null) return 'bad-weight'
  const name = [cell(columns.firstName), cell(columns.name)].filter(Boolean).join(' ')
  const unit = cell(columns.unit)
  if (name.length > limits.nameCharacters || unit.length > limits.unitCharacters) return 'too-long'
  return { email, name, unit, weight, language: /^(en|ang)/i.test(cell(columns.language)) ? 'en' : 'fr' }
}

/** Composed, on one line, without a sign that is not seen; the apostrophe by which our own tables keep a cell from being a formula goes. */
export const oneLine = (text: string) =>
  /^[\x20-\x26\x28-\x7e]*$/.test(text) && !text.includes('  ')
    ? text.trim()
    : text
        .normalize('NFC')
        .replace(/^\s*'(?=[=+\-@])/, '')
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
        .replace(/\p{Cf}/gu, '')
        .replace(/\s+/g, ' ')
        .trim()

/** A name as it is looked for: without capitals and accents. */
export const soughtAs = (name: string) =>
  /^[\x20-\x7e]*$/.test(name)
    ? name.toLowerCase()
    : name
        .toLowerCase()
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')

/** A whole number of votes, or null. */
export function readWeight(text: string): number | null {
  if (text === '') return 1
  const weight = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return weight >= 1 && weight <= limits.weight ? weight : null
}

/** What may be done with a roll is judged by its instants; a body's coordination does it. */
export type Electorate = { frozenAt: Date | null; claimsUntil: Date | null }

/** Why a file may not be read into a roll now, or null. */
export const refuseFile = (electorate: Electorate): 'frozen' | null => (electorate.frozenAt ? 'frozen' : null)

export type AdditionRefusal = 'no-reason' | 'already-there'

/** Where a file is: being read, to be looked at before anything is added, its people being added, over. */
export type FileStep = 'reading' | 'to-check' | 'adding' | 'added' | 'failed'

export type FileInstants = { readAt: Date | null; confirmedAt: Date | null; endedAt: Date | null; failure: string | null }

export function stepOf({ readAt, confirmedAt, endedAt, failure }: FileInstants): FileStep {
  if (failure) return 'failed'
  if (endedAt) return 'added'
  if (confirmedAt) return 'adding'
  return readAt ? 'to-check' : 'reading'
}

/** Why the people of a file may not be added now, or null. */
export function refuseConfirmation(file: FileInstants, electorate: Electorate): 'frozen' | 'not-to-check' | null {
  if (electorate.frozenAt) return 'frozen'
  return stepOf(file) === 'to-check' ? null : 'not-to-check'
}

/** Why someone may not be added, or null. A frozen roll only grows, each time with its reason, which everyone reads. */
export function refuseAddition(electorate: Electorate, alreadyThere: boolean, reason: string): AdditionRefusal | null {
  if (alreadyThere) return 'already-there'
  return electorate.frozenAt && reason.trim() === '' ? 'no-reason' : null
}

/** Why someone may not be removed, or null. */
export const refuseRemoval = (electorate: Electorate): 'frozen' | null => (electorate.frozenAt ? 'frozen' : null)

export type FreezeRefusal = 'frozen' | 'nobody' | 'file-under-way'

/** Why a roll may not be frozen now, or null: it has someone on it, and no file that waits to be read or added. */
export function refuseFreeze(electorate: Electorate, electors: number, filesUnderWay: number): FreezeRefusal | null {
  if (electorate.frozenAt) return 'frozen'
  if (filesUnderWay > 0) return 'file-under-way'
  return electors === 0 ? 'nobody' : null
}

export type ClaimsRefusal = 'in-the-past' | 'too-far'

/** Why people may not be let ask until then whether they are on a roll, or null. Null closes the window. */
export function refuseClaimsUntil(until: Date | null, now: Date): ClaimsRefusal | null {
  if (!until) return null
  if (!(until > now)) return 'in-the-past'
  return until.getTime() - now.getTime() > limits.claimsWindow ? 'too-far' : null
}

/** Why a poll of this level may not be on this roll, or null: a weight that few people have would tell their grades. */
export function refusePollOn(roll: { frozenAt: Date | null; electors: number; votes: number }, level: Level) {
  if (!roll.frozenAt) return 'roll-not-frozen'
  return isSecret(level) && roll.votes !== roll.electors ? 'weights-in-secret' : null
}

/** Whether anyone may ask, by an address, if it is on the roll. */
export const takesClaims = ({ claimsUntil }: Electorate, now: Date) => claimsUntil !== null && now < claimsUntil

/** Who sees that a roll exists: its coordination always, everyone once it is frozen or while they may ask whether they are on it. */
export const maySeeElectorate = (electorate: Electorate, coordinates: boolean, now: Date) =>
  coordinates || electorate.frozenAt !== null || takesClaims(electorate, now)

/**
 * The fingerprint of a roll, so that it can be shown later that nobody was added or removed, without a list of people (membership reveals
 * opinions). A roll has a key of 32 random bytes that stays on the host. For each elector:
 *
 *   code = the first 16 bytes of SHA-256( key · address )                            known to the host, given to the elector by e-mail only
 *   mark = SHA-256( "preau-elector/1" · code 16 · weight u32 big-endian · address )   public
 *
 * The public listing is every mark in hexadecimal, sorted, each followed by a line feed; the fingerprint is its SHA-256. Addresses are
 * UTF-8, as normaliseEmail writes them; in the place of that of someone who has none stands `sheet:` and the number of their printed sheet. Who
 * does not know a code cannot tell whether an address is behind a mark; an elector makes their mark from code, weight and address, and finds it in
 * the listing. The database computes the same (elector_mark in 0008_electorate.sql).
 *
 * The roll of a vote among members has its fingerprint too, written when it opens: the same, with a key of its own, one vote each, and `member:`
 * and the id of a member in the place of an address (fingerprint_roll in 0028_kinds_and_rolls.sql). Its listing is not published: whoever holds
 * the database makes it anew.
 */
export const markLabel = 'preau-elector/1'

/** What stands for a member, in the place of an address, on the roll of a vote among members. */
export const memberOnRoll = (memberId: string) => `member:${memberId}`

/** What is hashed into the code of an elector: its first 16 bytes are kept. */
export const codePreimage = (key: Uint8Array, email: string) => joined(key, utf8(email))

/** What is hashed into the mark of an elector. */
export function markPreimage(code: Uint8Array, { email, weight }: Pick<LineOfRoll, 'email' | 'weight'>): Uint8Array {
  const four = new Uint8Array(4)
  new DataView(four.buffer).setUint32(0, weight)
  return joined(utf8(markLabel), code, four, utf8(email))
}

/** The public listing of marks, whose SHA-256 is the fingerprint. */
export const listingOf = (marks: readonly string[]) => [...marks].sort().map((mark) => `${mark}\n`).join('') // prettier-ignore

const utf8 = (text: string) => new TextEncoder().encode(text)

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
