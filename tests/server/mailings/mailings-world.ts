import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openMail } from '#server/mail/open.ts'
import { postman } from '#server/mailings/postman.ts'
import { eventually } from '../live/live-world.ts'
import { pollsWorld, type TestPoll } from '../polls/polls-world.ts'
import { smtpSink } from '../smtp-sink.ts'
import { addPollOn, addRoll, type RollWorld } from '../voting-links/roll-world.ts'

type Mailing = { id: string; stoppedAt: string | null; sent: number; waiting: number; failed: number; skipped: number; later: number }

/** `answers`: the codes with which the mail server refuses the next messages. `stops`: what ends with the test. */
type Scene = RollWorld & {
  sink: Awaited<ReturnType<typeof smtpSink>>
  answers: number[]
  roll: Awaited<ReturnType<typeof addRoll>>
  poll: TestPoll
  stops: (() => Promise<void>)[]
}

let run = 0
export const people = (n: number, place = 'exemple.org') => {
  run++
  return Array.from({ length: n }, (_, at) => ({ email: `p${run}-${at}@${place}`, language: at % 2 ? ('en' as const) : ('fr' as const) }))
}

export const until = (holds: () => boolean | Promise<boolean>) => eventually(holds)

/** The world of polls for the tests of this file, and for each of them a mail server and an open poll on a roll of twelve. */
export function mailingsWorld() {
  const world = { stops: [] } as unknown as Scene
  beforeAll(async () => void Object.assign(world, await pollsWorld()))
  afterAll(() => world.close())
  beforeEach(async () => {
    world.answers = []
    world.sink = await smtpSink(0, world.answers)
    await askAll(people(12))
    await world.db.updateTable('mailing').set({ stoppedAt: new Date() }).execute()
  })
  afterEach(async () => {
    await Promise.all(world.stops.splice(0).map((stop) => stop()))
    await world.sink.close()
  })

  /** The poll of the test is one on a roll of these. */
  async function askAll(electors: ReturnType<typeof people>) {
    world.roll = await addRoll(world.db, electors)
    world.poll = await addPollOn(world.db, world.roll)
  }

  /** A process that carries the mail to the sink. */
  function carry(url = world.sink.url, inRush?: () => boolean) {
    const config = { ...world.config, smtpUrl: url, mailFrom: 'Préau <vote@preau.test>' }
    const mail = openMail(config)
    const stop = postman({ ...world, mail, config, inRush }, { error: (facts) => console.error(facts) }, 50, 1000)
    world.stops.push(async () => {
      await stop()
      await mail.close()
    })
    return stop
  }

  const make = (kind: 'opening' | 'reminder', pace = 60_000) => world.awa.knock('POST', `${world.poll.url}/mailings`, { kind, pace })
  const told = async () => (await world.awa.knock('GET', `${world.poll.url}/mailings`)).json<{ mailings: Mailing[] }>().mailings
  const sent = (n: number) => until(async () => (await told())[0]!.sent === n)
  const receivers = () => world.sink.received.map(({ to }) => to[0]!)
  return { world, askAll, carry, make, told, sent, receivers }
}
