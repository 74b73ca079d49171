import { createDecoder, readAny, readUint8, readVarString, readVarUint, readVarUint8Array, type Decoder } from 'lib0/decoding'

/**
 * Reads a Yjs update (version 1) without building a document: which structs it brings, what they lean on, what it deletes.
 * Strings, JSON and values are decoded exactly as a client decodes them, so what passes here is readable there. The layout is
 * that of yjs/src/utils/updates.js and UpdateDecoder.js; tests hold the two together.
 */
export type Scan = {
  blocks: Block[]
  /** Where the delete set begins in the bytes. */
  deletesAt: number
  deletes: Deletes[]
}
/** The structs of one client: clocks `from` up to but not including `to`. */
export type Block = { client: number; from: number; to: number; needs: Need[] }
/** The struct at clock `at` can only be placed once `client` is known up to and including `clock`. */
export type Need = { at: number; client: number; clock: number }
/** Flat pairs [from, to[ of deleted clocks. */
export type Deletes = { client: number; ranges: number[] }

export class Unsound extends Error {
  override name = 'Unsound'
}

const clientOfStruct = 0x1f
const hasOrigin = 0x80
const hasRightOrigin = 0x40
const hasParentSub = 0x20
const garbage = 0
const skip = 10

/** Throws Unsound, or an error of lib0, on anything Yjs would not have written. Time and memory are linear in the bytes. */
export function scan(update: Uint8Array): Scan {
  const decoder = createDecoder(update)
  const blocks: Block[] = []
  const seen = new Set<number>()
  for (let left = count(decoder); left > 0; left--) {
    const structs = count(decoder)
    const client = readVarUint(decoder)
    if (seen.has(client)) throw new Unsound('a client twice')
    seen.add(client)
    blocks.push(scanBlock(decoder, client, structs))
  }
  const deletesAt = decoder.pos
  const deletes = scanDeletes(decoder)
  if (decoder.pos !== update.length) throw new Unsound('bytes left over')
  return { blocks, deletesAt, deletes }
}

/** A count of things of which each takes a byte or more. */
function count(decoder: Decoder): number {
  const value = readVarUint(decoder)
  if (value > decoder.arr.length - decoder.pos) throw new Unsound('a count without its things')
  return value
}

function scanBlock(decoder: Decoder, client: number, structs: number): Block {
  const from = readVarUint(decoder)
  const needs: Need[] = []
  let clock = from
  for (let i = 0; i < structs; i++) {
    const info = readUint8(decoder)
    const kind = info & clientOfStruct
    let length: number
    if (info === skip) {
      length = readVarUint(decoder)
      if (i + 1 === structs) throw new Unsound('a gap at the end')
      needs.push({ at: clock + length, client, clock: clock + length - 1 })
    } else if (kind === garbage) {
      length = readVarUint(decoder)
    } else {
      if (info & hasOrigin) lean(decoder, client, clock, needs)
      if (info & hasRightOrigin) lean(decoder, client, clock, needs)
      if (!(info & (hasOrigin | hasRightOrigin))) {
        if (readVarUint(decoder) === 1) readVarString(decoder)
        else lean(decoder, client, clock, needs)
        if (info & hasParentSub) readVarString(decoder)
      }
      length = contentLength(decoder, kind)
    }
    if (length < 1) throw new Unsound('a struct of length zero')
    clock += length
    if (!Number.isSafeInteger(clock)) throw new Unsound('a clock beyond reason')
  }
  return { client, from, to: clock, needs }
}

/** Notes an id that a struct refers to. Its own past is known when it is; its own future is a crafted knot. */
function lean(decoder: Decoder, self: number, at: number, needs: Need[]) {
  const client = readVarUint(decoder)
  const clock = readVarUint(decoder)
  if (client !== self) needs.push({ at, client, clock })
  else if (clock >= at) throw new Unsound('a struct that follows itself')
}

/** Reads the content of an item and tells how many clocks it takes. Kinds are yjs/src/structs/Item.js, contentRefs. */
function contentLength(decoder: Decoder, kind: number): number {
  switch (kind) {
    case 1:
      return readVarUint(decoder)
    case 2:
      return readMany(decoder, readJson)
    case 3:
      readVarUint8Array(decoder)
      return 1
    case 4:
      return readVarString(decoder).length
    case 5:
      JSON.parse(readVarString(decoder))
      return 1
    case 6:
      readVarString(decoder)
      JSON.parse(readVarString(decoder))
      return 1
    case 7:
      readType(decoder)
      return 1
    case 8:
      return readMany(decoder, readAny)
    default:
      throw new Unsound('a content of no known kind')
  }
}

function readMany(decoder: Decoder, read: (decoder: Decoder) => unknown): number {
  const length = count(decoder)
  for (let i = 0; i < length; i++) read(decoder)
  return length
}

function readJson(decoder: Decoder) {
  const text = readVarString(decoder)
  if (text !== 'undefined') JSON.parse(text)
}

/** Array, map, text, element (named), fragment, hook (named), text of a fragment: yjs/src/structs/ContentType.js, typeRefs. */
function readType(decoder: Decoder) {
  const type = readVarUint(decoder)
  if (type > 6) throw new Unsound('a type of no known kind')
  if (type === 3 || type === 5) readVarString(decoder)
}

function scanDeletes(decoder: Decoder): Deletes[] {
  const deletes: Deletes[] = []
  const seen = new Set<number>()
  for (let left = count(decoder); left > 0; left--) {
    const client = readVarUint(decoder)
    if (seen.has(client)) throw new Unsound('a client twice')
    seen.add(client)
    const ranges: number[] = []
    for (let i = count(decoder); i > 0; i--) {
      const from = readVarUint(decoder)
      const to = from + readVarUint(decoder)
      if (to <= from || !Number.isSafeInteger(to)) throw new Unsound('a deletion of nothing')
      ranges.push(from, to)
    }
    if (ranges.length > 0) deletes.push({ client, ranges })
  }
  return deletes
}

/** The same for bytes from outside: null when they are no update. */
export function scanOf(update: Uint8Array): Scan | null {
  try {
    return scan(update)
  } catch {
    return null
  }
}
