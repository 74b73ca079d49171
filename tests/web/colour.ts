/** Just enough colour science for the palette’s test: WCAG 2 contrast, CIEDE2000, and colour-blind vision. */
type Rgb = readonly [number, number, number]

export const rgb = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb
const linear = (colour: Rgb) => colour.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as unknown as Rgb

/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = (colour: Rgb) => linear(colour).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i]!, 0)
export function contrast(one: string, other: string) {
  const [low, high] = [luminance(rgb(one)), luminance(rgb(other))].sort((a, b) => a - b)
  return (high! + 0.05) / (low! + 0.05)
}

/** Machado, Oliveira and Fernandes 2009, severity 1, as matrices on gamma-coded sRGB (the usual reading of their tables). */
const machado = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const
export type Vision = keyof typeof machado
export const visions = Object.keys(machado) as Vision[]
export const seen = (hex: string, vision: Vision): Rgb =>
  machado[vision].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce<number>((sum, k, i) => sum + k * rgb(hex)[i]!, 0),
      ),
    ),
  ) as unknown as Rgb

function lab(colour: Rgb): Rgb {
  const [r, g, b] = linear(colour)
  const xyz = [0.4124 * r + 0.3576 * g + 0.1805 * b, 0.2126 * r + 0.7152 * g + 0.0722 * b, 0.0193 * r + 0.1192 * g + 0.9505 * b]
  const [x, y, z] = xyz
    .map((v, i) => v / [0.95047, 1, 1.08883][i]!)
    .map((v) => (v > 216 / 24389 ? Math.cbrt(v) : (v * (24389 / 27) + 16) / 116))
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)]
}

/** CIEDE2000 (Sharma, Wu and Dalal 2005). */
export function difference(one: Rgb, other: Rgb) {
  const [l1, a1, b1] = lab(one)
  const [l2, a2, b2] = lab(other)
  const c7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7
  const g = 0.5 * (1 - Math.sqrt(c7 / (c7 + 25 ** 7)))
  const [c1, c2] = [Math.hypot(a1 * (1 + g), b1), Math.hypot(a2 * (1 + g), b2)]
  const hue = (a: number, b: number) => (Math.atan2(b, a * (1 + g)) + 2 * Math.PI) % (2 * Math.PI)
  const [h1, h2] = [hue(a1, b1), hue(a2, b2)]
  const turn = c1 * c2 === 0 ? 0 : Math.abs(h2 - h1) <= Math.PI ? h2 - h1 : h2 - h1 - Math.sign(h2 - h1) * 2 * Math.PI
  const dh = 2 * Math.sqrt(c1 * c2) * Math.sin(turn / 2)
  const lm = (l1 + l2) / 2
  const cm = (c1 + c2) / 2
  const hm = c1 * c2 === 0 ? h1 + h2 : Math.abs(h1 - h2) <= Math.PI ? (h1 + h2) / 2 : (h1 + h2 + 2 * Math.PI) / 2
  const degrees = (hm * 180) / Math.PI
  const t =
    1 -
    0.17 * Math.cos(hm - Math.PI / 6) +
    0.24 * Math.cos(2 * hm) +
    0.32 * Math.cos(3 * hm + Math.PI / 30) -
    0.2 * Math.cos(4 * hm - (63 * Math.PI) / 180)
  const sl = 1 + (0.015 * (lm - 50) ** 2) / Math.sqrt(20 + (lm - 50) ** 2)
  const [sc, sh] = [1 + 0.045 * cm, 1 + 0.015 * cm * t]
  const rt =
    -2 * Math.sqrt(cm ** 7 / (cm ** 7 + 25 ** 7)) * Math.sin((Math.PI / 3) * Math.exp(-(((((degrees + 360) % 360) - 275) / 25) ** 2)))
  const [dl, dc] = [(l2 - l1) / sl, (c2 - c1) / sc]
  return Math.sqrt(dl ** 2 + dc ** 2 + (dh / sh) ** 2 + rt * dc * (dh / sh))
}
