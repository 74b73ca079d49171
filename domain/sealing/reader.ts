import { Malformed } from './bytes.ts'

/** Reads bytes from the first to the last. Every method throws Malformed, naming the field, when it does not find what it should. */
export type Reader = {
  take(length: number, field: string): Uint8Array
  u8(field: string): number
  u16(field: string): number
  u32(field: string): number
  /** Refused above 2^53 − 1. */
  u64(field: string): number
  /** One of these values, a byte. */
  oneOf<const T extends number>(values: readonly T[], field: string): T
  /** Bytes with their u32 length before them, at most `most`. */
  sized(most: number, field: string): Uint8Array
  /** A text with its length in bytes before it: well-formed UTF-8, composed (NFC), without control characters. */
  text(most: number, field: string): string
  rest(field: string): Uint8Array
  /** Nothing may follow. */
  end(): void
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function read(bytes: Uint8Array): Reader {
  let at = 0
  const take = (length: number, field: string) => {
    if (length > bytes.length - at) throw new Malformed(`${field}: cut short`)
    at += length
    return bytes.subarray(at - length, at)
  }
  const integer = (size: number, field: string) => {
    const value = take(size, field).reduce((sum, byte) => sum * 256 + byte, 0)
    if (!Number.isSafeInteger(value)) throw new Malformed(`${field}: too large`)
    return value
  }
  const sized = (most: number, field: string) => {
    const length = integer(4, field)
    if (length > most) throw new Malformed(`${field}: longer than ${most}`)
    return take(length, field)
  }
  return {
    take,
    sized,
    u8: (field) => integer(1, field),
    u16: (field) => integer(2, field),
    u32: (field) => integer(4, field),
    u64: (field) => integer(8, field),
    oneOf(values, field) {
      const value = integer(1, field)
      const found = values.find((known) => known === value)
      if (found === undefined) throw new Malformed(`${field}: unknown value ${value}`)
      return found
    },
    text(most, field) {
      const text = decoded(sized(most, field), field)
      if (text !== text.normalize('NFC') || /\p{Cc}/u.test(text)) throw new Malformed(`${field}: not a plain text`)
      return text
    },
    rest: (field) => take(bytes.length - at, field),
    end() {
      if (at !== bytes.length) throw new Malformed('something follows the end')
    },
  }
}

function decoded(bytes: Uint8Array, field: string): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Malformed(`${field}: not UTF-8`)
  }
}
