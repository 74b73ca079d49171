/**
 * A WebAssembly module that computes modulo 2^255 − 19 and on the points of edwards25519, written here instruction by instruction, so that there is
 * neither a binary to trust nor a compiler to obtain. Its times depend on nothing secret because nothing secret comes here: public values only.
 *
 * A number is ten signed limbs of 26 and 25 bits in turn, i32 in memory: f = f_0 + f_1·2^26 + f_2·2^51 + f_3·2^77 + … (D. J. Bernstein, PKC 2006, as
 * in ref10). A product is carried: |f_i| ≤ 2^25.1. Sums are not, and a factor may be a sum of four: 10 · 38 · 2^27.1 · 2^27.1 < 2^63.
 * A point is X, Y, Z, T (x = X/Z, y = Y/Z, T = x·y·Z); a cached one is Y + X, Y − X, 2d·T, 2Z.
 */
export type FieldModule = {
  memory: WebAssembly.Memory
  mul: (out: number, a: number, b: number) => void
  add: (out: number, a: number, b: number) => void
  sub: (out: number, a: number, b: number) => void
  /** a^(2^times), times ≥ 1. */
  square: (out: number, a: number, times: number) => void
  double: (out: number, p: number) => void
  cache: (out: number, p: number) => void
  addCached: (out: number, p: number, cached: number) => void
  subCached: (out: number, p: number, cached: number) => void
}

export const [numberSize, pointSize] = [40, 160]

/** Where 2d is written by whoever starts the module; after it, eight numbers that point operations use. */
export const twiceD = 0
const scratch = (n: number) => numberSize * (1 + n)
export const firstFree = scratch(8)

const leb = (value: number): number[] => {
  const low = value & 127
  const rest = value >> 7
  const done = (rest === 0 && !(low & 64)) || (rest === -1 && (low & 64) !== 0)
  return done ? [low] : [low | 128, ...leb(rest)]
}
const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)])
const sized = (bytes: readonly number[]) => [...unsigned(bytes.length), ...bytes]
const list = (entries: readonly (readonly number[])[]) => [...unsigned(entries.length), ...entries.flat()]

const get = (local: number) => [0x20, ...unsigned(local)]
const set = (local: number) => [0x21, ...unsigned(local)]
const i32 = (value: number) => [0x41, ...leb(value)]
const i64 = (value: number) => [0x42, ...leb(value)]
const [plus, minus, times, shiftLeft, shiftRight] = [[0x7c], [0x7d], [0x7e], [0x86], [0x87]]
const load = (pointer: number, limb: number) => [...get(pointer), 0x34, 2, ...unsigned(4 * limb)]
const store = (limb: number) => [0x3e, 2, ...unsigned(4 * limb)]
const limbs = Array.from({ length: 10 }, (_, at) => at)

/** out ± : limb by limb, locals out, a, b. */
const limbwise = (operation: readonly number[]) =>
  limbs.flatMap((at) => [...get(0), ...load(1, at), ...load(2, at), ...operation, ...store(at)])

/** Locals of a product: out, a, b, then i64: the limbs of a, those of b, 19 times those, those of the product, a carry. */
const [fOf, gOf, nineteenOf, hOf, carried] = [(n: number) => 3 + n, (n: number) => 13 + n, (n: number) => 23 + n, (n: number) => 33 + n, 43]

/** h_k = Σ f_i·g_j over i + j = k and, times 19, k + 10; times 2 where both i and j are odd, since 25.5 bits are not whole. */
function product(square: boolean): number[] {
  const other = square ? fOf : gOf
  const read = limbs.flatMap((at) => [
    ...[...load(1, at), ...set(fOf(at))],
    ...(square ? [] : [...load(2, at), ...set(gOf(at))]),
    ...[...get(other(at)), ...i64(19), ...times, ...set(nineteenOf(at))],
  ])
  const sums = limbs.flatMap((k) => {
    const byDoublings: number[][][] = [[], [], []]
    for (const i of limbs)
      for (const j of limbs) {
        if ((i + j) % 10 !== k || (square && j < i)) continue
        const doublings = ((i % 2) & (j % 2)) + (square && i !== j ? 1 : 0)
        byDoublings[doublings]!.push([...get(fOf(i)), ...get(i + j >= 10 ? nineteenOf(j) : other(j)), ...times])
      }
    const total = (terms: number[][]) => terms.flatMap((term, at) => (at === 0 ? term : [...term, ...plus]))
    const parts = byDoublings.flatMap((terms, bits) =>
      terms.length === 0 ? [] : [[...total(terms), ...(bits === 0 ? [] : [...i64(bits), ...shiftLeft])]],
    )
    return [...total(parts), ...set(hOf(k))]
  })
  const carries = [0, 4, 1, 5, 2, 6, 3, 7, 4, 8, 9, 0].flatMap((at) => {
    const bits = at % 2 === 0 ? 26 : 25
    const next = hOf((at + 1) % 10)
    return [
      ...[...get(hOf(at)), ...i64(2 ** (bits - 1)), ...plus, ...i64(bits), ...shiftRight, ...set(carried)],
      ...[...get(next), ...get(carried), ...(at === 9 ? [...i64(19), ...times] : []), ...plus, ...set(next)],
      ...[...get(hOf(at)), ...get(carried), ...i64(bits), ...shiftLeft, ...minus, ...set(hOf(at))],
    ]
  })
  return [...read, ...sums, ...carries, ...limbs.flatMap((at) => [...get(0), ...get(hOf(at)), ...store(at)])]
}

const called = { mul: 0, add: 1, sub: 2, squareOnce: 3 }

/** A formula, a line an operation: a number is a coordinate of out, p or q, or one of eight that are kept apart. */
const formula = (text: string) =>
  text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [out, , a, sign, b] = line.trim().split(' ') as [string, string, string, '*' | '+' | '-', string]
      const operation = sign === '*' && a === b ? called.squareOnce : { '*': called.mul, '+': called.add, '-': called.sub }[sign]
      return [...[out, a, b].flatMap(addressOf), 0x10, operation]
    })

function addressOf(name: string): number[] {
  if (name === '2d') return i32(twiceD)
  const [owner, field] = [name.slice(0, -1), name.at(-1)!]
  const local = ['out.', 'p.', 'q.'].indexOf(owner)
  if (local < 0) return i32(scratch('ABCDEFGH'.indexOf(field)))
  return [...get(local), ...i32(numberSize * 'XYZT'.indexOf(field)), 0x6a]
}

/** H. Hisil, K. Wong, G. Carter & E. Dawson, ASIACRYPT 2008, §3.3 with a = −1: all four of E, F, G, H with the other sign. */
const double = formula(`
  A = p.X * p.X
  B = p.Y * p.Y
  C = p.Z * p.Z
  C = C + C
  D = p.X + p.Y
  D = D * D
  H = A + B
  E = H - D
  G = A - B
  F = C + G
  out.X = E * F
  out.Y = G * H
  out.Z = F * G
  out.T = E * H`)

/** out must be another point than p. */
const cache = formula(`
  out.X = p.Y + p.X
  out.Y = p.Y - p.X
  out.Z = p.T * 2d
  out.T = p.Z + p.Z`)

/** The same, §3.1, with the second point cached; taken away, its Y + X and Y − X change places and 2d·T its sign. */
const addition = (same: string, other: string, f: '+' | '-', g: '+' | '-') =>
  formula(`
  A = p.Y - p.X
  A = A * q.${other}
  B = p.Y + p.X
  B = B * q.${same}
  C = p.T * q.Z
  D = p.Z * q.T
  E = B - A
  F = D ${f} C
  G = D ${g} C
  H = B + A
  out.X = E * F
  out.Y = G * H
  out.Z = F * G
  out.T = E * H`)

/** out = a², then squared again times − 1 times. */
const repeated = [
  ...[...get(0), ...get(1), ...get(1), 0x10, called.squareOnce, 0x03, 0x40],
  ...[...get(2), ...i32(1), 0x6b, 0x22, 2, 0x04, 0x40, ...get(0), ...get(0), ...get(0), 0x10, called.squareOnce, 0x0c, 1, 0x0b, 0x0b],
]

/** name, how many parameters, whether it needs the 41 locals of a product, instructions; the first four in the order of `called`. */
const functions = [
  ['mul', 3, true, product(false)],
  ['add', 3, false, limbwise(plus)],
  ['sub', 3, false, limbwise(minus)],
  ['squareOnce', 3, true, product(true)],
  ['square', 3, false, repeated],
  ['double', 2, false, double],
  ['cache', 2, false, cache],
  ['addCached', 3, false, addition('X', 'Y', '-', '+')],
  ['subCached', 3, false, addition('Y', 'X', '+', '-')],
] as const

/** WebAssembly Core Specification, §5.5: types, functions, a memory, exports, code. */
function moduleBytes(pages: number): Uint8Array {
  const named = (name: string, kind: number, index: number) => [...sized([...name].map((letter) => letter.charCodeAt(0))), kind, index]
  const types = [2, 3].map((parameters) => [0x60, ...sized(new Array<number>(parameters).fill(0x7f)), 0])
  const code = functions.map(([, , large, instructions]) => sized([...(large ? [1, 41, 0x7e] : [0]), ...instructions, 0x0b]))
  const sections: [number, number[]][] = [
    [1, list(types)],
    [3, list(functions.map(([, parameters]) => [parameters - 2]))],
    [5, [1, 0, ...unsigned(pages)]],
    [7, list([named('memory', 2, 0), ...functions.map(([name], at) => named(name, 0, at))])],
    [10, list(code)],
  ]
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flatMap(([id, content]) => [id, ...sized(content)])])
}

export const startFieldModule = (pages: number) =>
  new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(pages) as BufferSource)).exports as FieldModule
