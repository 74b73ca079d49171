// A disk of a few megabytes, in memory, to be filled: mounting one is for root, or for sudo where it asks nothing.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type SmallDisk = NonNullable<ReturnType<typeof smallDisk>>

/** A folder with `megabytes` of room and no more; null where this machine lets nobody mount one. */
export function smallDisk(megabytes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'preau-disk-'))
  chmodSync(folder, 0o755)
  const asRoot = (...command: string[]) => {
    const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
    return spawnSync(program!, args).status === 0
  }
  if (!asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'preau-disk', folder)) {
    rmSync(folder, { recursive: true })
    return null
  }
  const ballast = join(folder, 'ballast')
  const free = () => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    free,
    /** Takes the room there is, but for so many bytes. */
    fill(left: number) {
      rmSync(ballast, { force: true })
      writeFileSync(ballast, Buffer.alloc(Math.max(0, free() - left), 1))
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    close() {
      asRoot('umount', folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
