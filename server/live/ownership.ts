import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'

/** Which process writes a text. */
export type Ownership = {
  /** False: another process has it. */
  take(docId: string): Promise<boolean>
  release(docId: string): Promise<void>
  /** Asks whether what was taken is still ours, and takes it again where it can; the answer names what may have been someone else's meanwhile. */
  check(): Promise<{ doubtful: string[]; lost: string[] }>
  close(): Promise<void>
}

type Keeper = { db: Db; letGo: () => void; done: Promise<unknown> }

const answerWithinMs = 5_000

/**
 * One process writes a text: the one whose connection holds its advisory lock. PostgreSQL gives the lock back when that
 * connection ends, however the process died. The connection is kept for nothing else; when it breaks, all locks are asked for again
 * on a new one, and the caller compares what it holds with the database before going on.
 */
export function advisoryOwnership(db: Db): Ownership {
  const held = new Set<string>()
  let keeper: Promise<Keeper> | null = null
  /** The connection failed once: what it held may be free since. */
  let doubt = false

  async function keep(): Promise<Keeper> {
    const ready = Promise.withResolvers<Db>()
    const end = Promise.withResolvers<void>()
    const done = db.connection().execute(async (connection) => {
      ready.resolve(connection)
      await end.promise
    })
    done.catch(ready.reject)
    return { db: await ready.promise, letGo: end.resolve, done }
  }

  async function ask<A>(question: (connection: Db) => Promise<{ rows: A[] }>): Promise<A> {
    try {
      keeper ??= keep()
      const { rows } = await within(question((await within(keeper)).db))
      return rows[0]!
    } catch (error) {
      doubt = true
      throw error
    }
  }

  const lock = async (docId: string) =>
    (
      await ask((connection) =>
        sql<{ taken: boolean }>`select pg_try_advisory_lock(hashtextextended(${docId}, 44)) as taken`.execute(connection),
      )
    ).taken

  function drop() {
    const dropped = keeper
    keeper = null
    return dropped?.then(({ letGo, done }) => (letGo(), done)).catch(() => {})
  }

  /** A new connection and, on it, all that was held; nothing is sure until the last lock is answered. */
  async function takeAgain() {
    void drop()
    const doubtful: string[] = []
    const lost: string[] = []
    for (const docId of [...held]) ((await lock(docId)) ? doubtful : lost).push(docId)
    for (const docId of lost) held.delete(docId)
    doubt = false
    return { doubtful, lost }
  }

  return {
    take: async (docId) => {
      const taken = await lock(docId)
      if (taken) held.add(docId)
      return taken
    },
    release: async (docId) => {
      if (held.delete(docId))
        await ask((connection) => sql`select pg_advisory_unlock(hashtextextended(${docId}, 44))`.execute(connection)).catch(() => {})
    },
    check: async () => {
      if (held.size > 0 && !doubt) await ask((connection) => sql`select 1`.execute(connection)).catch(() => {})
      return doubt ? takeAgain() : { doubtful: [], lost: [] }
    },
    close: async () => {
      held.clear()
      await drop()
    },
  }
}

/** A cut network answers nothing at all. */
function within<A>(answer: Promise<A>): Promise<A> {
  answer.catch(() => {})
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer from the database')), answerWithinMs)
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer))
}
