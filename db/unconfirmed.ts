/** Codes of the driver and of the system: nobody was there to answer, or not until the end. */
const lost = /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/

/** SQLSTATE: a connection's exceptions; a server that is full, that stops, starts, or only reads since it is a standby. */
const unable = /^(08...|53300|57P0[1-3]|25006)$/

/**
 * PostgreSQL did not say that it is done, which does not mean that it is not: a commit whose answer was lost may be there, and one that was
 * not awaited on the standby may be gone with the primary. Whoever asked must ask again, of the same thing.
 */
export function isUnconfirmed(error: unknown): boolean {
  const { code, routine, syscall } = error as { code?: unknown; routine?: unknown; syscall?: unknown }
  // The socket of a server that ended is no file any more.
  if (code === 'ENOENT') return syscall === 'connect'
  return routine === 'SyncRepWaitForLSN' || (typeof code === 'string' && (lost.test(code) || unable.test(code)))
}

/** The disk of the database is full (SQLSTATE disk_full): the statement failed, and nothing of its transaction is stored. */
export const isOutOfRoom = (error: unknown): boolean => (error as { code?: unknown }).code === '53100'
