import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Which processes use a cluster: a file a process, named by its pid. A cluster is stopped by the last of them.

export function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const usersOf = (folder: string) => join(folder, 'users')
const held = new Map<string, number>()

/** A process may hold the same cluster several times; its file goes with the last. */
export function register(folder: string) {
  held.set(folder, (held.get(folder) ?? 0) + 1)
  mkdirSync(usersOf(folder), { recursive: true })
  writeFileSync(join(usersOf(folder), String(process.pid)), '')
}

/** Takes this process off the list, sweeps the dead, and says how many are left. */
export function unregister(folder: string): number {
  const left = (held.get(folder) ?? 1) - 1
  held.set(folder, left)
  if (left > 0) return left
  rmSync(join(usersOf(folder), String(process.pid)), { force: true })
  const others = readdirSync(usersOf(folder)).filter((name) => {
    if (isAlive(Number(name))) return true
    rmSync(join(usersOf(folder), name), { force: true })
    return false
  })
  return others.length
}

/** Runs while no other process starts or stops this cluster: making a folder is atomic, and a dead holder's is taken over. */
export async function withDoorClosed<T>(folder: string, act: () => Promise<T>): Promise<T> {
  const door = join(folder, 'door')
  const holder = join(door, 'pid')
  for (;;) {
    try {
      mkdirSync(door)
      writeFileSync(holder, String(process.pid))
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (isAbandoned(door, holder)) rmSync(door, { recursive: true, force: true })
      else await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  try {
    return await act()
  } finally {
    rmSync(door, { recursive: true, force: true })
  }
}

function isAbandoned(door: string, holder: string) {
  try {
    return !isAlive(Number(readFileSync(holder, 'utf8')))
  } catch {
    try {
      return Date.now() - statSync(door).mtimeMs > 2000
    } catch {
      return false
    }
  }
}
