import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { driverOf } from '../../../db/connect.ts'
import type { Stage } from './stage.ts'

// A count that shares nothing with the one that is told: ballots as they are stored, one by one, into a tally kept here; a majority grade by
// putting grades in order and looking at the one in the middle.

/** Ballots of a poll counted again: of each choice, how many gave each grade from the worst. */
export async function recount({ db }: Stage, pollId: string, choices: number, grades: number) {
  const counts = Array.from({ length: choices }, () => new Array<number>(grades).fill(0))
  const voters = new Set<string>()
  const rows = driverOf(db)`select member_id, grades from ballot where poll_id = ${pollId}`.cursor(5000)
  for await (const some of rows)
    for (const { member_id, grades } of some) {
      voters.add(member_id as string)
      for (const [choice, grade] of [...(grades as Buffer)].entries()) counts[choice]![grade]!++
    }
  return { counts, voters: voters.size }
}

/** The grade in the middle of all of them in order, the lower of the two where they are even. */
export function middleGrade(histogram: readonly number[]) {
  const all = histogram.flatMap((count, grade) => new Array<number>(count).fill(grade))
  return all[Math.ceil(all.length / 2) - 1]!
}

export function check(holds: boolean, what: string) {
  if (!holds) throw new Error(`✗ ${what}`)
}

/** The file of counts as anyone takes it, counted by the command line; the first line of its ranking. */
export async function recountByCommand({ knock, folder }: Stage, pollId: string) {
  const file = join(folder, `counts-${pollId}.json`)
  writeFileSync(file, JSON.stringify(await knock('GET', `/api/polls/${pollId}/counts.json`, undefined, 0)))
  const { stdout } = await promisify(execFile)(process.execPath, ['commands/recount.ts', file])
  return /^ +1\. (.*?) \|/m.exec(stdout)?.[1] ?? stdout
}

/** The fingerprint of the roll, from the listing that anyone takes. */
export async function fingerprintOfListing({ server }: Stage, roll: string) {
  const answer = await fetch(`${server.origin}/api/electorates/${roll}/marks.txt`)
  return createHash('sha256').update(Buffer.from(await answer.arrayBuffer())).digest('hex') // prettier-ignore
}
