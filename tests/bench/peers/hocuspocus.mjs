// hocuspocus 4 with its defaults. PORT, CONTENT (a file: what a new document holds), and for a durable one PGHOST, PGDATABASE, PGUSER: its
// Database extension on PostgreSQL, as its documentation shows it.
import { readFileSync } from 'node:fs'
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import postgres from 'postgres'

const content = readFileSync(process.env.CONTENT)
const sql =
  process.env.PGHOST && postgres({ host: process.env.PGHOST, database: process.env.PGDATABASE, user: process.env.PGUSER, max: 10 })

const fetch = async ({ documentName }) => {
  const [row] = sql ? await sql`select data from hocuspocus where name = ${documentName}` : []
  return row?.data ?? content
}
const store = async ({ documentName, state }) => {
  if (sql)
    await sql`insert into hocuspocus (name, data) values (${documentName}, ${Buffer.from(state)})
      on conflict (name) do update set data = excluded.data`
}
const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  extensions: [new Database({ fetch, store })],
})
await server.listen()
console.log('running')
