// @y/websocket-server 0.1.1 as its README starts it. HOST, PORT, CONTENT (a file: what a new document holds), and for a durable one
// YPERSISTENCE, the folder of its LevelDB.
import { readFileSync } from 'node:fs'
import * as Y from 'yjs'
import { setContentInitializor } from '../node_modules/@y/websocket-server/src/utils.js'

const content = readFileSync(process.env.CONTENT)
setContentInitializor(async (doc) => Y.applyUpdate(doc, content))
await import('../node_modules/@y/websocket-server/src/server.js')
