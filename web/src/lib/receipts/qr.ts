/**
 * A QR code (ISO/IEC 18004, level M, bytes) of a text of at most 666 bytes, as rows of dark modules. What opens a ballot must not go to
 * the server to be drawn, and the booth takes nothing from others: hence an encoder of our own; a test compares it with uqr's.
 */
export function qrModules(text: string): boolean[][] {
  const data = new TextEncoder().encode(text)
  const version = versions.find((one) => data.length <= dataBytes(one) - (one < 10 ? 2 : 3))
  if (version === undefined) throw new RangeError('too long for a QR code')
  const bits = interleave(version, pad(version, data))
  const grid = newGrid(version)
  fill(grid, bits)
  const masked = masks.map((mask, index) => withMask(grid, mask, index))
  return masked.reduce((best, next) => (penalty(next) < penalty(best) ? next : best)).map((row) => row.map(Boolean))
}

/** The dark modules as one path, a unit each, with the four light modules that the norm wants around. */
export function qrPath(text: string): { path: string; size: number } {
  const rows = qrModules(text)
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])))
  return { path: path.join(''), size: rows.length + 8 }
}

const versions = Array.from({ length: 20 }, (_, at) => at + 1)
const correctionBytes = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
const blockCounts = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]
const sizeOf = (version: number) => 17 + 4 * version

/** All bytes of a version, data and correction: its modules less those of the patterns. */
function allBytes(version: number) {
  const many = version < 2 ? 0 : Math.floor(version / 7) + 2
  const alignment = many === 0 ? 0 : (25 * many - 10) * many - 55
  return Math.floor(((16 * version + 128) * version + 64 - alignment - (version < 7 ? 0 : 36)) / 8)
}
const dataBytes = (version: number) => allBytes(version) - correctionBytes[version - 1]! * blockCounts[version - 1]!

/** Mode "bytes", length, data, end, padding. */
function pad(version: number, data: Uint8Array): number[] {
  const length = version < 10 ? [data.length] : [data.length >> 8, data.length & 255]
  const shifted = [...length, ...data, 0]
  const bytes = shifted.map((byte, at) => ((at === 0 ? 4 : shifted[at - 1]! & 15) << 4) | (byte >> 4))
  for (let filler = 0xec; bytes.length < dataBytes(version); filler ^= 0xec ^ 0x11) bytes.push(filler)
  return bytes
}

const exp = Array.from({ length: 255 }, () => 1)
for (let at = 1; at < 255; at++) exp[at] = (exp[at - 1]! << 1) ^ (exp[at - 1]! & 128 ? 0x11d : 0)
const times = (a: number, b: number) => (a && b ? exp[(exp.indexOf(a) + exp.indexOf(b)) % 255]! : 0)

/** The remainder by (X − 1)(X − 2)…(X − 2^(n−1)) in GF(256). */
function correction(data: readonly number[], count: number): number[] {
  let divisor = [1]
  for (let at = 0; at < count; at++)
    divisor = [...divisor, 0].map((term, power) => term ^ (power > 0 ? times(divisor[power - 1]!, exp[at]!) : 0))
  return data.reduce((rest: number[], byte) => {
    const factor = byte ^ rest[0]!
    return [...rest.slice(1), 0].map((term, at) => term ^ times(divisor[at + 1]!, factor))
  }, Array<number>(count).fill(0))
}

/** Blocks of two lengths, read one byte of each in turn; then their corrections. As bits. */
function interleave(version: number, data: readonly number[]): number[] {
  const [count, extra] = [blockCounts[version - 1]!, correctionBytes[version - 1]!]
  const short = Math.floor(data.length / count)
  const longFrom = count - (data.length % count)
  const starts = Array.from({ length: count + 1 }, (_, at) => at * short + Math.max(0, at - longFrom))
  const blocks = starts.slice(0, -1).map((start, at) => data.slice(start, starts[at + 1]))
  const corrections = blocks.map((block) => correction(block, extra))
  const inTurn = (lists: readonly number[][], most: number) =>
    Array.from({ length: most }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat()
  const bytes = [...inTurn(blocks, short + 1), ...inTurn(corrections, extra)]
  return bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1))
}

/** modules: 1 dark; fixed: those of the patterns, which hold no data and are not masked. */
type Grid = { version: number; modules: number[][]; fixed: boolean[][] }

function newGrid(version: number): Grid {
  const size = sizeOf(version)
  const square = <T>(value: T) => Array.from({ length: size }, () => Array<T>(size).fill(value))
  const grid = { version, modules: square(0), fixed: square(false) }
  const set = (x: number, y: number, dark: boolean) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return
    grid.modules[y]![x] = Number(dark)
    grid.fixed[y]![x] = true
  }
  const target = (cx: number, cy: number, reach: number, dark: (ring: number) => boolean) => {
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++) set(cx + dx, cy + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))))
  }
  for (let at = 0; at < size; at++) for (const [x, y] of [[at, 6], [6, at]] as const) set(x, y, at % 2 === 0) // prettier-ignore
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) target(x, y, 4, (ring) => ring !== 2 && ring !== 4) // prettier-ignore
  const centres = alignmentCentres(version)
  const last = centres.length - 1
  for (const [i, x] of centres.entries())
    for (const [j, y] of centres.entries())
      if (!((i === 0 && (j === 0 || j === last)) || (i === last && j === 0))) target(x, y, 2, (ring) => ring !== 1)
  writeFormat(grid, 0)
  if (version >= 7) {
    const said = (version << 12) | remainder(version, 12, 0x1f25)
    for (let bit = 0; bit < 18; bit++) {
      const [a, b] = [size - 11 + (bit % 3), Math.floor(bit / 3)]
      set(a, b, ((said >> bit) & 1) === 1)
      set(b, a, ((said >> bit) & 1) === 1)
    }
  }
  return grid
}

function alignmentCentres(version: number): number[] {
  if (version === 1) return []
  const many = Math.floor(version / 7) + 2
  const step = Math.ceil((version * 4 + 4) / (many * 2 - 2)) * 2
  return [6, ...Array.from({ length: many - 1 }, (_, at) => sizeOf(version) - 7 - step * (many - 2 - at))]
}

/** The remainder of value·X^bits in GF(2) (a BCH code). */
function remainder(value: number, bits: number, divisor: number): number {
  let rest = value
  for (let at = 0; at < bits; at++) rest = (rest << 1) ^ ((rest >> (bits - 1)) * divisor)
  return rest
}

/** Level M (00) and the mask, twice, around the three targets. */
function writeFormat({ version, modules, fixed }: Grid, mask: number) {
  const size = sizeOf(version)
  const said = ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412
  const set = (x: number, y: number, bit: number) => {
    modules[y]![x] = (said >> bit) & 1
    fixed[y]![x] = true
  }
  for (let bit = 0; bit < 15; bit++) {
    const near = bit < 6 ? bit : bit < 8 ? bit + 1 : bit === 8 ? 7 : 14 - bit
    if (bit < 8) set(8, near, bit)
    else set(near, 8, bit)
    if (bit < 8) set(size - 1 - bit, 8, bit)
    else set(8, size - 15 + bit, bit)
  }
  modules[size - 8]![8] = 1
  fixed[size - 8]![8] = true
}

/** Two columns at a time from the right, up then down, over the column of the timing. */
function fill({ version, modules, fixed }: Grid, bits: readonly number[]) {
  const size = sizeOf(version)
  let next = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step
        if (!fixed[y]![x]) modules[y]![x] = bits[next++] ?? 0
      }
  }
}

type Mask = (x: number, y: number) => number
const masks: Mask[] = [
  (x, y) => (x + y) % 2,
  (_x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
]

function withMask(grid: Grid, mask: Mask, index: number): number[][] {
  const modules = grid.modules.map((row, y) => row.map((dark, x) => (grid.fixed[y]![x] || mask(x, y) !== 0 ? dark : dark ^ 1)))
  writeFormat({ ...grid, modules }, index)
  return modules
}

/** How hard a mask is to read: long runs, squares, what looks like a target, too dark or too light. */
function penalty(modules: number[][]): number {
  const size = modules.length
  const turned = modules.map((_, x) => modules.map((row) => row[x]!))
  const lines = [...modules, ...turned].map((row) => row.join(''))
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0)
  const targets = lines.reduce((sum, line) => sum + count(line, /(?=10111010000|00001011101)/g), 0)
  let squares = 0
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++) {
      const four = modules[y]![x]! + modules[y]![x - 1]! + modules[y - 1]![x]! + modules[y - 1]![x - 1]!
      if (four === 0 || four === 4) squares++
    }
  const dark = modules.flat().reduce((sum, one) => sum + one, 0)
  const balance = Math.ceil(Math.abs(dark * 20 - size * size * 10) / (size * size)) - 1
  return runs + 40 * targets + 3 * squares + 10 * Math.max(0, balance)
}

const count = (line: string, pattern: RegExp) => [...line.matchAll(pattern)].length
