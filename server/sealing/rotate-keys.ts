import { link, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readIfThere, syncFolder, writeAgain } from './key-files.ts'
import { fileOf, instanceKey, readKey } from './keys.ts'
import { keyIdOf, keyIdWithin, wrap } from './wrapping.ts'

/**
 * Wraps every key anew under a new instance key, and forgets the former one; says how many keys there are. The server may run
 * meanwhile: every key stays readable, and one that it makes at the same moment is wrapped again before the former key goes. Cut
 * short, it goes on where it was when it is run again.
 */
export async function rotateKeys(folder: string, pause = 2000): Promise<number> {
  const path = (file: string) => join(folder, file)
  if (!(await readIfThere(path('instance.key.former')))) {
    await instanceKey(folder, 'instance.key')
    await wrapAll(folder, await instanceKey(folder, 'instance.key.next'))
    await link(path('instance.key'), path('instance.key.former'))
    await syncFolder(folder)
  }
  if (await readIfThere(path('instance.key.next'))) await rename(path('instance.key.next'), path('instance.key'))
  await syncFolder(folder)
  await wait(pause)
  const keys = await wrapAll(folder, await instanceKey(folder, 'instance.key'))
  await rm(path('instance.key.former'))
  await syncFolder(folder)
  return keys
}

async function wrapAll(folder: string, instance: Uint8Array): Promise<number> {
  const files = await readdir(folder, { recursive: true })
  const names = files.filter((file) => file.endsWith('.sealed')).map((file) => file.slice(0, -'.sealed'.length))
  for (const name of names) {
    const wrapped = await readIfThere(fileOf(folder, name))
    if (!wrapped || keyIdWithin(wrapped).equals(keyIdOf(instance))) continue
    const key = await readKey(folder, name)
    if (key) await writeAgain(fileOf(folder, name), wrap(instance, name, key))
  }
  return names.length
}
