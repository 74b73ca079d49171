// npm run demo: an installation of its own under data/demo, filled with the cast. `-- --fresh` begins it again.
import { rmSync } from 'node:fs'
import { buildPagesIfNeeded } from './build.ts'

process.env.PREAU_MODE = 'demo'
process.env.DATA_DIR ??= 'data/demo'
process.env.KEYS_DIR ??= 'keys/demo'
if (process.argv.includes('--fresh')) rmSync(process.env.DATA_DIR, { recursive: true, force: true })
buildPagesIfNeeded()
await import('../server/main.ts')
