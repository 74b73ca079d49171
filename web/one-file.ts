import { svelte } from '@sveltejs/vite-plugin-svelte'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const workerModule = 'preau:worker'

/** page, entry, worker: paths from `web/`. worker: its code is a text inside the script. style: what is added to the style. */
type Parts = { page: string; entry: string; worker?: string; style?: string }

/**
 * A page as one HTML file, so that one hash stands for all of it: its style, its script, and inside that the code of its worker. Where
 * the page's own policy names `{script}` and `{style}`, it gets their hashes, and lets in nothing else. Written to `web/build`.
 */
export async function buildOneFile(name: string, { page, entry, worker, style = '' }: Parts) {
  const inside = worker ? [textOfWorker((await bundle(worker)).script)] : []
  const made = await bundle(entry, inside)
  const script = made.script
  const css = made.css + style
  // `<!--` alone ends nothing; before `<script` it would (HTML, 13.2.5.16).
  if (/<\/?(script|style)/i.test(script + css)) throw new Error(`${entry} has signs that end a script inside a page`)
  const file = readFileSync(root + page, 'utf8')
    .replace(/\n\s*/g, '\n')
    .replace('{script}', hashOf(script))
    .replace('{style}', hashOf(css))
    .replace('<style></style>', () => `<style>${css}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`)
  mkdirSync(`${root}build`, { recursive: true })
  writeFileSync(`${root}build/${name}.html`, file)
  const hash = createHash('sha256').update(file).digest('hex')
  console.log(`web/build/${name}.html: ${Buffer.byteLength(file)} bytes, SHA-256 ${hash}`)
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const textOfWorker = (code: string): Plugin => ({
  name: 'preau-worker-text',
  enforce: 'pre',
  resolveId: (id) => (id === workerModule ? `\0${workerModule}` : undefined),
  load: (id) => (id === `\0${workerModule}` ? `export default ${JSON.stringify(code)}` : undefined),
})

async function bundle(entry: string, plugins: Plugin[] = []) {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: false }), ...plugins],
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: root + entry, output: { format: 'iife' } },
    },
  })
  const files = (Array.isArray(result) ? result : [result]).flatMap((output) => ('output' in output ? output.output : []))
  const scripts = files.flatMap((file) => (file.type === 'chunk' ? [file.code.trim()] : []))
  const styles = files.flatMap((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source).trim()] : []))
  const [script] = scripts
  if (!script || scripts.length > 1) throw new Error(`${entry} is ${scripts.length} scripts, not one`)
  return { script, css: styles.join('\n') }
}
