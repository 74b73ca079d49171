import { rollLimits } from '../limits.ts'
import { UnreadableRoll } from './refusal.ts'

/** How the letters of a file are written. Latin-1 is read as Windows-1252, which has its letters and more. */
export type Charset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

const newline = 0x0a
const carriageReturn = 0x0d

/**
 * Turns the bytes of a file into text, as they come and never all at once. A byte-order mark says UTF-16 or UTF-8. Without one, whole lines
 * that are UTF-8 are read so, and a line that is not is Windows-1252: what a French spreadsheet writes. `charset` is what was met so far.
 * Throws UnreadableRoll on what is no text: zero bytes outside UTF-16, the first bytes of a known binary, a line without end.
 */
export function textOfBytes() {
  let wide: TextDecoder | null = null
  let charset: Charset = 'utf-8'
  let begun = false
  let waiting: Uint8Array = new Uint8Array()

  function begin(bytes: Uint8Array): Uint8Array {
    begun = true
    const [first, second, third] = bytes
    if (first === 0xff && second === 0xfe) charset = 'utf-16le'
    if (first === 0xfe && second === 0xff) charset = 'utf-16be'
    if (charset !== 'utf-8') wide = new TextDecoder(charset, { fatal: false })
    if (isBinary(bytes)) throw new UnreadableRoll('not-text')
    return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes
  }

  /** The text of whole lines; the rest waits for what follows. */
  function push(chunk: Uint8Array): string {
    let bytes = waiting.length > 0 ? joined(waiting, chunk) : chunk
    waiting = new Uint8Array()
    if (!begun && bytes.length < 4) return ((waiting = bytes), '')
    if (!begun) bytes = begin(bytes)
    if (wide) return wide.decode(bytes, { stream: true })
    if (bytes.includes(0)) throw new UnreadableRoll('not-text')
    const end = Math.max(bytes.lastIndexOf(newline), bytes.lastIndexOf(carriageReturn)) + 1
    waiting = bytes.slice(end)
    if (waiting.length > rollLimits.lineBytes) throw new UnreadableRoll('line-too-long')
    return lettersOf(bytes.subarray(0, end))
  }

  function end(): string {
    const bytes = begun ? waiting : begin(waiting)
    waiting = new Uint8Array()
    return wide ? wide.decode(bytes) : lettersOf(bytes)
  }

  function lettersOf(lines: Uint8Array): string {
    try {
      return strict.decode(lines)
    } catch {
      return lineByLine(lines)
    }
  }

  function lineByLine(lines: Uint8Array): string {
    let text = ''
    for (let from = 0; from < lines.length;) {
      const found = lines.indexOf(newline, from)
      const to = found === -1 ? lines.length : found + 1
      const line = lines.subarray(from, to)
      try {
        text += strict.decode(line)
      } catch {
        charset = 'windows-1252'
        text += western.decode(line)
      }
      from = to
    }
    return text
  }

  return { push, end, charset: () => charset }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const western = new TextDecoder('windows-1252')

/** A zip (.xlsx, .ods), a PDF, an old .xls, a picture: none is a table of text, whatever its name says. */
const magics = ['504b0304', '25504446', 'd0cf11e0', '89504e47', 'ffd8ff', '1f8b08']
const isBinary = (bytes: Uint8Array) => {
  const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return magics.some((magic) => start.startsWith(magic))
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
