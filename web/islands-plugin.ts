import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'

/**
 * Islands: a page without hydration (`csr = false`) may still load one small script. Each file of `src/islands`
 * is bundled alone, without Svelte nor Kit, and a page finds its address with `import ballot from 'island:ballot'`.
 * The address is that of a file of this site, so that the content policy lets it in; its name holds the hash of
 * its content, so that it may be cached for ever. In development Vite serves the source file itself.
 * It is emitted with the server's build, whose assets Kit copies to the client even when no page is hydrated.
 */
export function islands(root: string): Plugin {
  const folder = join(root, 'src/islands')
  const bundled = new Map<string, Promise<{ fileName: string; code: string }>>()
  let serving = false
  const names = () =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -3))
  const bundle = (name: string) => {
    if (!bundled.has(name)) bundled.set(name, bundleAlone(root, join(folder, `${name}.ts`), name))
    return bundled.get(name)!
  }
  return {
    name: 'preau-islands',
    enforce: 'pre',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    resolveId: (id) => (id.startsWith('island:') ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith('\0island:')) return
      const name = id.slice('\0island:'.length)
      if (!names().includes(name)) throw new Error(`There is no island named ${name} in src/islands`)
      return `export default ${JSON.stringify(serving ? `/src/islands/${name}.ts` : `/${(await bundle(name)).fileName}`)}`
    },
    async generateBundle() {
      if (serving || this.environment.name !== 'ssr') return
      for (const name of names()) {
        const { fileName, code } = await bundle(name)
        this.emitFile({ type: 'asset', fileName, source: code })
      }
    },
  }
}

async function bundleAlone(root: string, entry: string, name: string) {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: entry, output: { format: 'es', codeSplitting: false, entryFileNames: `${name}.js` } },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunk = outputs.flatMap((output) => ('output' in output ? output.output : [])).find((file) => file.type === 'chunk')
  if (!chunk || chunk.type !== 'chunk') throw new Error(`The island ${name} gave no script`)
  const hash = createHash('sha256').update(chunk.code).digest('base64url').slice(0, 8)
  return { fileName: `_app/immutable/assets/${name}.${hash}.js`, code: chunk.code }
}
