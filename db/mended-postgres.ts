import { registerHooks } from 'node:module'

/**
 * postgres.js 3.4.9, with eleven faults mended as it is loaded. When the backend of a reserved connection dies (kysely reserves one for every
 * statement), the next statement on it throws outside of any promise and ends the process, and giving the connection back puts a
 * dead one among the living; a statement said between the error of a connection and its
 * closing is never answered, and one that was waiting to be written then keeps that connection mute for ever. See
 * github.com/porsager/postgres, issues 1066, 1154 and 1208. And a COPY whose end came with what made its reader full leaves the
 * connection paused: whatever is asked next is never heard. Who waits to reserve a connection when one dies is forgotten, or, when the next
 * one cannot be made, is handed one after having been refused, which nobody then gives back. A pool of which a connection died in the middle of
 * a statement never closes, nor one that is closed while a statement is under way on a reserved connection, answered or not.
 *
 * Four more matter where PostgreSQL has a standby. A commit whose wait for the standby was cancelled is told as a mere warning, then as done: here
 * the statement fails, since what was told as stored would be lost with the primary. With several hosts of which none takes connections the
 * driver tries for ever, without a pause and without a word: here each is tried once, then the question is refused. And a standby of PostgreSQL 14 or
 * newer passes for read-write, and any does on a connection whose former backend was ended in the middle of a statement: here none does.
 *
 * With another version this refuses to start rather than guess.
 */
const mends: Record<string, [from: string, to: string][]> = {
  'connection.js': [
    [
      'function nextWrite(fn) {',
      `function nextWrite(fn) {
    if (socket === null) {
      clearImmediate(nextWriteTimer)
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      return false
    }`,
    ],
    [
      'clearImmediate(nextWriteTimer)\n    if (socket) {',
      'clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    if (socket) {',
    ],
    [
      "clearImmediate(nextWriteTimer)\n    socket.removeListener('data', data)",
      "clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener('data', data)",
    ],
    ['!hadError && (query || sent.length) && error', ';(query || sent.length) && error'],
    [
      'closedTime = performance.now()\n    hadError &&',
      `query = null
    ended && (ended(), ending = ended = null)
    closedTime = performance.now()
    hadError &&`,
    ],
    ['stream && stream.push(null)', 'stream && (stream.push(null), socket.resume())'],
    [
      'function NoticeResponse(x) {\n',
      `function NoticeResponse(x) {
    const notice = parseError(x)
    if (query && notice.routine === 'SyncRepWaitForLSN') errorResponse = Errors.postgres(notice)
`,
    ],
    [
      'if (connection.queue === queues.connecting && options.host[retries + 1])\n      return\n',
      'if (initial && !query && options.host[++retries])\n      return\n    retries = 0\n',
    ],
    [
      'terminated = false\n    backendParameters = {}\n',
      `terminated = false
    backendParameters = {}
    query = results = errorResponse = null
    result = new Result()
`,
    ],
    [
      "(x === 'read-write' && xs.default_transaction_read_only === 'on')",
      "(x === 'read-write' && (xs.default_transaction_read_only === 'on' || xs.in_hot_standby === 'on'))",
    ],
  ],
  'index.js': [
    [
      'c.reserved.release = true\n',
      `c.reserved.release = true
    let dead = null
    c.onclose = (error) => {
      dead = error
      while (queue.length) queue.shift().reject(error)
    }
`,
    ],
    ['sql.release = () => {\n', 'sql.release = () => {\n      if (dead) return\n      c.onclose = null\n'],
    [
      'function handler(q) {\n      c.queue === full\n        ? queue',
      'function handler(q) {\n      if (dead) return q.reject(dead)\n      c.queue === full\n        ? queue',
    ],
    [
      'queries.length && connect(c, queries.shift())',
      `if (queries.length) {
      const query = queries.shift()
      query.reserve && queries.push(query)
      connect(c, query)
    }`,
    ],
    ['c.reserved = null\n      onopen(c)', 'c.reserved = null\n      ending ? c.terminate() : onopen(c)'],
    ['{ reserve: resolve, reject }', '{ reserve: resolve, reject: (error) => (queries.remove(query), reject(error)) }'],
  ],
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const file = /\/node_modules\/postgres\/src\/(connection|index)\.js$/.exec(url)?.[1]
    return file && loaded.source ? { ...loaded, source: mend(`${file}.js`, String(loaded.source)) } : loaded
  },
})

function mend(file: string, source: string): string {
  return mends[file]!.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`postgres.js is not the version that db/mended-postgres.ts knows (${file})`)
    return text.replace(from, () => to)
  }, source)
}

const { default: postgres } = await import('postgres')
export default postgres
