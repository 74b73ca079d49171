// npm run build:verifier: the page that verifies dossiers as one file, web/build/verifier.html, and its SHA-256 to be read aloud.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { buildOneFile } from '../web/one-file.ts'

const file = 'web/build/verifier.html'
const page = await buildOneFile({
  title: 'Vérifier un scrutin — Préau',
  noScript: 'Cette page calcule dans ton navigateur : elle a besoin de JavaScript. Sans lui, il reste la commande « npm run verify ».',
  mountIn: 'verifier',
  entry: 'src/verifier/main.ts',
  worker: 'src/verifier/worker.ts',
})
mkdirSync('web/build', { recursive: true })
writeFileSync(file, page)
console.log(`${file}: ${page.length} bytes, SHA-256 ${createHash('sha256').update(page).digest('hex')}`)
