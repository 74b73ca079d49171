// A drawing of lines on logarithmic axes, for docs/images: what grows in proportion climbs as the diagonal of its squares.

/** How many, and the seconds it took; both above 0. */
export type Point = readonly [many: number, seconds: number]

const [left, right, top, bottom, decade] = [70, 190, 20, 50, 90]

/** An SVG of several named lines over what is counted along the bottom. Readable on white and on black. */
export function plotOf(counted: string, lines: Record<string, readonly Point[]>): string {
  const [from, to] = reach(Object.values(lines).flatMap((points) => points.map(([many]) => many)))
  const [low, high] = reach(Object.values(lines).flatMap((points) => points.map(([, seconds]) => seconds)))
  const x = (many: number) => Math.round(left + decade * (Math.log10(many) - from))
  const y = (seconds: number) => Math.round(top + decade * (high - Math.log10(seconds)))
  const [width, height] = [left + decade * (to - from) + right, top + decade * (high - low) + bottom]
  const across = powers(from, to).map((many) => `<path d="M${x(many)} ${y(10 ** low)}V${y(10 ** high)}" opacity=".2"/><text x="${x(many)}" y="${height - 28}" text-anchor="middle">${many.toLocaleString('en')}</text>`) // prettier-ignore
  const up = powers(low, high).map((seconds) => `<path d="M${x(10 ** from)} ${y(seconds)}H${x(10 ** to)}" opacity=".2"/><text x="${left - 8}" y="${y(seconds) + 4}" text-anchor="end">${seconds} s</text>`) // prettier-ignore
  const drawn = Object.entries(lines).map(([name, points], at) => {
    const color = ['#3b6fd4', '#c0662b', '#2f8f5b'][at % 3]!
    const places = points.map(([many, seconds]) => [x(many), y(seconds)] as const)
    const dots = places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="4" fill="${color}"/>`)
    const [lastX, lastY] = places.at(-1)!
    return `<path d="M${places.map((place) => place.join(' ')).join('L')}" stroke="${color}" stroke-width="2"/>${dots.join('')}<text x="${lastX + 10}" y="${lastY + 4}" fill="${color}">${name}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img">
<title>Seconds over ${counted}, both logarithmic</title>
<g stroke="#888" fill="none"><g fill="#888" stroke="none"><text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">${counted}</text></g>
${[...across, ...up].join('\n').replaceAll('<text', '<text fill="#888" stroke="none"')}
${drawn.join('\n').replaceAll('<text', '<text stroke="none"')}
</g>
</svg>
`
}

/** The powers of ten around numbers. */
const reach = (numbers: readonly number[]) =>
  [Math.floor(Math.log10(Math.min(...numbers))), Math.ceil(Math.log10(Math.max(...numbers)))] as const
const powers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => 10 ** (from + n))
