// npm run keys -- rotate: wraps every key of KEYS_DIR under a new instance key, while the server runs or not (docs/operating.md).
import { existsSync } from 'node:fs'
import { readConfig } from '../server/config.ts'
import { rotateKeys } from '../server/sealing/rotate-keys.ts'
import { fail } from './installation.ts'

const [verb, ...others] = process.argv.slice(2)
if (verb !== 'rotate' || others.length > 0) {
  console.error('npm run keys -- rotate')
  process.exit(2)
}
const { keysDir } = readConfig()
if (!existsSync(keysDir)) fail(`there is no ${keysDir}: set KEYS_DIR to where the keys are`)
const keys = await rotateKeys(keysDir).catch(fail)
console.log(`${keys} keys in ${keysDir} are wrapped by a new instance key; make a new backup of the folder, and destroy the former ones`)
