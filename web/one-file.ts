import { svelte } from '@sveltejs/vite-plugin-svelte'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const workerModule = 'preau:worker'

type Parts = { title: string; noScript: string; mountIn: string; entry: string; worker: string }

/**
 * A page as one HTML file that asks for nothing, from the disk as from a server: its style, its script, and inside that the code of its
 * worker. The policy in its first lines lets in these two by their hashes and nothing else: no address can be reached from it.
 */
export async function buildOneFile({ title, noScript, mountIn, entry, worker }: Parts): Promise<string> {
  const { code: workerCode } = await bundle(worker, [])
  const { code, css } = await bundle(entry, [svelte({ configFile: false }), textOfWorker(workerCode)])
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(code)}`,
    `style-src ${hashOf(css)}`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="fr">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="content-security-policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>${title}</title>
    <style>${css}</style>
  </head>
  <body>
    <noscript>${noScript}</noscript>
    <div id="${mountIn}"></div>
    <script type="module">${code}</script>
  </body>
</html>
`
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const textOfWorker = (code: string): Plugin => ({
  name: 'preau-worker-text',
  enforce: 'pre',
  resolveId: (id) => (id === workerModule ? `\0${workerModule}` : undefined),
  load: (id) => (id === `\0${workerModule}` ? `export default ${JSON.stringify(code)}` : undefined),
})

async function bundle(
  entry: string,
  plugins: Parameters<typeof build>[0] extends infer C ? (C extends { plugins?: infer P } ? P : never) : never,
) {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins,
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: fileURLToPath(new URL(entry, import.meta.url)), output: { format: 'es', codeSplitting: false } },
    },
  })
  const files = (Array.isArray(result) ? result : [result]).flatMap((output) => ('output' in output ? output.output : []))
  const chunks = files.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
  const styles = files.flatMap((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source)] : []))
  if (chunks.length !== 1) throw new Error(`${entry} is ${chunks.length} scripts, not one`)
  const [code] = chunks as [string]
  const css = styles.join('\n')
  // `<!--` alone ends nothing; before `<script` it would (HTML, 13.2.5.16).
  if (/<\/?(script|style)/i.test(code + css)) throw new Error(`${entry} has signs that end a script inside a page`)
  return { code, css }
}
