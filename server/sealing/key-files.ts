import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

// Files that appear whole, on the disk, readable by their owner only.

const failsWith = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code

/** What a file holds, or null when there is none. */
export const readIfThere = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((error) => {
    if (failsWith(error, 'ENOENT')) return null
    throw error
  })

/** Writes a file unless it is there: of several who do it at once, one wins and the others change nothing. */
export async function writeOnce(path: string, bytes: Uint8Array) {
  const unfinished = await writeAside(path, bytes)
  await link(unfinished, path).catch((error) => {
    if (!failsWith(error, 'EEXIST')) throw error
  })
  await rm(unfinished)
  await syncFolder(dirname(path))
}

export async function writeAgain(path: string, bytes: Uint8Array) {
  await rename(await writeAside(path, bytes), path)
  await syncFolder(dirname(path))
}

async function writeAside(path: string, bytes: Uint8Array): Promise<string> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(unfinished, 'wx', 0o600)
  await file.writeFile(bytes)
  await file.sync()
  await file.close()
  return unfinished
}

/** A new name is on the disk once its folder is. */
export async function syncFolder(path: string) {
  const folder = await open(path, 'r')
  await folder.sync()
  await folder.close()
}
