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

export const seven = ['Anna', 'Pierre', 'Charlotte', 'Yannick', 'Jean-Luc', 'Christiane', 'Anne']
export const five = ['Insuffisant', 'Passable', 'Assez bien', 'Bien', 'Très bien']

/** A poll of the movement, open now; whoever comes first writes its roll. */
export async function newPoll({ db }: Pick<Movement, 'db'>, level: 'open' | 'secret', labels: readonly string[], scale: readonly string[]) {
  const id = newId()
  await insertPoll(db, {
    id,
    bodyId: 'movement',
    level,
    question: 'Qui nous représente ?',
    scale: [...scale],
    opensAt: new Date(Date.now() - 60_000),
    closesAt: new Date(Date.now() + 3_600_000),
    createdBy: 'm1',
    choices: labels.map((label) => ({ label, description: '' })),
  })
  const choices = await db.selectFrom('choice').select('id').where('pollId', '=', id).orderBy('position').execute()
  return { id, choices: choices.map((choice) => choice.id) }
}

/** A poll of seven choices and five grades by show of hands, with everyone of the movement on its roll. */
export async function openPoll(movement: Pick<Movement, 'db'>) {
  const poll = await newPoll(movement, 'open', seven, five)
  await freezeRoll({ db: movement.db, sealing: await sealingAside() }, poll.id)
  await sql`vacuum analyze`.execute(movement.db)
  return poll
}
