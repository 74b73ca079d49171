// npm run monitor -- ADDRESS_OF_POLL [--state FILE] [--every SECONDS]: follows the board of a secret or sealed poll from outside, from any
// machine. A line a minute; it ends with 1, and says why, at the first thing that is not as it should be; with 0 when the poll is counted
// and all of it holds; with 2 when it is not used as it should be. With --state it remembers between runs, and two people who exchange
// their files notice that they were shown two boards.
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { nobleGroup } from '../domain/sealing/backend-noble.ts'
import { wordsOf } from '../domain/sealing/words.ts'
import { loadSodiumGroup } from '../server/sealing/sodium.ts'
import { startVerifiers } from '../server/sealing/verifiers.ts'
import { verifying } from '../server/sealing/verify.ts'
import { boardAt, type Client, Inconsistent, Unreachable } from './monitor/client.ts'
import { following, type Told } from './monitor/follow.ts'
import { readState, writeState } from './monitor/state.ts'

const { client, state, every } = readArguments()
const sodium = await loadSodiumGroup().catch(() => null)
const check = sodium ? startVerifiers().verify : async (...asked: [Uint8Array, Uint8Array]) => verifying(nobleGroup).verify(...asked)
const board = following(client, sodium ?? nobleGroup, check)

for (;;) {
  try {
    if (!board.begun()) await board.begin(state ? await readState(state) : null)
    const told = await board.round()
    if (state) await writeState(state, board.state())
    say(lineOf(told))
    if (told.over) {
      say('The poll is counted, and the whole of its board holds.')
      process.exit(0)
    }
  } catch (error) {
    if (error instanceof Inconsistent) shout(error.message)
    if (!(error instanceof Unreachable)) throw error
    say(`no answer, trying again: ${error.message}`)
  }
  await wait(every * 1000)
}

function readArguments(): { client: Client; state: string | undefined; every: number } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { state: { type: 'string' }, every: { type: 'string' } } })
    const every = Number(values.every ?? 60)
    if (positionals.length !== 1 || !(every > 0)) throw new RangeError('one address, and a number of seconds')
    return { client: boardAt(positionals[0]!), state: values.state, every }
  } catch (error) {
    console.error(`npm run monitor -- ADDRESS_OF_POLL [--state FILE] [--every SECONDS]\n${(error as Error).message}`)
    process.exit(2)
  }
}

function say(line: string) {
  console.log(`${new Date().toISOString()}  ${line}`)
}

function lineOf({ size, ballots, voters, heads, root }: Told): string {
  return `${size} leaves, ${ballots} ballots of ${voters} voters, ${heads} heads seen; ${wordsOf(root, 8).join(' ')}`
}

function shout(what: string): never {
  console.error(
    `\x07\n!!! ${new Date().toISOString()}\n!!! THIS BOARD IS NOT CONSISTENT: ${what}\n!!! Keep what you have, and tell the others.\n`,
  )
  process.exit(1)
}
