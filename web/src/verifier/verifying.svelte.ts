import type { Fault } from '#domain/sealing/verify-dossier.ts'
import type { Verified } from '#domain/verified.ts'
import workerCode from 'preau:worker'
import type { Asked, Place, Said } from './talk.ts'

/** One verification: a worker of its own, and what it has said so far. */
export class Verifying {
  share = $state(0)
  leaves = $state(0)
  found = $state.raw<Verified | null>(null)
  fault = $state.raw<Fault | null>(null)
  broken = $state<string | null>(null)
  /** undefined while nothing was looked for. */
  place = $state.raw<Place | null | undefined>(undefined)
  private worker: Worker

  constructor(file: File) {
    // The worker's code is inside this file: nothing is fetched, with or without a network.
    const address = URL.createObjectURL(new Blob([workerCode], { type: 'text/javascript' }))
    this.worker = new Worker(address)
    this.worker.onmessage = ({ data }: MessageEvent<Said>) => this.hear(data)
    this.worker.onerror = (event) => (this.broken = event.message)
    this.ask({ verify: file })
  }

  find(tracker: string) {
    this.ask({ find: tracker })
  }

  end() {
    this.worker.terminate()
  }

  private ask(asked: Asked) {
    this.worker.postMessage(asked)
  }

  private hear(said: Said) {
    switch (said.kind) {
      case 'reading':
        this.share = said.share
        this.leaves = said.leaves
        break
      case 'verified':
        this.found = said.found
        break
      case 'wrong':
        this.fault = said.fault
        break
      case 'broken':
        this.broken = said.error
        break
      case 'place':
        this.place = said.place
    }
  }
}
