import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Db } from '#db/connect.ts'
import { maySeeElectorate } from '#domain/electorate.ts'
import { beginning, type Detail, factsOf, firstBroken, isDeed, peopleOf } from '#domain/journal.ts'
import { journalLimits, pageSize } from '#domain/limits.ts'
import type { Standing } from '#domain/membership.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, standingIn } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound } from '#server/errors.ts'
import { journalDoors as doors } from './doors.ts'
import * as queries from './queries.ts'

/** The doors of the journal of a body: its members read what was done by whoever has power over it, and take it away to check it. */
export function journals(app: FastifyInstance, { db }: Tools) {
  open(app, doors.readJournal, async ({ params, query: { page = 1, line, ...filter }, me, now }) => {
    const { id, standing } = await bodyIAmIn(db, params.slug, me.memberId)
    const [rows, total, lines, latest, number] = await Promise.all([
      queries.linesOf(db, id, filter, { limit: pageSize, offset: (page - 1) * pageSize }),
      queries.howManyLines(db, id, filter),
      queries.howManyLines(db, id),
      queries.linesOf(db, id, {}, { limit: journalLimits.checked + 1, offset: 0 }),
      line ? queries.numberOfLine(db, id, line) : null,
    ])
    const asked = filter.poll ?? filter.assembly
    const told = await tellerOf(db, rows, asked ? [asked] : [], { standing, now })
    return {
      entries: rows.map(told.entry),
      ...{ total, page, lines, head: latest[0]?.hash ?? '', ...checked(latest) },
      sought: number === null ? null : { number, page: Math.ceil((lines - number + 1) / pageSize) },
      about: asked ? (told.things([asked])[0] ?? null) : null,
    }
  })

  open(app, doors.takeJournal, async ({ params, me, reply }) => {
    const { id } = await bodyIAmIn(db, params.slug, me.memberId)
    reply.header('content-disposition', `attachment; filename="journal-${params.slug}.txt"`)
    return Readable.from(queries.chainOf(db, id), { objectMode: false })
  })
}

async function bodyIAmIn(db: Db, slug: string, memberId: string) {
  const { id } = orNotFound(await bodyBySlug(db, slug))
  return { id, standing: orNotFound(await standingIn(db, id, memberId)) }
}

const follow = (former: string, text: string) => createHash('sha256').update(Buffer.from(former, 'hex')).update(text).digest('hex')

type Line = { line: string; hash: string }

/** How many of the latest lines were followed, and the first that does not follow. The one before them is where it begins. */
function checked(latest: readonly Line[]) {
  const whole = latest.length <= journalLimits.checked
  const before = whole ? beginning : latest.at(-1)!.hash
  const chain = (whole ? latest : latest.slice(0, -1)).map(({ hash, line }) => ({ hash, text: line })).reverse()
  const at = firstBroken(chain, follow, before)
  return { checked: chain.length, broken: at === null ? null : chain[at]!.hash }
}

/** A line as it was hashed (journal_line in 0008_electorate.sql). */
type Written = { at: string; actor: string | null; poll: string | null; what: string; detail: Detail }

/** Of a line that someone made unreadable, nothing: the chain says which it is. */
function writtenIn(line: string): Written {
  try {
    return JSON.parse(line) as Written
  } catch {
    return { at: new Date(0).toISOString(), actor: null, poll: null, what: '', detail: {} }
  }
}

/** Tells lines to someone of the body: what is shown is what was hashed; names and titles are those of now, and those this person may read. */
async function tellerOf(db: Db, rows: readonly Line[], asked: readonly string[], me: { standing: Standing; now: Date }) {
  const written = new Map(rows.map(({ hash, line }) => [hash, writtenIn(line)]))
  const all = [...written.values()]
  const ids = new Set(all.flatMap(({ actor, what, detail }) => [actor ?? '', ...peopleOf(what, detail)]))
  const keys = new Set([...asked, ...all.flatMap(keysOf)])
  const [members, named] = await Promise.all([queries.namesOf(db, [...ids]), queries.thingsNamed(db, [...keys])])
  const names = new Map(members.map(({ id, firstName, erasedAt }) => [id, erasedAt ? null : firstName]))
  const coordinates = me.standing === 'coordinator'
  const seen = named.filter(({ kind, convenedAt, ...roll }) => {
    if (kind === 'assembly') return coordinates || convenedAt !== null
    return kind !== 'roll' || maySeeElectorate(roll, coordinates, me.now)
  })
  const things = (wanted: readonly string[]) => {
    const found = wanted.flatMap((key) => seen.filter((thing) => thing.key === key))
    return [...new Map(found.map(({ kind, id, title }) => [id, { kind, id, title }])).values()]
  }
  const entry = ({ hash }: Line) => {
    const line = written.get(hash)!
    return {
      ...{ hash, at: new Date(line.at).toISOString(), by: line.actor ? { firstName: names.get(line.actor) ?? null } : null },
      ...{
        what: isDeed(line.what) ? line.what : ('other' as const),
        people: peopleOf(line.what, line.detail).map((id) => names.get(id) ?? null),
      },
      ...{ facts: factsOf(line.detail), reason: String(line.detail.reason ?? ''), about: things(keysOf(line)) },
    }
  }
  return { entry, things }
}

/** Every id in a line that may lead to a page; of a text that was frozen, only that. */
function keysOf({ poll, detail }: Written): string[] {
  const { of, assembly, consultation, document, frozen, electorate, mailing } = detail
  return [poll, of, assembly, consultation, frozen ?? document, electorate, mailing].flatMap((id) => (id ? [String(id)] : []))
}
