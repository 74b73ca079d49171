import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'

/** Which process writes a text. */
export type Ownership = {
  /** False: another process has it, and is told within a second that this one would. */
  take(docId: string): Promise<boolean>
  release(docId: string): Promise<void>
  /**
   * Asks whether what was taken is still ours, and takes it again where it can. The answer names what may have been someone else's
   * meanwhile, and what another process would have.
   */
  check(): Promise<{ doubtful: string[]; lost: string[]; wanted: string[] }>
  close(): Promise<void>
}

type Keeper = { db: Db; letGo: () => void; done: Promise<unknown> }

const answerWithinMs = 5_000
/** A text is wanted for as long as those who came for it try again. */
const wantForMs = 20_000
/** The first half of the locks that say so; the second is a hash of the text. */
const wanting = 45

/**
 * One process writes a text: the one whose connection holds its advisory lock. PostgreSQL gives the lock back when that
 * connection ends, however the process died. The connection is kept for nothing else; when it breaks, all locks are asked for again
 * on a new one, and the caller compares what it holds with the database before going on.
 */
export function advisoryOwnership(db: Db): Ownership {
  const held = new Set<string>()
  let keeper: Promise<Keeper> | null = null
  const wants = new Map<string, NodeJS.Timeout>()
  /** The connection failed once: what it held may be free since. */
  let doubt = false

  async function keep(): Promise<Keeper> {
    const ready = Promise.withResolvers<Db>()
    const end = Promise.withResolvers<void>()
    const done = db.connection().execute(async (connection) => {
      ready.resolve(connection)
      await end.promise
      // It goes back among the others: what it held is let go with it.
      await within(sql`select pg_advisory_unlock_all()`.execute(connection)).catch(() => {})
    })
    done.catch(ready.reject)
    return { db: await ready.promise, letGo: end.resolve, done }
  }

  async function ask<A>(question: (connection: Db) => Promise<{ rows: A[] }>): Promise<A> {
    try {
      const asked = (keeper ??= keep())
      const { rows } = await within(question((await within(asked)).db))
      // What a connection that was let go meanwhile answers is no longer so.
      if (keeper !== asked) throw new Error('asked on a connection that was replaced')
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

  async function want(docId: string) {
    if (wants.has(docId)) return
    const timer = setTimeout(() => void wantNoMore(docId), wantForMs)
    wants.set(docId, timer.unref())
    await ask((connection) => sql`select pg_try_advisory_lock_shared(${wanting}, hashtext(${docId}))`.execute(connection))
  }

  async function wantNoMore(docId: string) {
    clearTimeout(wants.get(docId))
    if (wants.delete(docId))
      await ask((connection) => sql`select pg_advisory_unlock_shared(${wanting}, hashtext(${docId}))`.execute(connection)).catch(() => {})
  }

  /** Which of the texts held here another process wants. */
  async function wantedElsewhere() {
    const { hashes } = await ask((connection) =>
      sql<{ hashes: string[] }>`select coalesce(array_agg(objid::text), '{}') as hashes from pg_locks
        where locktype = 'advisory' and classid = ${wanting} and objsubid = 2 and pid <> pg_backend_pid()
        and database = (select oid from pg_database where datname = current_database())`.execute(connection),
    )
    if (hashes.length === 0) return []
    const { ids } = await ask((connection) =>
      sql<{ ids: string[] }>`select coalesce(array_agg(id), '{}') as ids from unnest(${[...held]}::text[]) as id
        where (hashtext(id)::bigint & 4294967295)::text = any(${hashes})`.execute(connection),
    )
    return ids
  }

  function drop() {
    const dropped = keeper
    keeper = null
    for (const timer of wants.values()) clearTimeout(timer)
    wants.clear()
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
      await (taken ? wantNoMore(docId) : want(docId))
      return taken
    },
    release: async (docId) => {
      if (held.delete(docId))
        await ask((connection) => sql`select pg_advisory_unlock(hashtextextended(${docId}, 44))`.execute(connection)).catch(() => {})
    },
    check: async () => {
      const wanted = held.size > 0 && !doubt ? await wantedElsewhere().catch(() => []) : []
      return doubt ? { ...(await takeAgain()), wanted: [] } : { doubtful: [], lost: [], wanted }
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
