/** The part of an OpenAPI 3 document that the readable page shows. */
type Schema = {
  type?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  items?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
}
type Content = { content?: Record<string, { schema?: Schema }> }
type Operation = {
  summary?: string
  description?: string
  security?: unknown[]
  parameters?: { name: string; required?: boolean; schema?: Schema }[]
  requestBody?: Content
  responses?: Record<string, Content>
}
export type OpenApi = { paths: Record<string, Record<string, Operation>> }

export type ApiField = { name: string; shape: string; required: boolean }
export type ApiDoor = {
  method: string
  url: string
  summary: string
  session: boolean
  takes: ApiField[]
  gives: ApiField[]
  refuses: string[]
}
export type ApiRoom = { name: string; doors: ApiDoor[] }

export function doorsOf(api: OpenApi): ApiRoom[] {
  const doors = Object.entries(api.paths).flatMap(([url, operations]) =>
    Object.entries(operations).map(([method, operation]) => doorOf(method, url, operation)),
  )
  const rooms = Map.groupBy(doors, ({ url }) => url.split('/')[2] ?? 'other')
  return [...rooms].map(([name, inside]) => ({ name, doors: inside }))
}

function doorOf(method: string, url: string, operation: Operation): ApiDoor {
  const parameters = (operation.parameters ?? []).map(({ name, required = false, schema }) => ({ name, required, shape: shapeOf(schema) }))
  return {
    method: method.toUpperCase(),
    url,
    summary: operation.summary ?? '',
    session: (operation.security ?? []).length > 0,
    takes: [...parameters, ...fieldsOf(schemaIn(operation.requestBody))],
    gives: fieldsOf(schemaIn(operation.responses?.['200'])),
    refuses:
      operation.description
        ?.replace(/^[^:]*:\s*/, '')
        .split(', ')
        .filter(Boolean) ?? [],
  }
}

const schemaIn = (content: Content | undefined) => Object.values(content?.content ?? {})[0]?.schema

function fieldsOf(schema: Schema | undefined): ApiField[] {
  if (!schema) return []
  if (schema.type === 'array') return fieldsOf(schema.items).map((field) => ({ ...field, name: `[].${field.name}` }))
  return Object.entries(schema.properties ?? {}).map(([name, inside]) => ({
    name,
    shape: shapeOf(inside),
    required: schema.required?.includes(name) ?? false,
  }))
}

/** « string, 1–40 », « open | secret », « {id, name}[] »: short enough for a cell. */
export function shapeOf(schema: Schema | undefined): string {
  if (!schema) return ''
  if (schema.anyOf) return [...new Set(schema.anyOf.map(shapeOf))].join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  if (schema.enum) return schema.enum.join(' | ')
  const [low, high] = [schema.minLength ?? schema.minimum ?? schema.minItems, schema.maxLength ?? schema.maximum ?? schema.maxItems]
  const range = high === undefined ? '' : `, ${low ?? 0}–${high}`
  if (schema.type === 'array') return `${shapeOf(schema.items)}[]${range}`
  if (schema.type === 'object') return `{${Object.keys(schema.properties ?? {}).join(', ')}}`
  return `${schema.format ?? schema.type ?? ''}${range}`
}
