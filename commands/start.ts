// npm start: builds the pages when they are missing or older than their sources, then starts the server in this process.
// npm run dev: no build but of the booth and the verifier; the pages reload as they are edited.
import { buildPagesIfNeeded } from './build.ts'
import { buildOneFiles, run } from './steps.ts'

if (process.argv.includes('--dev')) {
  process.env.PREAU_MODE = 'dev'
  if (!buildOneFiles.every(run)) process.exit(1)
} else buildPagesIfNeeded()
await import('../server/main.ts')
