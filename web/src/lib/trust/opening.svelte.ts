import { toHex } from '#domain/sealing/bytes.ts'
import type { Fault } from '#domain/sealing/verify-dossier.ts'
import { readSeedWords } from '#domain/sealing/words.ts'
import { call } from '#lib/api.ts'
import type { Device } from './device.ts'
import type { Sum } from './opening-tasks.ts'
import { ceremonyAt, isFailure, type Table, type Trust } from './table.ts'

export type Screen = 'not-yet' | 'adding' | 'too-few' | 'counted' | 'onlooker' | 'sum' | 'fault' | 'compare' | 'give' | 'given'

/** One trustee's side of the count of a closed poll, in this tab. */
export class MyOpening {
  trust = $state.raw<Trust>()!
  found = $state.raw<(Sum & { fault: null }) | null>(null)
  fault = $state.raw<Fault | null>(null)
  progress = $state.raw<{ done: number; all: number } | null>(null)
  wrongWords = $state(false)
  failed = $state(false)
  busy = $state(false)
  #pollId: string
  #device: Device
  #table: Table

  constructor(pollId: string, device: Device, table: Table, trust: Trust) {
    this.#pollId = pollId
    this.#device = device
    this.#table = table
    this.trust = trust
  }

  get screen(): Screen {
    const { opening, counting, needed, me } = this.trust
    if (opening.tooFew) return 'too-few'
    if (!opening.summed) return counting ? 'adding' : 'not-yet'
    if (opening.partials.filter((number) => number > 0).length >= needed) return 'counted'
    if (me === null) return 'onlooker'
    if (opening.partials.includes(me)) return 'given'
    if (this.fault !== null) return 'fault'
    if (!this.found) return 'sum'
    return opening.seen.includes(me) ? 'give' : 'compare'
  }

  async look() {
    const told = await this.#table.read()
    this.failed = isFailure(told)
    if (!isFailure(told)) this.trust = told
  }

  async sum() {
    this.progress = { done: 0, all: 1 }
    try {
      const sum = await this.#device.ask('sumTheBoard', { pollId: this.#pollId }, (done, all) => (this.progress = { done, all }))
      if (sum.fault === null) this.found = sum
      else this.fault = sum.fault
    } catch {
      this.failed = true
    } finally {
      this.progress = null
    }
  }

  /** The hash goes first, so that nobody's part is given on a sum that the others did not find. */
  async confirm() {
    const body = { hash: toHex(this.found!.hash) }
    const answer = await call(fetch, 'POST', '/api/polls/:id/opening/sums', { params: { id: this.#pollId }, body })
    await this.look()
    this.failed = !answer.ok
  }

  async give(typed: string) {
    this.busy = true
    this.wrongWords = false
    try {
      const seed = readSeedWords(typed)
      const part = seed && (await this.#part(seed))
      this.wrongWords = !part
      if (!part) return
      const headers = { 'content-type': 'application/octet-stream' }
      const answer = await fetch(`/api/polls/${this.#pollId}/opening/partials`, { method: 'POST', headers, body: new Uint8Array(part) })
      await this.look()
      this.failed = !answer.ok
    } catch {
      this.failed = true
    } finally {
      this.busy = false
    }
  }

  async #part(seed: Uint8Array) {
    const manifest = new Uint8Array(await (await fetch(`/api/polls/${this.#pollId}/manifest`)).arrayBuffer())
    const { aggregate } = this.found!
    const number = this.trust.me!
    return this.#device.ask('giveMyPart', { ...ceremonyAt(this.#pollId, this.trust), seed, number, manifest, aggregate })
  }
}
