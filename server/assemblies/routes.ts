import type { FastifyInstance } from 'fastify'
import type { Tools } from '#server/app.ts'
import { attending } from './attending.ts'
import { holding } from './holding.ts'
import { minuting } from './minuting.ts'
import { preparing } from './preparing.ts'
import { proxies } from './proxies.ts'
import { reading } from './reading.ts'
import { rules } from './rules.ts'

/** Assemblies (AG): their rules, their convening, who came and who stands for whom, their resolutions, their minutes. */
export function assemblies(app: FastifyInstance, tools: Tools) {
  for (const doors of [rules, preparing, reading, proxies, attending, holding, minuting]) doors(app, tools)
}
