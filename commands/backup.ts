// npm run backup -- FILE: one consistent file of the whole installation, while it runs or not.
import { existsSync } from 'node:fs'
import { writeBackup } from '../db/backup.ts'
import { fail, fileArgument, withInstallation } from './installation.ts'

const file = fileArgument('backup -- FILE')
if (existsSync(file)) fail(`${file} exists already`)
const { tables, bytes } = await withInstallation((where) => writeBackup(where, file)).catch(fail)
console.log(`${file}: ${tables} tables, ${bytes} bytes before compression`)
