type Failure = { name?: string; message?: string; stack?: string; code?: unknown; constraint_name?: unknown }

/** Structured lines without anything personal: no address, no name, no header, no query (docs/security.md). */
export function logger(level: string) {
  return {
    level,
    serializers: {
      req: (request: { method: string; routeOptions?: { url?: string } }) => ({ method: request.method, route: request.routeOptions?.url }),
      res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
      err: tellFailure,
    },
  }
}

/** SQLSTATE of class 22, data exception: the one kind of PostgreSQL's errors whose message quotes what someone typed. */
const quotes = (code: unknown) => typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code)

/**
 * What mends a bug: its kind, its code, what it says, where it happened; nothing else that the error carries. PostgreSQL's `detail`
 * holds the whole row that was refused, names and addresses included.
 */
function tellFailure({ name, message = '', stack = '', code, constraint_name: constraint }: Failure) {
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return { type: name ?? 'Error', code, constraint, message: quotes(code) ? '' : message, stack: places.join('\n') }
}
