import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { fileLimits } from '#domain/document.ts'
import { Unreadable } from './refusal.ts'

// The part of ZIP (APPNOTE 6.3.3) that .docx and .odt use: no encryption, no ZIP64, one disk.
const signs = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const
const utf8Names = 0x0800
/** 1 January 1980, the first day that ZIP knows: the same text gives the same file. */
const firstDay = 0x21

/** A zip of these files, the first one as it is (.odt wants its `mimetype` so), the others deflated. */
export function pack(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [index, [name, text]] of files.entries()) {
    const label = Buffer.from(name)
    const bytes = Buffer.from(text)
    const stored = index === 0 ? bytes : deflateRawSync(bytes)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(utf8Names, 2)
    facts.writeUInt16LE(index === 0 ? 0 : 8, 4)
    facts.writeUInt16LE(firstDay, 8)
    facts.writeUInt32LE(crc32(bytes), 10)
    facts.writeUInt32LE(stored.length, 14)
    facts.writeUInt32LE(bytes.length, 18)
    facts.writeUInt16LE(label.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    directory.push(number(signs.central), Buffer.from([20, 0]), facts, place, label)
    const local = Buffer.concat([number(signs.local), facts, label, stored])
    parts.push(local)
    at += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...parts, central, number(signs.end), end])
}

function number(value: number) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/**
 * The named files of a zip, as text; those it does not have are left out. Never more than `fileLimits.unpackedBytes` for all of them, whatever
 * sizes the zip declares. 'file-unreadable' for what is cut short, encrypted or made otherwise.
 */
export function unpack(zip: Buffer, names: readonly string[]): Map<string, string> {
  try {
    return unpacked(zip, names)
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'file-too-long' : 'file-unreadable')
  }
}

function unpacked(zip: Buffer, names: readonly string[]) {
  const found = new Map<string, string>()
  const end = zip.lastIndexOf(number(signs.end))
  const count = zip.readUInt16LE(end + 10)
  if (end < 0 || count > fileLimits.zipEntries) throw new Unreadable('file-unreadable')
  let room: number = fileLimits.unpackedBytes
  let at = zip.readUInt32LE(end + 16)
  for (let entry = 0; entry < count; entry++) {
    if (zip.readUInt32LE(at) !== signs.central) throw new Unreadable('file-unreadable')
    const [label, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const name = zip.toString('utf8', at + 46, at + 46 + label)
    if (names.includes(name) && !found.has(name)) {
      const bytes = contentAt(zip, at, room)
      room -= bytes.length
      found.set(name, bytes.toString('utf8'))
    }
    at += 46 + label + extra + comment
  }
  return found
}

function contentAt(zip: Buffer, entry: number, room: number): Buffer {
  const [flags, method] = [zip.readUInt16LE(entry + 8), zip.readUInt16LE(entry + 10)]
  const [size, local] = [zip.readUInt32LE(entry + 20), zip.readUInt32LE(entry + 42)]
  if (flags & 1 || zip.readUInt32LE(local) !== signs.local) throw new Unreadable('file-unreadable')
  const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const stored = zip.subarray(from, from + size)
  if (stored.length < size || (method !== 0 && method !== 8)) throw new Unreadable('file-unreadable')
  if (method === 0 && stored.length > room) throw new Unreadable('file-too-long')
  const bytes = method === 0 ? stored : inflateRawSync(stored, { maxOutputLength: Math.max(room, 1) })
  if (crc32(bytes) !== zip.readUInt32LE(entry + 16)) throw new Unreadable('file-unreadable')
  return bytes
}
