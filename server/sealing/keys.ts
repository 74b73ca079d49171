import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readIfThere, writeOnce } from './key-files.ts'
import { keyIdOf, keyIdWithin, unwrap, wrap } from './wrapping.ts'

/**
 * The keys of an installation, in a folder of their own: never in the database, nor in its backups (docs/operating.md). `instance.key`
 * wraps all the others, one file each: `board.sealed` signs the boards, `links.sealed` makes personal links, `polls/<id>.sealed` opens the count of one poll.
 * The processes of one installation share the folder. Only the first two are kept in memory: what is destroyed here is gone.
 */
export type Keys = ReturnType<typeof openKeys>

/** The instance key; during a rotation (rotate-keys.ts), the one to come or the former one too. */
export const instanceKeys = ['instance.key', 'instance.key.next', 'instance.key.former'] as const

export function openKeys(folder: string) {
  let board: Promise<Uint8Array> | undefined
  let links: Promise<KeyObject> | undefined
  return {
    /** The secret of the board's signatures, 32 bytes. */
    boardKey: () => (board ??= makeKey(folder, 'board')),
    /** What personal links to vote are made with, 32 bytes as node:crypto keeps a key (signing under bare bytes takes nine times as long): whoever holds it votes for anyone who has no account. */
    linkKey: () => (links ??= makeKey(folder, 'links').then((key) => createSecretKey(key))),
    /** The key of a poll, 32 bytes: made by whoever comes first, and on the disk before it is given. */
    makePollKey: (pollId: string) => makeKey(folder, pollName(pollId)),
    /** The same, or null when it was never made, was destroyed or is lost. */
    pollKey: (pollId: string) => readKey(folder, pollName(pollId)),
    destroyPollKey: (pollId: string) => rm(fileOf(folder, pollName(pollId)), { force: true }),
  }
}

const pollName = (pollId: string) => {
  if (!/^[0-9a-z]{1,32}$/.test(pollId)) throw new RangeError('not the id of a poll')
  return `polls/${pollId}`
}

export const fileOf = (folder: string, name: string) => join(folder, `${name}.sealed`)

async function makeKey(folder: string, name: string): Promise<Uint8Array> {
  const kept = await readKey(folder, name)
  if (kept) return kept
  await mkdir(join(folder, 'polls'), { recursive: true, mode: 0o700 })
  await writeOnce(fileOf(folder, name), wrap(await instanceKey(folder, 'instance.key'), name, randomBytes(32)))
  return (await readKey(folder, name))!
}

/** Throws when the file is there and nothing here opens it: an instance key was lost. */
export async function readKey(folder: string, name: string): Promise<Uint8Array | null> {
  const wrapped = await readIfThere(fileOf(folder, name))
  if (!wrapped) return null
  for (const file of instanceKeys) {
    const instance = await readIfThere(join(folder, file))
    if (instance && keyIdOf(instance).equals(keyIdWithin(wrapped))) return unwrap(instance, name, wrapped)
  }
  throw new Error(`the instance key that wraps ${name} is not in ${folder}`)
}

/** Made by whoever comes first, but never in the place of one that was lost: its backup would then take the place of the new one. */
export async function instanceKey(folder: string, file: (typeof instanceKeys)[number]): Promise<Uint8Array> {
  const path = join(folder, file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Looked at first: what wraps a file is on the disk before it. A folder within, like that of the demonstration, has its own.
  const isOurs = (name: string) => name.endsWith('.sealed') && ['.', 'polls'].includes(dirname(name))
  const wrapsSome = (await readdir(folder, { recursive: true })).some(isOurs)
  const kept = await readIfThere(path)
  if (kept) return kept
  if (wrapsSome && file === 'instance.key') throw new Error(`the instance key is not in ${folder}, where there are keys that it wraps`)
  await writeOnce(path, randomBytes(32))
  return (await readIfThere(path))!
}
