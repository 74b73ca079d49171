import { createHash, randomBytes } from 'node:crypto'

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Chance drawn many ids at a time: half a million of them are made in a second. */
let chance: Buffer = randomBytes(0)
let used = 0

/** A whole number drawn from so many bytes, six at most. */
function draw(bytes: number): number {
  if (used + bytes > chance.length) [chance, used] = [randomBytes(4096), 0]
  used += bytes
  return chance.readUIntBE(used - bytes, bytes)
}

/** An opaque id: 16 letters and digits, 82 bits of chance. */
export function newId(): string {
  let id = ''
  while (id.length < 16) {
    const byte = draw(1)
    if (byte < 252) id += letters[byte % 36]
  }
  return id
}

/**
 * Ids for many rows written one after the other, each greater than the one before: an index takes those at its end for a third of what it takes
 * those anywhere. Between two of them lies a gap drawn from 61 bits of chance, so that one tells nothing of another but which came first.
 */
export function idsInOrder(): () => string {
  const half = 36 ** 8
  let [high, low] = [draw(5), draw(5)]
  return () => {
    low += draw(5) + 1
    high = (high + (draw(3) >>> 3) + Math.floor(low / half)) % half
    low %= half
    return written(high) + written(low)
  }
}

const pairs = [...letters].flatMap((first) => [...letters].map((second) => first + second))

/** Eight letters of a number under 36⁸, two at a time: `toString(36)` takes several times as long. */
function written(number: number): string {
  let text = ''
  for (let left = number; text.length < 8; left = Math.floor(left / pairs.length)) text = pairs[left % pairs.length] + text
  return text
}

/** A secret to be given away once: 256 bits, in letters that fit a URL and a cookie. */
export const newToken = () => randomBytes(32).toString('base64url')

/** What is kept of such a secret. It holds enough chance for a plain hash. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
