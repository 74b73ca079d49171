import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { newId } from '../../server/ids.ts'
import { freezeRoll } from '../../server/polls/roll.ts'
import { insertPoll } from '../../server/polls/queries.ts'
import { openSealing } from '../../server/sealing/sealing.ts'
import type { Movement } from './movement.ts'

/** Polls by show of hands need no key: what the code of polls asks for, in a folder of its own. */
export const sealingAside = () => openSealing(mkdtempSync(join(tmpdir(), 'preau-bench-keys-')))

/** A poll of seven choices and five grades, open now, with everyone of the movement on its roll. */
export async function openPoll({ db }: Movement) {
  const id = newId()
  const names = ['Anna', 'Pierre', 'Charlotte', 'Yannick', 'Jean-Luc', 'Christiane', 'Anne']
  await insertPoll(db, {
    id,
    bodyId: 'movement',
    level: 'open',
    question: 'Qui nous représente ?',
    scale: ['Insuffisant', 'Passable', 'Assez bien', 'Bien', 'Très bien'],
    opensAt: new Date(Date.now() - 60_000),
    closesAt: new Date(Date.now() + 3_600_000),
    createdBy: 'm1',
    choices: names.map((label) => ({ label, description: '' })),
  })
  await freezeRoll({ db, sealing: await sealingAside() }, id)
  await sql`vacuum analyze`.execute(db)
  const choices = await db.selectFrom('choice').select('id').where('pollId', '=', id).orderBy('position').execute()
  return { id, choices: choices.map((choice) => choice.id) }
}
