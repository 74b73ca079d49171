// A national consultation from its file of people to its verified dossier and its signed minutes, through the doors that people use:
// `npm run bench -- national --people 400000 --sealed 20000`.
import { sql } from 'kysely'
import { majorityGrade } from '../../../domain/majority-judgment.ts'
import { assemblyScale } from '../../../domain/assembly-rules.ts'
import type { Bench } from '../bench.ts'
import { percent, percentile, round } from '../measure.ts'
import { five, seven } from '../polls.ts'
import { convene, mailHasLeft, openWithQuorum, see, signMinutes } from './assembly.ts'
import { check, fingerprintOfListing, middleGrade, recount, recountByCommand } from './recount.ts'
import { importRoll, type Roll } from './roll.ts'
import { sealedPolls } from './sealed.ts'
import { newStage, offices, seconds, type Stage } from './stage.ts'
import { everyoneVotes, openConsultation, rush } from './vote.ts'

/** Small enough to be tried in some minutes; what is asked for is said with --people and --sealed. */
const usual = { people: 4000, sealed: 80 }

export async function national(bench: Bench) {
  const people = bench.national.people ?? usual.people
  const sealed = bench.national.sealed ?? usual.sealed
  const stage = await newStage(bench)
  try {
    if (people > 0) await openLevel(stage, people, bench)
    if (sealed > 0) await sealedPolls(stage, sealed, Math.max(people, 400_000))
    bench.goals.judge('national memory', stage.peak() < 512, `${round(stage.peak(), 0)} MiB`)
  } catch (error) {
    console.error(stage.server.output().slice(-3000))
    throw error
  } finally {
    stage.print()
    await stage.end()
  }
}

async function openLevel(stage: Stage, people: number, { goals }: Bench) {
  const { step, told, knock } = stage
  const named = people.toLocaleString('en')

  // The roll, and the assembly that is convened on it
  const roll = await importRoll(
    stage,
    'p',
    people,
    [offices.chair, offices.secretary].map((n) => `m${n}@bench.test`),
  )
  told(`import of ${named} lines`, roll.reading + roll.adding, `read in ${round(roll.reading)} s, added in ${round(roll.adding)} s`)
  told('the roll frozen, its fingerprint published', roll.freezing)
  const id = await convene(stage, roll)

  // The consultation, its mail, and those whom it brings
  const pollId = await openConsultation(stage, roll)
  await step('its opening mail made, a personal link each', () => knock('POST', `/api/polls/${pollId}/mailings`, { kind: 'opening', pace: 60_000 })) // prettier-ignore
  const came = await rush(stage, pollId, roll, goals)
  await everyoneVotes(stage, 'everyone else votes in it', pollId, roll, came)

  // The assembly
  const { item, pollId: resolution } = await openWithQuorum(stage, id, roll)
  await everyoneVotes(stage, 'everyone votes on the resolution, and signs in by it', resolution, roll)
  const { quorum } = await see(stage, id)
  await step('the vote on the resolution closed by the chair', () => knock('POST', `/api/assemblies/${id}/items/${item}/closing`, undefined, offices.chair)) // prettier-ignore

  await step('its result', async () => {
    for (;;) if ((await see(stage, id)).agenda[1]!.vote?.result) return
  })
  await mail(stage, id, pollId, people, goals) // before it closes: nobody is called to a poll that is over
  await count(stage, pollId, roll, goals)
  const adopted = await countResolution(stage, id, resolution, people)

  const minutes = await signMinutes(stage, id)
  check(minutes.convening.sent === people && minutes.convening.of === people, `${minutes.convening.sent} notices were sent`)
  check(quorum.room + quorum.remote === people && minutes.attendance.came === people, `${minutes.attendance.came} came`)
  console.log(`minutes ${minutes.number} of ${minutes.year}, ${minutes.bytes} bytes, SHA-256 ${minutes.fingerprint}; the resolution is ${adopted ? 'adopted' : 'rejected'}`) // prettier-ignore
  goals.judge('national import', (roll.reading + roll.adding) * (500_000 / people) < 20, `${round(roll.reading + roll.adding)} s for ${named} lines`) // prettier-ignore
  goals.judge('national minutes', true, `numbered, signed by both, ${minutes.convening.sent} proofs of sending`)
}

type Result = { voters: number; rollSize: number; choices: { label: string; counts: number[] }[] }

/** The consultation closed and counted; counted again from its ballots, and by the command line from the file that anyone takes. */
async function count(stage: Stage, pollId: string, roll: Roll, goals: Bench['goals']) {
  const { step, knock, db, server } = stage
  const people = roll.members.length
  await sql`update poll set closes_at = now() where id = ${pollId}`.execute(db)
  const counted = 'the consultation closed (its clock moved in the database) and counted'
  const result = await step(counted, () => knock<Result>('GET', `/api/polls/${pollId}/result`, undefined, 0), ({ voters, rollSize }) => `${voters.toLocaleString('en')} voters of ${rollSize.toLocaleString('en')}`) // prettier-ignore
  const pages: number[] = []
  for (let n = 0; n < 50; n++)
    pages.push((await seconds(() => fetch(`${server.origin}/scrutins/${pollId}`).then((page) => page.text())))[0])
  const again = await step('counted again, ballot by ballot, by another path', () => recount(stage, pollId, seven.length, five.length))
  check(again.voters === people && result.voters === people, `${result.voters} voted, ${again.voters} ballots are there`)
  check(JSON.stringify(again.counts) === JSON.stringify(result.choices.map(({ counts }) => counts)), 'the two counts differ')
  for (const counts of again.counts) check(middleGrade(counts) === majorityGrade(counts), 'the two majority grades differ')
  const first = await step(
    'recounted by the command line',
    () => recountByCommand(stage, pollId),
    (first) => `${first} is first`,
  )
  check(seven.includes(first), first)
  const { fingerprint } = await knock<{ fingerprint: string }>('GET', `/api/electorates/${roll.id}`)
  check((await fingerprintOfListing(stage, roll.id)) === fingerprint, 'the listing has not the fingerprint of the roll')
  goals.judge('national count', stage.secondsOf(counted) < 10, `${round(stage.secondsOf(counted), 2)} s`)
  goals.judge('national opening', stage.secondsOf('the consultation opened on that roll') < 5, `${round(stage.secondsOf('the consultation opened on that roll'), 2)} s`) // prettier-ignore
  goals.judge('national result page', percentile(pages, 0.95) < 0.05, `p95 ${round(percentile(pages, 0.95) * 1000)} ms`)
}

async function countResolution(stage: Stage, id: string, pollId: string, people: number) {
  const { counts, voters } = await recount(stage, pollId, 1, assemblyScale.length)
  const { result } = (await see(stage, id)).agenda[1]!.vote!
  check(voters === people && result!.voters === people, `${voters} voted on the resolution`)
  check(`${counts[0]}` === `${result!.counts}`, 'the two counts of the resolution differ')
  check(result!.adopted === middleGrade(counts[0]!) >= 2, 'a resolution is adopted from Passable on')
  return result!.adopted
}

/** Both mails have left, to everyone, once. */
async function mail(stage: Stage, id: string, pollId: string, people: number, goals: Bench['goals']) {
  const { step, knock, told } = stage
  type Mailing = { sent: number; waiting: number; failed: number; lastSentAt: string; madeAt: string }
  const opening = async () => (await knock<{ mailings: Mailing[] }>('GET', `/api/polls/${pollId}/mailings`)).mailings[0]!
  const notices = await step('both mails have left: waited for', async () => {
    while ((await opening()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 1000))
    return mailHasLeft(stage, id)
  })
  const lasted = (first: string, last: string) => (Date.parse(last) - Date.parse(first)) / 1000
  const notice = lasted(notices.first, notices.last)
  told('the convening notices left in', notice, `${Math.round(people / notice)} a second, beside all else`)
  const { madeAt, lastSentAt, failed } = await opening()
  told(
    'the opening mail left in',
    lasted(madeAt, lastSentAt),
    `${Math.round(people / lasted(madeAt, lastSentAt))} a second, beside all else; ${failed} refused`,
  )
  const { people: reached, messages, twice } = await stage.reached()
  goals.judge('national mail', reached === people && messages === 2 * people && twice === 0, `${percent(reached / people)} reached by both, ${twice} messages twice`) // prettier-ignore
}
