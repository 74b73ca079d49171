// node tests/domain/sealing/write-vectors.ts: writes tests/vectors/sealing.json anew. Its bytes change only with the specification.
import { writeFileSync } from 'node:fs'
import { asText, makeVectors } from './vectors.ts'

writeFileSync(new URL('../../vectors/sealing.json', import.meta.url), asText(await makeVectors()))
