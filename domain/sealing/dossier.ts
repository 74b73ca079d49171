import { compareBytes, concat, Malformed, u32, u8, utf8 } from './bytes.ts'
import { type Head, readHead, writeHead } from './head.ts'
import { readRollEntry, type RollEntry, writeRollEntry } from './roll.ts'

/**
 * The whole of a poll in one file that anyone can verify: the manifest, the sorted roll, then the leaves of the board in order,
 * each signed head after the leaves it covers; the last record is a head that covers all. First the 16 bytes of the
 * magic line, then records: type 1 · length u32be · bytes.
 */
export type DossierRecord =
  | { type: 'manifest'; bytes: Uint8Array }
  | { type: 'roll'; entry: RollEntry }
  | { type: 'leaf'; bytes: Uint8Array }
  | { type: 'head'; head: Head }

const magic = utf8('preau-dossier/1\n')
const types = ['manifest', 'roll', 'leaf', 'head'] as const
const most = { manifest: 256 * 1024, roll: 36, leaf: 256 * 1024, head: 112 }
const chunkSize = 64 * 1024

/** Writes in pieces of about 64 KiB, whatever the size of the whole. */
export async function* writeDossier(records: AsyncIterable<DossierRecord> | Iterable<DossierRecord>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [magic]
  let size = magic.length
  for await (const record of records) {
    const bytes = bytesOf(record)
    pending.push(u8(1 + types.indexOf(record.type)), u32(bytes.length), bytes)
    size += 5 + bytes.length
    if (size < chunkSize) continue
    yield concat(...pending)
    pending = []
    size = 0
  }
  yield concat(...pending)
}

function bytesOf(record: DossierRecord): Uint8Array {
  switch (record.type) {
    case 'manifest':
    case 'leaf':
      return record.bytes
    case 'roll':
      return writeRollEntry(record.entry)
    case 'head':
      return writeHead(record.head)
  }
}

/** Reads record by record, holding one chunk at a time. Throws Malformed at the first byte that is not a dossier's. */
export async function* readDossier(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<DossierRecord> {
  let left: Uint8Array = new Uint8Array()
  let begun = false
  for await (const chunk of chunks) {
    left = concat(left, chunk)
    let at = 0
    if (!begun && left.length >= magic.length) {
      if (compareBytes(left.subarray(0, magic.length), magic) !== 0) throw new Malformed('not a dossier')
      begun = true
      at = magic.length
    }
    while (begun && left.length - at >= 5) {
      const { type, length } = header(left, at)
      if (left.length - at - 5 < length) break
      yield recordOf(type, left.slice(at + 5, at + 5 + length))
      at += 5 + length
    }
    left = left.subarray(at)
  }
  if (!begun || left.length > 0) throw new Malformed('cut short')
}

function header(bytes: Uint8Array, at: number) {
  const type = types[bytes[at]! - 1]
  if (type === undefined) throw new Malformed('unknown record')
  const length = new DataView(bytes.buffer, bytes.byteOffset + at + 1, 4).getUint32(0)
  if (length > most[type]) throw new Malformed(`${type}: too long`)
  return { type, length }
}

function recordOf(type: (typeof types)[number], bytes: Uint8Array): DossierRecord {
  switch (type) {
    case 'manifest':
    case 'leaf':
      return { type, bytes }
    case 'roll':
      return { type, entry: readRollEntry(bytes) }
    case 'head':
      return { type, head: readHead(bytes) }
  }
}
