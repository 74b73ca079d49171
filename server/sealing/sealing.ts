import { createHash } from 'node:crypto'
import type { Group } from '#domain/sealing/group.ts'
import { readIfThere } from './key-files.ts'
import { type Keys, openKeys } from './keys.ts'
import { loadSodiumGroup } from './sodium.ts'
import { type AddUp, startVerifiers, type Verify } from './verifiers.ts'

/** What secret ballots need beside the database. booth: the page in which they are sealed, and its SHA-256 that a manifest names. */
export type Sealing = {
  keys: Keys
  group: Group
  verify: Verify
  addUp: AddUp
  /** What the threads that check and add up were asked and have not answered. */
  waiting: () => number
  booth: { page: Buffer; hash: Buffer }
}

const builtBooth = new URL('../../web/build/booth.html', import.meta.url).pathname

export async function openSealing(keysDir: string, boothPath = builtBooth): Promise<Sealing> {
  const page = (await readIfThere(boothPath)) ?? Buffer.alloc(0)
  const booth = { page, hash: createHash('sha256').update(page).digest() }
  return { keys: openKeys(keysDir), group: await loadSodiumGroup(), ...startVerifiers(), booth }
}
