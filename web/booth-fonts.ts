import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const assets = fileURLToPath(new URL('build/client/_app/immutable/assets', import.meta.url))

const fonts = [
  ['Bricolage Grotesque', 'bricolage-grotesque-latin-800-normal'],
  ['Atkinson Hyperlegible Next Variable', 'atkinson-hyperlegible-next-latin-wght-normal'],
] as const

/** The booth's two fonts, where the pages keep them: the browser has them by then. Without built pages, the reader's own serve. */
export function boothFonts(): string {
  if (!existsSync(assets)) return ''
  const files = readdirSync(assets)
  return fonts
    .map(([family, name]) => {
      const file = files.find((one) => one.startsWith(`${name}.`) && one.endsWith('.woff2'))
      if (!file) throw new Error(`the pages have no font ${name}`)
      const source = `url(/_app/immutable/assets/${file}) format('woff2')`
      return `@font-face{font-family:'${family}';font-display:swap;font-weight:200 800;src:${source}}`
    })
    .join('')
}
