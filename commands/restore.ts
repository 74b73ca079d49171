// npm run restore -- FILE: puts a backup into an installation that holds nothing yet.
import { restoreBackup } from '../db/restore.ts'
import { fail, fileArgument, withInstallation } from './installation.ts'

const file = fileArgument('restore -- FILE')
const { rows, at } = await withInstallation((where) => restoreBackup(where, file)).catch(fail)
console.log(`${rows} rows of ${at} are back`)
