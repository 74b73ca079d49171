// npm run build:verifier: the page that verifies dossiers as one file, web/build/verifier.html, and its SHA-256 to be read aloud. It asks
// for nothing, from the disk as from a server.
import { buildOneFile } from '../web/one-file.ts'

await buildOneFile('verifier', { page: 'src/verifier/verifier.html', entry: 'src/verifier/main.ts', worker: 'src/verifier/worker.ts' })
