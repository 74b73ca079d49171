import { setTimeout as wait } from 'node:timers/promises'
import { Malformed } from '../../domain/sealing/bytes.ts'
import { type Head, readHead } from '../../domain/sealing/head.ts'
import { readRollEntry, type RollEntry } from '../../domain/sealing/roll.ts'

/** A board is not what it should be: the reason to shout. */
export class Inconsistent extends Error {
  override name = 'Inconsistent'
}
/** The board could not be asked, or the poll has not opened: try again later. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

export type Seen = { size: number; heads: { head: Head; bytes: Buffer }[] }
export type SeenLeaf = { position: number; hash: string; bytes: Buffer }
export type Client = ReturnType<typeof boardAt>

/** What the public API of a poll gives to anyone. `address`: its page, or its door in the API. */
export function boardAt(address: string) {
  const { origin, pathname } = new URL(address)
  const id = /\/(?:scrutins|polls)\/([0-9a-z]{1,32})(?:\/|$)/.exec(pathname)?.[1]
  if (!id) throw new RangeError('not the address of a poll')
  const door = `${origin}/api/polls/${id}`

  async function ask(path: string, tries = 3): Promise<Response> {
    const answer = await fetch(door + path, { signal: AbortSignal.timeout(30_000) }).catch((error: Error) => error)
    if (answer instanceof Response && answer.ok) return answer
    const said = answer instanceof Response ? `${answer.status}` : answer.message
    if (tries === 1 || (answer instanceof Response && answer.status < 500 && answer.status !== 429))
      throw new Unreachable(`${path}: ${said}`)
    await wait(500)
    return ask(path, tries - 1)
  }

  return {
    id,
    manifest: async () => Buffer.from(await (await ask('/manifest')).arrayBuffer()),

    /** Heads from the earliest to the latest. */
    async board(): Promise<Seen> {
      const { size, heads } = (await (await ask('/board')).json()) as { size: number; heads: { head: string }[] }
      const read = heads.map(({ head }) => ({
        head: decoded(() => readHead(Buffer.from(head, 'base64'))),
        bytes: Buffer.from(head, 'base64'),
      }))
      return { size, heads: read.reverse() }
    },

    async leaves(from: number, most: number): Promise<SeenLeaf[]> {
      const { leaves } = (await (await ask(`/board/leaves?from=${from}&most=${most}`)).json()) as {
        leaves: { position: number; hash: string; bytes: string }[]
      }
      return leaves.map(({ position, hash, bytes }) => ({ position, hash, bytes: Buffer.from(bytes, 'base64') }))
    },

    async roll(): Promise<RollEntry[]> {
      const bytes = Buffer.from(await (await ask('/board/roll')).arrayBuffer())
      return Array.from({ length: Math.ceil(bytes.length / 36) }, (_, at) =>
        decoded(() => readRollEntry(bytes.subarray(36 * at, 36 * at + 36))),
      )
    },
  }
}

/** What cannot be read is no accident of the network: the server answered it. */
export function decoded<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Malformed) throw new Inconsistent(`what the server gives cannot be read: ${error.message}`)
    throw error
  }
}
