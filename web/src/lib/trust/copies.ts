import type { Group } from '#domain/sealing/group.ts'
import { type OpenPoll, openPoll } from '#domain/sealing/open-poll.ts'
import { rowsHold } from '#domain/sealing/verify-ballot.ts'

/** What a worker tells a copy of itself: of which poll the ballots are, then each of them. It answers each in turn, with true or false. */
type Told = { copyFor: Uint8Array } | { ballot: Uint8Array }
type Copy = ReturnType<typeof startCopy>

/** A copy is started once those there are have so many ballots waiting: a small board needs none but the first. */
const enough = 4

/**
 * Checks the proofs of ballots in copies of the worker that calls it, one a core and four at most. `check` answers whether they hold, and what a copy
 * could not check is checked here: where a device starts none, everything is. No secret goes to them. `end` stops them.
 */
export function startCopies(most = Math.min(4, navigator.hardwareConcurrency)) {
  const copies: Copy[] = []
  return {
    check(poll: OpenPoll, ballot: Uint8Array): boolean | Promise<boolean> {
      let [least] = [...copies].sort((a, b) => a.waiting() - b.waiting())
      if (copies.length < most && (!least || least.waiting() >= enough)) copies.push((least = startCopy(poll)))
      return least?.check(ballot) ?? rowsHold(poll, ballot)
    },
    end: () => copies.forEach(({ end }) => end()),
  }
}

function startCopy(poll: OpenPoll) {
  const asked: { ballot: Uint8Array; tell: (holds: boolean) => void }[] = []
  let worker: Worker | null = null
  try {
    worker = new Worker(self.location.href, { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<boolean>) => asked.shift()!.tell(data)
    worker.onerror = (event) => {
      event.preventDefault()
      end()
      for (const { ballot, tell } of asked.splice(0)) tell(rowsHold(poll, ballot))
    }
  } catch {
    // Here a worker may not start another.
  }
  const say = (told: Told) => worker?.postMessage(told)
  say({ copyFor: poll.manifestBytes })

  function end() {
    worker?.terminate()
    worker = null
  }

  return {
    waiting: () => (worker ? asked.length : Infinity),
    check(ballot: Uint8Array): boolean | Promise<boolean> {
      if (!worker) return rowsHold(poll, ballot)
      say({ ballot })
      return new Promise((resolve) => asked.push({ ballot, tell: resolve }))
    },
    end,
  }
}

/** In a worker that may be such a copy: answers as one. Says whether that is who was spoken to. */
export function answeringAsCopy(group: () => Group) {
  let poll: OpenPoll
  return (told: object): boolean => {
    if ('copyFor' in told) poll = openPoll(group(), told.copyFor as Uint8Array)
    else if ('ballot' in told) self.postMessage(rowsHold(poll, told.ballot as Uint8Array))
    else return false
    return true
  }
}
