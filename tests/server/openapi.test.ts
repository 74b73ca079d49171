import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assemblyDoors } from '#server/assemblies/doors.ts'
import { holdingDoors } from '#server/assemblies/holding-doors.ts'
import { bodyDoors } from '#server/bodies/doors.ts'
import { consultationDoors } from '#server/consultations/doors.ts'
import { discussionDoors } from '#server/discussion/doors.ts'
import { documentDoors } from '#server/documents/doors.ts'
import { electorateDoors } from '#server/electorates/doors.ts'
import { historyDoors } from '#server/history/doors.ts'
import type { DoorShape } from '#server/door.ts'
import { invitationDoors } from '#server/invitations/doors.ts'
import { journalDoors } from '#server/journals/doors.ts'
import { mailingDoors } from '#server/mailings/doors.ts'
import { memberDoors } from '#server/members/doors.ts'
import { pollDoors } from '#server/polls/doors.ts'
import { sealedDoors } from '#server/polls/sealed/doors.ts'
import { ratificationDoors } from '#server/ratification/doors.ts'
import { trustDoors } from '#server/polls/sealed/trust-doors.ts'
import { setupDoors } from '#server/setup/routes.ts'
import { votingLinkDoors } from '#server/voting-links/doors.ts'
import { newWorld, type World } from '../world.ts'

type Schema = { [keyword: string]: unknown }
type Media = { content?: Record<string, { schema: Schema }> }
type Operation = {
  summary?: string
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: Media
  responses: Record<string, { description?: string } & Media>
  security?: Record<string, unknown>[]
}
type Document = {
  openapi: string
  info: Record<string, unknown>
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Schema>
}

const doors: DoorShape[] = [
  setupDoors,
  memberDoors,
  bodyDoors,
  invitationDoors,
  documentDoors,
  historyDoors,
  pollDoors,
  sealedDoors,
  trustDoors,
  ratificationDoors,
  discussionDoors,
  votingLinkDoors,
  mailingDoors,
  electorateDoors,
  assemblyDoors,
  holdingDoors,
  consultationDoors,
  journalDoors,
].flatMap((some) => Object.values(some))
const keys = { anyone: [], voter: [{ session: [] }, { link: [] }], member: [{ session: [] }] }
const pathOf = (url: string) => url.replace(/:(\w+)/g, '{$1}')

let world: World
let api: Document
let operations: { name: string; path: string; operation: Operation }[]
beforeAll(async () => {
  world = await newWorld()
  api = (await world.app.inject('/api/openapi.json')).json()
  operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, operation })),
  )
})
afterAll(() => world.close())

/** Keywords of JSON Schema 2020-12, which OpenAPI 3.1 speaks, that the doors use. */
const keywords = new Set(
  'type format enum const minLength maxLength minimum maximum pattern minItems maxItems items properties required additionalProperties patternProperties anyOf default description'.split(
    ' ',
  ),
)
const types = new Set(['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'])

/** What is wrong in a schema and in those inside it, by its place. */
function problems(schema: Schema, place: string): string[] {
  const unknown = Object.keys(schema)
    .filter((keyword) => !keywords.has(keyword))
    .map((keyword) => `${place}: ${keyword}`)
  const untyped = [schema.type ?? []]
    .flat()
    .filter((type) => !types.has(type as string))
    .map((type) => `${place}: type ${type}`)
  const inner = [
    ...Object.entries((schema.properties ?? {}) as Record<string, Schema>),
    ...Object.entries((schema.patternProperties ?? {}) as Record<string, Schema>),
    ...((schema.anyOf ?? []) as Schema[]).map((one, n) => [String(n), one] as const),
    ...(schema.items ? [['items', schema.items as Schema] as const] : []),
  ]
  const missing = ((schema.required ?? []) as string[]).filter((name) => !Object.hasOwn((schema.properties ?? {}) as object, name))
  return [
    ...unknown,
    ...untyped,
    ...missing.map((name) => `${place}: requires ${name}`),
    ...inner.flatMap(([name, one]) => problems(one, `${place}.${name}`)),
  ]
}

describe('the OpenAPI document', () => {
  test('describes every door and nothing else, with its summary', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(doors.map(({ method, url }) => `${method} ${pathOf(url)}`).sort())
    for (const { method, url, summary } of doors) expect(api.paths[pathOf(url)]![method.toLowerCase()]!.summary).toBe(summary)
  })

  test('is of version 3.1 with a title, a version and the licence', () => {
    expect(api.openapi).toBe('3.1.0')
    expect(api.info).toMatchObject({ title: 'Préau', version: '1', license: { name: 'AGPL-3.0-or-later' } })
  })

  test('declares each parameter of an address, required, and no other in it', () => {
    for (const { name, path, operation } of operations) {
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect([name, declared.map((parameter) => parameter.name).sort()]).toEqual([
        name,
        [...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one).sort(),
      ])
      expect(declared.every(({ required }) => required)).toBe(true)
    }
  })

  test('says what each door answers: what it gives, its refusals, and whether it wants someone', () => {
    for (const { method, url, who, reply, produces, refusals } of doors) {
      const { responses, security } = api.paths[pathOf(url)]![method.toLowerCase()]!
      const statuses = Object.keys(responses)
      expect([url, statuses.includes(reply || produces ? '200' : '204')]).toEqual([url, true])
      expect([url, statuses.includes('401'), security]).toEqual([url, who !== 'anyone', keys[who]])
      expect([url, statuses.includes('409')]).toEqual([url, Boolean(refusals)])
      for (const response of Object.values(responses)) expect(response.description).toBeTruthy()
      if (produces) expect(Object.keys(responses['200']!.content!)).toEqual([produces])
    }
    const cookie = { type: 'apiKey', in: 'cookie' }
    expect(api.components.securitySchemes).toEqual({ session: { ...cookie, name: 'preau' }, link: { ...cookie, name: 'preau-vote' } })
  })

  test('holds only schemas of JSON Schema 2020-12', () => {
    const all = operations.flatMap(({ name, operation: { parameters = [], requestBody, responses } }) => [
      ...parameters.map(({ name: parameter, schema }) => [`${name} ${parameter}`, schema] as const),
      ...[requestBody ?? {}, ...Object.values(responses)].flatMap(({ content = {} }) =>
        Object.values(content).map(({ schema }) => [name, schema] as const),
      ),
    ])
    expect(all.length).toBeGreaterThan(200)
    expect(all.flatMap(([name, schema]) => problems(schema, name))).toEqual([])
  })

  test('limits every text, list and number that comes in', () => {
    const limitless = (schema: Schema, place: string): string[] => {
      const { type, properties, items, anyOf } = schema as {
        type?: string
        properties?: Record<string, Schema>
        items?: Schema
        anyOf?: Schema[]
      }
      const free =
        (type === 'string' &&
          !('maxLength' in schema || 'pattern' in schema || 'enum' in schema || 'const' in schema || 'format' in schema)) ||
        (type === 'array' && !('maxItems' in schema)) ||
        (type === 'integer' && !('maximum' in schema))
      return [
        ...(free ? [place] : []),
        ...Object.entries(properties ?? {}).flatMap(([name, one]) => limitless(one, `${place}.${name}`)),
        ...(items ? limitless(items, `${place}[]`) : []),
        ...(anyOf ?? []).flatMap((one) => limitless(one, place)),
      ]
    }
    const incoming = operations.flatMap(({ name, operation }) => [
      ...(operation.parameters ?? []).flatMap(({ name: parameter, schema }) => limitless(schema, `${name} ${parameter}`)),
      ...Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) => limitless(schema, name)),
    ])
    expect(incoming).toEqual([])
  })

  test('opens no body to a field that nobody declared', () => {
    for (const { name, operation } of operations)
      for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
        expect([name, schema.additionalProperties]).toEqual([name, false])
  })
})
