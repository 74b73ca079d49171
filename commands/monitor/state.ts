import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'

/** What a monitor remembers between two runs: which poll this is, and the last head that it found right. */
export type State = { poll: string; manifest: string; size: number; head: string }

export const fingerprint = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Null when there is none yet. Throws on a file that is no state: it is not silently begun again. */
export async function readState(path: string): Promise<State | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const state = JSON.parse(text) as State
  const whole = [state.poll, state.manifest, state.head].every((part) => typeof part === 'string') && Number.isSafeInteger(state.size)
  if (!whole) throw new Error(`${path} is no state of a monitor`)
  return state
}

/** Whole or not at all. */
export async function writeState(path: string, state: State) {
  await writeFile(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`)
  await rename(`${path}.new`, path)
}
