// npm run schema: writes db/schema.ts from a database that has just been migrated.
import { writeFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'

type Column = { table: string; column: string; type: string; nullable: boolean; generated: 'always' | 'default' | null }

const types: Record<string, string> = {
  text: 'string',
  uuid: 'string',
  boolean: 'boolean',
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  'timestamp with time zone': 'Date',
  bytea: 'Buffer',
  jsonb: 'unknown',
  ARRAY: 'string[]',
}

/** The text of db/schema.ts: one interface a table, in the camel case that rows have in the code. */
export async function schemaText(db: Kysely<never>): Promise<string> {
  const { rows } = await sql<Column>`
    select c.table_name as table, c.column_name as column, c.data_type as type, c.is_nullable = 'YES' as nullable,
      case when c.is_generated = 'ALWAYS' or c.identity_generation = 'ALWAYS' then 'always'
           when c.column_default is not null or c.identity_generation is not null then 'default' end as generated
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'kysely%'
    order by c.table_name, c.ordinal_position`.execute(db)
  const unions = await unionsOf(db)
  const tables = [...new Set(rows.map(({ table }) => table))]
  const interfaces = tables.map((table) => {
    const columns = rows
      .filter((row) => row.table === table)
      .map((row) => `  ${camel(row.column)}: ${typeOf(row, unions.get(`${row.table}.${row.column}`))}`)
    return `export interface ${pascal(table)}Table {\n${columns.join('\n')}\n}`
  })
  const database = `export interface Database {\n${tables.map((table) => `  ${camel(table)}: ${pascal(table)}Table`).join('\n')}\n}`
  return `// Written from the database by \`npm run schema\`: do not edit.\nimport type { ColumnType, Generated, GeneratedAlways } from 'kysely'\n\ntype Json = ColumnType<unknown, unknown, unknown>\n\n${[database, ...interfaces].join('\n\n')}\n`
}

/** Columns whose check lists the words they may hold: their type is that union. */
async function unionsOf(db: Kysely<never>) {
  const { rows } = await sql<{ column: string; definition: string }>`
    select conrelid::regclass || '.' || attname as column, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where contype = 'c' and cardinality(conkey) = 1`.execute(db)
  const words = ({ definition }: { definition: string }) =>
    /^CHECK \(\((?:\w+ = ANY \(ARRAY\[(.*)\]\)|\w+ = ('[^']*'::text))\)\)$/.exec(definition)
  return new Map(
    rows.flatMap((row) => {
      const found = words(row)
      const union = [...(found?.[1] ?? found?.[2] ?? '').matchAll(/'([^']*)'::text/g)].map((match) => `'${match[1]}'`).join(' | ')
      return union ? [[row.column, union] as const] : []
    }),
  )
}

function typeOf({ type, nullable, generated }: Column, union: string | undefined) {
  const base = type === 'jsonb' ? 'Json' : (union ?? types[type])
  if (!base) throw new Error(`no type of ours for the column type ${type}`)
  if (type === 'jsonb') return base
  const full = nullable ? `${base} | null` : base
  if (generated === 'always') return `GeneratedAlways<${full}>`
  return generated === 'default' ? `Generated<${full}>` : full
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
const pascal = (name: string) => camel(name).replace(/^\w/, (letter) => letter.toUpperCase())

if (import.meta.main) {
  const { withScratchDatabase } = await import('./scratch.ts')
  await withScratchDatabase(async (db) => writeFileSync(new URL('./schema.ts', import.meta.url), await schemaText(db as never)))
}
