import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const assets = join(root, 'build/client/_app/immutable/assets')

/**
 * The booth: one page in one file, so that one hash stands for all that seals a ballot. Its two fonts alone are outside: those of the
 * other pages, which the browser has by then. Run after the build of the pages, whose names for them it needs.
 */
export default defineConfig({
  root,
  publicDir: false,
  clearScreen: false,
  plugins: [inOneFile()],
  build: {
    outDir: 'build',
    emptyOutDir: false,
    cssCodeSplit: false,
    target: 'es2022',
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: { input: join(root, 'src/booth/booth.ts'), output: { format: 'iife', entryFileNames: 'booth.js' } },
  },
})

function inOneFile(): Plugin {
  return {
    name: 'preau-booth',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle)
      const script = files.flatMap((file) => (file.type === 'chunk' ? [file.code.trim()] : []))
      const styles = files.flatMap((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source).trim()] : []))
      if (script.length !== 1 || styles.length !== 1) throw new Error('the booth is one script and one style')
      if (/<\/(script|style)/i.test(script[0]! + styles[0]!)) throw new Error('the booth would end its own script or style')
      for (const name of Object.keys(bundle)) delete bundle[name]
      const page = readFileSync(join(root, 'src/booth/booth.html'), 'utf8')
        .replace(/\n\s*/g, '\n')
        .replace('<style></style>', () => `<style>${styles[0]}${fontFaces()}</style>`)
        .replace('<script></script>', () => `<script>${script[0]}</script>`)
      this.emitFile({ type: 'asset', fileName: 'booth.html', source: page })
    },
  }
}

const fonts = [
  ['Bricolage Grotesque', 'bricolage-grotesque-latin-800-normal'],
  ['Atkinson Hyperlegible Next Variable', 'atkinson-hyperlegible-next-latin-wght-normal'],
] as const

/** The fonts where the pages keep them; without built pages, the reader's own serve. */
function fontFaces(): string {
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
