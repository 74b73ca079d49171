import { createHash, randomBytes } from 'node:crypto'

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Chance drawn many ids at a time: half a million of them are made in a second. */
let chance: Buffer = randomBytes(0)
let used = 0

function nextByte(): number {
  if (used === chance.length) [chance, used] = [randomBytes(4096), 0]
  return chance[used++]!
}

/** An opaque id: 16 letters and digits, 82 bits of chance. */
export function newId(): string {
  let id = ''
  while (id.length < 16) {
    const byte = nextByte()
    if (byte < 252) id += letters[byte % 36]
  }
  return id
}

/** A secret to be given away once: 256 bits, in letters that fit a URL and a cookie. */
export const newToken = () => randomBytes(32).toString('base64url')

/** What is kept of such a secret. It holds enough chance for a plain hash. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
