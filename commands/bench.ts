// npm run bench [-- NAME…] [--heavy] [--people 100,2000] [--sealed 20000]: measures Préau beside its peers, which are installed under tests/bench and nowhere else.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildOneFiles, buildPages, run } from './steps.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { heavy: { type: 'boolean', default: false }, people: { type: 'string' }, sealed: { type: 'string' } },
})

const peers = { name: 'the peers are installed', command: 'npm', args: ['ci', '--prefix', 'tests/bench'] }
if (!existsSync('tests/bench/node_modules/@hocuspocus/extension-database') && !run(peers)) process.exit(1)
if (!existsSync('web/build/handler.js') && !run(buildPages)) process.exit(1)
if (!['booth', 'verifier'].every((page) => existsSync(`web/build/${page}.html`)) && !buildOneFiles.every(run)) process.exit(1)

const { run: runBenches } = await import('../tests/bench/run.ts')
const asked = values.people?.split(',').map(Number)
const national = { people: asked && Math.max(...asked), sealed: values.sealed === undefined ? undefined : Number(values.sealed) }
const sizes = asked ?? [10, 100, 300, 1000, ...(values.heavy ? [2000] : [])]
await runBenches(positionals, { sizes, heavy: values.heavy, national })
