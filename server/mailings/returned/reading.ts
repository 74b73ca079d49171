import type { Db } from '#db/connect.ts'
import { failureIn } from '#domain/returned.ts'
import type { Config } from '#server/config.ts'
import type { Mailbox } from '#server/mail/mailbox.ts'
import { inRounds } from '#server/rounds.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { type Place, readBox, type Report, Unreadable } from './box.ts'
import { namedIn } from './names.ts'
import { takeTurn, wasNotRead, wasRead, wasReadTo, writeFailures } from './queries.ts'

type Tools = { db: Db; config: Config; sealing: Sealing }
type Log = Record<'error' | 'warn' | 'info', (facts: object, message: string) => void>

/**
 * Reads the mailbox of returned mail, when the installation has one: every two minutes one of its processes, whichever asks first. What a report tells is
 * written before the report is deleted, and written once however often it is read: a process that is killed in between leaves reports that the next one
 * reads again, and two that read at once count nobody twice. A report that names no message of ours stays there, as all other mail does.
 */
export function readReturnedMail({ db, config, sealing }: Tools, log: Log, every = 5000) {
  const mailbox = config.returnedMail
  if (mailbox === null) return async () => {}
  const stopping = new AbortController()
  const rounds = inRounds(look, every, (error) => log.error({ err: error }, 'reading the mailbox of returned mail'))

  async function look() {
    const after = await takeTurn(db)
    if (!after) return
    try {
      const told = await read(mailbox!, after)
      log.info(told, 'the mailbox of returned mail was read')
    } catch (error) {
      if (stopping.signal.aborted || !(error instanceof Unreadable)) throw error
      const { problem } = error
      await wasNotRead(db, problem)
      log.warn({ problem }, 'the mailbox of returned mail cannot be read')
    }
  }

  /** Reports that name a message of ours go, whatever they tell; whom nothing reached is written first. */
  async function read(mailbox: Mailbox, after: Place) {
    const key = await sealing.keys.linkKey()
    const counted = { reports: 0, failures: 0 }
    async function judge(reports: Report[]) {
      const ours = reports.flatMap(({ uid, text }) => {
        const named = namedIn(key, text)
        return named ? [{ uid, ...named, failure: failureIn(text) }] : []
      })
      const failures = ours.flatMap(({ uid: _, failure, ...named }) => (failure ? [{ ...named, status: failure.status }] : []))
      counted.reports += ours.length
      if (failures.length > 0) counted.failures += await db.transaction().execute((trx) => writeFailures(trx, failures))
      return ours.map(({ uid }) => uid)
    }
    const left = await readBox(mailbox, after, { judge, reached: (place) => wasReadTo(db, place) }, stopping.signal)
    await wasRead(db, left)
    return { ...counted, left }
  }

  /** Resolves when what was begun has ended or was cut: nothing is lost by cutting it. */
  return async function stop() {
    stopping.abort()
    await rounds.stop()
  }
}
