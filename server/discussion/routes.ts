import type { FastifyInstance } from 'fastify'
import type { Tools } from '#server/app.ts'
import { reading } from './reading.ts'
import { speaking } from './speaking.ts'

/** What is said of a text, in threads about its words. */
export function discussion(app: FastifyInstance, tools: Tools) {
  reading(app, tools)
  speaking(app, tools)
}
