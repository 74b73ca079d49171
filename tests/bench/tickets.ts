import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { newId } from '../../server/ids.ts'
import { openKeys } from '../../server/sealing/keys.ts'
import { writeTicket } from '../../server/ticket.ts'
import type { Movement } from './movement.ts'

/** The keys of a server under measure, and the file of the personal links of a roll: one a line, in the order of their people. */
export function ticketOffice(folder: string) {
  const keysDir = mkdtempSync(join(folder, 'keys-'))
  async function write(electorateId: string, members: readonly string[]) {
    const key = await openKeys(keysDir).linkKey()
    const file = join(keysDir, `tickets-${electorateId}`)
    writeFileSync(file, members.map((memberId) => writeTicket(key, { electorateId, memberId, once: false })).join('\n'))
    return file
  }
  return { keysDir, write }
}

/** A frozen roll of the movement on which nobody is written: enough for polls whose roll is written already. */
export async function emptyRoll({ db }: Movement) {
  const id = newId()
  await sql`insert into electorate (id, body_id, title, source, key, created_by, frozen_at, frozen_by, fingerprint, admitted, rejected)
    values (${id}, 'movement', 'Liste', 'file', sha256('1'), 'm1', now(), 'm1', sha256('2'), 0, 0)`.execute(db)
  return id
}
