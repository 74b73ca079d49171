// The booth in which secret and sealed ballots are sealed as one file, web/build/booth.html, whose SHA-256 the manifests name. After
// the pages: its two fonts alone are outside, and theirs.
import { boothFonts } from '../web/booth-fonts.ts'
import { buildOneFile } from '../web/one-file.ts'

await buildOneFile('booth', { page: 'src/booth/booth.html', entry: 'src/booth/booth.ts', style: boothFonts() })
