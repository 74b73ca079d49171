import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Db } from '#db/connect.ts'
import { driverOf } from '#db/connect.ts'
import { soughtAs } from '#domain/electorate.ts'
import { type ReadLine, rollReader } from '#domain/roll-file/reader.ts'
import { UnreadableRoll } from '#domain/roll-file/refusal.ts'
import type { Way } from '#domain/roll-file/way.ts'
import { Refused } from '#server/errors.ts'
import { idsInOrder } from '#server/ids.ts'
import { endFile, fileLock, partOf, storePart, tellFingerprint, tellProgress } from './file-queries.ts'

/** A part of a file as it is kept, and how often it is told how far the reading is. */
const partBytes = 1024 * 1024
const progressMs = 500

type Chunks = AsyncIterable<Uint8Array>

/**
 * Reads a file of people into staged lines, as it comes: in memory there is a chunk of it. Without `way` it is guessed; with `keep` its bytes
 * are kept, so that it can be read again in another way. It adds nobody. When the file is no roll, or ends before its end, that is written
 * down with its reason and refused.
 */
export async function readRoll(db: Db, fileId: number, way: Way | null, source: Chunks, { keep }: { keep: boolean }) {
  const reader = rollReader(way)
  const lines = linesOf(reader, progressing(db, fileId, keep ? keeping(db, fileId, source) : source))
  try {
    await driverOf(db).begin(async (trx) => {
      await trx`select pg_advisory_xact_lock(${fileLock}, ${fileId})`
      await trx`delete from staged_line where file_id = ${fileId}`
      const into =
        await trx`copy staged_line (file_id, line, member_id, email, name, sought, unit, weight, language, reason) from stdin`.writable()
      await pipeline(asCopy(fileId, lines), into)
      await trx`analyze staged_line`
      await trx`set local work_mem = '64MB'`
      await trx`
        update staged_line set reason = 'repeated' from (
          select email as twice, min(line) as first from staged_line
          where file_id = ${fileId} and reason is null group by email having count(*) > 1) repeated
        where file_id = ${fileId} and reason is null and email = twice and line > first`
      await trx`
        update electorate_file set read_at = clock_timestamp(), way = ${trx.json(reader.told() as never)}, (lines, rejected, already) = (
          select count(*), count(staged_line.reason), count(elector.member_id) filter (where staged_line.reason is null)
          from staged_line left join member using (email)
          left join elector on elector.electorate_id = electorate_file.electorate_id and elector.member_id = member.id
          where file_id = electorate_file.id)
        where id = ${fileId}`
    })
  } catch (error) {
    const reason = error instanceof UnreadableRoll ? error.reason : 'interrupted'
    await (keep ? endFile(db, fileId, reason) : restoreOrEnd(db, fileId, reason))
    if (error instanceof UnreadableRoll || isCutShort(error)) throw new Refused(reason)
    throw error
  }
}

/** The browser went away, or its network did. */
const isCutShort = (error: unknown) =>
  /^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR)$/.test(String((error as { code?: unknown }).code))

/** A way that reads nothing is refused; the file may still be read in another one. Its lines are those of before: the transaction is undone. */
async function restoreOrEnd(db: Db, fileId: number, reason: UnreadableRoll['reason'] | 'interrupted') {
  if (reason === 'interrupted') return endFile(db, fileId, reason)
  await db.updateTable('electorateFile').set({ readAt: new Date() }).where('id', '=', fileId).execute()
}

/** What comes of a file; its end, as if it were cut, when nothing comes for so long: a network that is gone does not always say so. */
export async function* unlessSilent(source: Readable, most: number): Chunks {
  const listen = () => setTimeout(() => source.destroy(Object.assign(new Error('nothing comes'), { code: 'ECONNRESET' })), most)
  let silence = listen()
  try {
    for await (const chunk of source) {
      clearTimeout(silence)
      yield chunk as Uint8Array
      silence = listen()
    }
  } finally {
    clearTimeout(silence)
  }
}

async function* linesOf(reader: ReturnType<typeof rollReader>, source: Chunks): AsyncGenerator<ReadLine[]> {
  for await (const chunk of source) yield reader.push(chunk)
  yield reader.end()
}

async function* progressing(db: Db, fileId: number, source: Chunks): Chunks {
  let [read, told] = [0, Date.now()]
  for await (const chunk of source) {
    read += chunk.length
    yield chunk
    if (Date.now() - told < progressMs) continue
    told = Date.now()
    await tellProgress(db, fileId, read)
  }
  await tellProgress(db, fileId, read)
}

/** Keeps the bytes of a file while they pass, and their fingerprint. */
async function* keeping(db: Db, fileId: number, source: Chunks): Chunks {
  let [number, waiting, size] = [0, [] as Uint8Array[], 0]
  const hash = createHash('sha256')
  const store = async () => {
    if (size > 0) await storePart(db, fileId, number++, Buffer.concat(waiting))
    ;[waiting, size] = [[], 0]
  }
  for await (const chunk of source) {
    yield chunk
    hash.update(chunk)
    waiting.push(chunk)
    size += chunk.length
    if (size >= partBytes) await store()
  }
  await store()
  await tellFingerprint(db, fileId, hash.digest())
}

/** The bytes that were kept of a file. Throws when they are gone: the database fell since. */
export async function* keptParts(db: Db, fileId: number): Chunks {
  for (let number = 0; ; number++) {
    const part = await partOf(db, fileId, number)
    if (!part && number === 0) throw Object.assign(new Error('the bytes of a file are gone'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })
    if (!part) return
    yield part.bytes
  }
}

/** Lines as COPY takes them: a field a tab, \N for what is not there. */
async function* asCopy(fileId: number, source: AsyncIterable<ReadLine[]>) {
  const nextId = idsInOrder()
  for await (const lines of source) {
    let text = ''
    for (const read of lines)
      if ('reason' in read) text += `${fileId}\t${read.line}\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t${read.reason}\n`
      else {
        const { email, name, unit, weight, language } = read.elector
        text += `${fileId}\t${read.line}\t${nextId()}\t${field(email)}\t${field(name)}\t${field(soughtAs(name))}\t${field(unit)}\t${weight}\t${language}\t\\N\n`
      }
    if (text !== '') yield text
  }
}

/** Cells hold no control sign: only the backslash means something to COPY. */
const field = (text: string) => (text.includes('\\') ? text.replaceAll('\\', '\\\\') : text)
