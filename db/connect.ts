import { CamelCasePlugin, Kysely, type Transaction } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import type Postgres from 'postgres'
import postgres from '#db/mended-postgres.ts'
import type { Database } from '#db/schema.ts'

/** A connection pool, or a transaction of it: a query is handed either and does not ask which. */
export type Db = Kysely<Database> | Transaction<Database>

/** Where a cluster answers: a URL, of several hosts when it has a standby, or the directory of a Unix socket. */
export type Where = { url: string } | { host: string; database: string; user: string }

/**
 * Opens a pool of at most `max` connections. int8 is read as a number and refused past 2^53. Call `destroy()` to close it:
 * it waits five seconds at most for what is under way.
 */
export function connect(where: Where, { max = 10 }: { max?: number } = {}): Kysely<Database> {
  const sql = openPostgres(where, max)
  const db = new Kysely<Database>({
    dialect: new PostgresJSDialect({ postgres: sql }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  drivers.set(db, sql)
  return db
}

const drivers = new WeakMap<Db, ReturnType<typeof openPostgres>>()

/** The driver under a pool, for the one thing that kysely does not do: COPY. */
export function driverOf(db: Db) {
  const sql = drivers.get(db)
  if (!sql) throw new Error('only a pool has a driver: a transaction has not')
  return sql
}

export function openPostgres(where: Where, max: number) {
  const options: Postgres.Options<{ bigint: Postgres.PostgresType }> = {
    max,
    onnotice: () => {},
    /** Seconds. The driver's own way never forgets former failures where connections are reserved, and ends at twenty. */
    backoff: () => 0.2,
    connection: { application_name: 'preau', TimeZone: 'UTC' },
    types: { bigint: { to: 20, from: [20], parse: exact, serialize: String } },
  }
  const place = 'url' in where ? fromUrl(where.url) : where
  const readWrite = 'url' in place && severalHosts.test(place.url) && ({ target_session_attrs: 'read-write' } as const)
  const sql = 'host' in place ? postgres({ ...options, ...place }) : postgres(place.url, { ...options, ...readWrite })
  const { end } = sql
  // Kysely asks for no limit.
  sql.end = ({ timeout = 5 } = {}) => end({ timeout })
  return sql
}

/** `postgres://user@first:5432,second:5432/name`: whichever of them takes writes, asked again at each new connection. */
const severalHosts = /^\w+:\/\/[^/?]*,/

/** postgres.js does not read libpq's way to name a socket's folder in a URL: `postgres://user@localhost/name?host=/folder`. */
function fromUrl(url: string): Where {
  if (severalHosts.test(url)) return { url }
  const { searchParams, pathname, username } = new URL(url)
  const host = searchParams.get('host')
  return host?.startsWith('/') ? { host, database: pathname.slice(1), user: decodeURIComponent(username) } : { url }
}

function exact(text: string) {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} does not fit a number`)
  return number
}
