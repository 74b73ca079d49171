import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Tools } from '#server/app.ts'
import { answering } from './answering.ts'
import { choosing } from './choosing.ts'
import { downloads } from './downloads.ts'
import { launching } from './launching.ts'
import { reading } from './reading.ts'

/** One question that a body sends to those inside it: each votes in a poll of its own, and the histograms are summed. */
export function consultations(app: FastifyInstance, tools: Tools) {
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  for (const doors of [reading, launching, choosing, answering, downloads]) doors(app, tools)
}
