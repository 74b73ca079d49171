import { seedWords } from '#domain/sealing/words.ts'
import { call, type Failure } from '#lib/api.ts'
import type { Device } from './device.ts'
import type { Slip } from './mail-merge.ts'
import { drawSeed } from './seed.ts'

/** The registrar's codes, in this tab alone: leaving it loses them. */
export class Codes {
  givenAt = $state<string | null>(null)
  handedAt = $state<string | null>(null)
  drawn = $state(0)
  saved = $state(false)
  busy = $state(false)
  slips = $state.raw<Slip[]>([])
  failure = $state.raw<Failure | null>(null)
  #stage = $state<'welcome' | 'key' | 'draw' | 'drawing' | 'ready'>('welcome')
  #key: Uint8Array | null = null
  #bytes: Uint8Array | null = null
  #pollId: string
  #device: Device

  constructor(pollId: string, device: Device, { givenAt, handedAt }: { givenAt: string | null; handedAt: string | null }) {
    this.#pollId = pollId
    this.#device = device
    this.givenAt = givenAt
    this.handedAt = handedAt
  }

  get screen() {
    return this.givenAt ? (this.handedAt ? ('handed' as const) : ('given' as const)) : this.#stage
  }

  get keyWords() {
    return this.#key ? seedWords(this.#key) : []
  }

  /** The codes are in this tab, and not in everyone's hands. */
  get wouldBeLost() {
    return this.slips.length > 0 && !this.handedAt
  }

  drawKey() {
    this.#key = drawSeed()
    this.#stage = 'key'
  }

  keyWritten() {
    this.#stage = 'draw'
  }

  startOver() {
    this.givenAt = null
    this.handedAt = null
    this.saved = false
    this.slips = []
    this.#stage = 'welcome'
  }

  async draw() {
    this.#stage = 'drawing'
    this.failure = null
    const people = await this.#people()
    if (!people) return void (this.#stage = 'draw')
    const progress = (done: number) => void (this.drawn = done)
    const { codes, bytes } = await this.#device.ask(
      'drawCodes',
      { pollId: this.#pollId, people: people.length, seed: this.#key! },
      progress,
    )
    this.#bytes = bytes
    this.slips = people.map((person, at) => ({ ...person, code: codes[at]! }))
    this.#stage = 'ready'
  }

  /** Only the sorted public credentials go up, with the public half of my key. */
  async give() {
    try {
      const headers = { 'content-type': 'application/octet-stream' }
      const url = `/api/polls/${this.#pollId}/credentials`
      const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(this.#bytes!) })
      if (!answer.ok) return void (this.failure = { ...(await answer.json()), status: answer.status } as Failure)
      await this.#learn()
    } catch {
      this.failure = { status: 0, error: 'unreachable' }
    }
  }

  /** Each person has theirs: the vote may open. Of the codes that this page knows, and no others. */
  async hand() {
    this.busy = true
    const answer = await call(fetch, 'POST', '/api/polls/:id/codes-handed', {
      params: { id: this.#pollId },
      body: { givenAt: this.givenAt! },
    })
    if (answer.ok) await this.#learn()
    else this.failure = answer.failure
    this.busy = false
  }

  /** Where the codes are, by the server alone. */
  async #learn() {
    const told = await call(fetch, 'GET', '/api/polls/:id/trust', { params: { id: this.#pollId } })
    this.failure = told.ok ? null : told.failure
    if (told.ok) ({ givenAt: this.givenAt, handedAt: this.handedAt } = told.value.codes)
  }

  /** Everyone on the roll, page after page; null when the network failed. */
  async #people() {
    const people: { firstName: string; email: string | null }[] = []
    for (let page = 1; ; page++) {
      const answer = await call(fetch, 'GET', '/api/polls/:id/roll', { params: { id: this.#pollId }, query: { page } })
      if (!answer.ok) return void (this.failure = answer.failure)
      people.push(...answer.value.people)
      if (people.length >= answer.value.total || answer.value.people.length === 0) return people
    }
  }
}
