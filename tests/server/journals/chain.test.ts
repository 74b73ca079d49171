import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstBroken, readChain } from '#domain/journal.ts'
import { journalLimits } from '#domain/limits.ts'
import { writeInJournal } from '#server/journal.ts'
import { assembliesWorld, type AssembliesWorld, mailHasLeft, opened, rulesWith } from '../assemblies/assemblies-world.ts'

let world: AssembliesWorld
let quoted: string
const folder = mkdtempSync(join(tmpdir(), 'journal-'))
beforeAll(async () => {
  world = await assembliesWorld()
  quoted = await signedMinutes()
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

/** The line that signed minutes of an assembly of this group quote. */
async function signedMinutes() {
  const id = await opened(world, rulesWith({ noticeDays: 0 }))
  await mailHasLeft(world)
  await world.awa.knock('POST', `/api/assemblies/${id}/closing`)
  for (const who of [world.awa, world.bilal]) await who.knock('POST', `/api/assemblies/${id}/certification`)
  for (const who of [world.bilal, world.awa]) await who.knock('POST', `/api/assemblies/${id}/minutes/signature`)
  const { content } = (await world.chloe.knock('GET', `/api/assemblies/${id}/minutes`)).json<{ content: string }>()
  return JSON.parse(content).journal as string
}

const follow = (former: string, text: string) => createHash('sha256').update(Buffer.from(former, 'hex')).update(text).digest('hex')
const place = '/api/bodies/drome/journal'
const file = async () => (await world.chloe.knock('GET', `${place}.txt`)).body
const read = async (query = '') => (await world.chloe.knock('GET', `${place}${query}`)).json()

/** What a program that knows nothing of ours says of a file. */
function saidByPython(text: string, head: string) {
  const path = join(folder, 'journal.txt')
  writeFileSync(path, text)
  const program = resolve(import.meta.dirname, '../../independent/journal.py')
  try {
    return execFileSync('python3', [program, path, head], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  } catch (error) {
    return String((error as { stderr: string }).stderr).trim()
  }
}

describe('whoever keeps signed minutes', () => {
  test('finds the line that they quote, and how many there are after it', async () => {
    const { sought, lines, head, broken, checked } = await read(`?line=${quoted}`)
    // Since: the two signatures.
    expect([sought, checked, broken]).toEqual([{ number: lines - 2, page: 1 }, lines, null])
    expect(head).not.toBe(quoted)
    expect((await read(`?line=${'ab'.repeat(32)}`)).sought).toBeNull()
    expect((await world.chloe.knock('GET', `/api/bodies/mains-levees/journal?line=${quoted}`)).json().sought).toBeNull()
  })

  test('takes the whole chain away and follows it without us', async () => {
    const text = await file()
    const chain = readChain(text)!
    expect(firstBroken(chain, follow)).toBeNull()
    expect(chain.map(({ hash }) => hash)).toContain(quoted)
    expect(saidByPython(text, quoted)).toBe(`${chain.length} lines follow`)
    expect(saidByPython(text, 'ab'.repeat(32))).toBe('fault: no such line')
  })

  test('sees where one word of it was changed', async () => {
    const lines = (await file()).split('\n')
    const at = lines.findIndex((line) => line.includes('officers-named'))
    const tampered = lines.with(at, lines[at]!.replace(world.bilal.id, world.chloe.id)).join('\n')
    expect(tampered).not.toBe(await file())
    expect(firstBroken(readChain(tampered)!, follow)).toBe(at)
    expect(saidByPython(tampered, quoted)).toBe(`fault: line ${at + 1} does not follow`)
  })

  test('gets the same file as every other member', async () => {
    expect((await world.awa.knock('GET', `${place}.txt`)).body).toBe(await file())
    expect((await world.awa.knock('GET', `${place}.txt`)).headers['content-disposition']).toContain('journal-drome.txt')
  })
})

describe('who writes in the database behind our back', () => {
  const behind = async (change: ReturnType<typeof sql>) => {
    await sql`alter table journal disable trigger user`.execute(world.db)
    await change.execute(world.db)
    await sql`alter table journal enable trigger user`.execute(world.db)
  }

  test('is given away by the page, at the line that was changed', async () => {
    const { hash, line } = await world.db.selectFrom('journal').select(['hash', 'line']).where('what', '=', 'officers-named').executeTakeFirstOrThrow() // prettier-ignore
    await behind(sql`update journal set line = replace(line, ${world.bilal.id}, ${world.chloe.id}) where hash = ${hash}`)
    expect(await read()).toMatchObject({ broken: hash.toString('hex') })
    await behind(sql`update journal set line = 'x' where hash = ${hash}`)
    const { broken, entries } = await read()
    expect([broken, entries.find((entry: { hash: string }) => entry.hash === broken).what]).toEqual([hash.toString('hex'), 'other'])
    await behind(sql`update journal set line = ${line} where hash = ${hash}`)
    expect(await read()).toMatchObject({ broken: null })
  })

  test('and the page follows the latest lines only, where there are many: the file has them all', async () => {
    const before = (await read()).lines
    const many = journalLimits.checked
    await sql`insert into journal (body_id, what, detail) select 'group', 'roll-taken', jsonb_build_object('page', n) from generate_series(1, ${many}::int) n`.execute(world.db) // prettier-ignore
    await writeInJournal(world.db, { actorId: world.awa.id, bodyId: 'group', what: 'invitation-made' })
    expect(await read()).toMatchObject({ lines: before + many + 1, checked: journalLimits.checked, broken: null })
    expect((await read(`?line=${quoted}`)).sought).toEqual({ number: before - 2, page: Math.ceil((many + 1 + 3) / 50) })
    const chain = readChain(await file())!
    expect([chain.length, firstBroken(chain, follow)]).toEqual([before + many + 1, null])
  })
})
