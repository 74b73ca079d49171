import { seedWords, readSeedWords } from '#domain/sealing/words.ts'
import { readComplaint, writeComplaint } from '#domain/sealing/ceremony-bytes.ts'
import type { CeremonySpeech } from '#domain/trustees.ts'
import type { Failure } from '#lib/api.ts'
import type { Device } from './device.ts'
import { drawSeed, forgetSeed, keepSeed, keptSeed } from './seed.ts'
import { ceremonyAt, isFailure, type Table, type Trust } from './table.ts'

export type Screen = 'welcome' | 'write' | 'recall' | 'resume' | 'wait' | 'compare' | 'stopped' | 'done' | 'onlooker'

/** One trustee's side of a ceremony, in this tab: what they see, and what their browser says by itself once the seed is on paper. */
export class MyCeremony {
  trust = $state.raw<Trust>()!
  seed = $state.raw<Uint8Array | null>(null)
  written = $state(false)
  begun = $state(false)
  fingerprint = $state.raw<{ hash: Uint8Array; words: string[] } | null>(null)
  failure = $state.raw<Failure | null>(null)
  wrongWords = $state(false)
  #busy = false
  #pollId: string
  #device: Device
  #table: Table

  constructor(pollId: string, device: Device, table: Table, trust: Trust) {
    this.#pollId = pollId
    this.#device = device
    this.#table = table
    this.trust = trust
    this.#recover()
  }

  get words() {
    return this.seed ? seedWords(this.seed) : []
  }

  get screen(): Screen {
    const { stage, me } = this.trust
    if (stage === 'done') return 'done'
    if (me === null) return 'onlooker'
    if (stage === 'stopped') return 'stopped'
    if (this.seed && this.written) return this.fingerprint && !this.#said('confirmation') ? 'compare' : 'wait'
    if (this.#said('announcement')) return 'resume'
    if (!this.seed) return 'welcome'
    return this.begun ? 'recall' : 'write'
  }

  /** Whose shares were found wrong, by whom; nobody: the words that were read aloud differed. */
  get complaint() {
    const said = this.trust.said.find(({ step }) => step === 'complaint')
    if (!said) return null
    const name = (number: number) => this.trust.trustees[number - 1]?.name ?? ''
    const wrong = readComplaint(
      this.trust.trustees.length,
      Uint8Array.from(atob(said.bytes), (sign) => sign.charCodeAt(0)),
    )
    return { by: name(said.number), of: wrong.map(name) }
  }

  draw() {
    this.seed = drawSeed()
    this.begun = false
    keepSeed(this.#name, { seed: this.seed, written: false })
  }

  recall() {
    this.begun = true
  }

  showAgain() {
    this.begun = false
  }

  /** The words are on paper: the browser may speak. */
  async confirmWritten() {
    this.written = true
    keepSeed(this.#name, { seed: this.seed!, written: true })
    await this.look()
  }

  /** Back in another tab or on another device: from the paper. */
  async resume(typed: string) {
    this.wrongWords = false
    const seed = readSeedWords(typed)
    const found = seed && (await this.#device.ask('rounds', this.#mine(seed)))
    this.wrongWords = !found?.mine
    if (!seed || !found?.mine) return
    this.seed = seed
    this.written = true
    keepSeed(this.#name, { seed, written: true })
    await this.look()
  }

  /** Looks at what the others said, and says what is mine to say now. One look at a time. */
  async look() {
    if (this.#busy) return
    this.#busy = true
    try {
      const told = await this.#table.read()
      if (isFailure(told)) return void (this.failure = told)
      this.failure = null
      this.#take(told)
      await this.#speak()
    } finally {
      this.#busy = false
    }
  }

  async confirm() {
    await this.#say('confirmation', this.fingerprint!.hash)
    await this.look()
  }

  async wordsDiffer() {
    await this.#say('complaint', writeComplaint([]))
    await this.look()
  }

  async beginAgain() {
    this.failure = await this.#table.beginAgain(this.trust.attempt)
    await this.look()
  }

  async #speak() {
    const { stage } = this.trust
    if (!this.seed || !this.written || this.trust.me === null) return
    if (stage === 'stopped' || stage === 'done' || this.#said(stage)) return
    const mine = this.#mine(this.seed)
    if (stage === 'announcement') return this.#say(stage, (await this.#device.ask('rounds', mine)).announcement)
    const { opening, mine: isMine } = await this.#device.ask('rounds', mine)
    if (!isMine) return this.#say('complaint', writeComplaint([]))
    if (stage === 'opening') return this.#say(stage, opening)
    if (stage === 'shares') return this.#say(stage, await this.#device.ask('shares', mine))
    if (this.fingerprint) return
    const found = await this.#device.ask('check', mine)
    if ('hash' in found) this.fingerprint = found
    else await this.#say('complaint', writeComplaint(found.wrong.filter((number) => number > 0)))
  }

  async #say(step: CeremonySpeech, bytes: Uint8Array) {
    this.failure = await this.#table.say(this.trust.attempt, step, bytes)
    const told = await this.#table.read()
    if (!isFailure(told)) this.#take(told)
  }

  /** What is told now. Once the key is made, this tab has no more use of its seed, and forgets it. */
  #take(told: Trust) {
    if (told.attempt !== this.trust.attempt) this.#startOver(told)
    this.trust = told
    if (told.stage !== 'done') return
    forgetSeed(this.#name)
    this.seed = null
  }

  #said(step: string) {
    return this.trust.said.some((one) => one.number === this.trust.me && one.step === step)
  }

  #mine = (seed: Uint8Array) => ({ ...ceremonyAt(this.#pollId, this.trust), seed, number: this.trust.me! })

  get #name() {
    return `preau-ceremonie-${this.#pollId}-${this.trust.attempt}`
  }

  #startOver(told: Trust) {
    forgetSeed(this.#name)
    this.trust = told
    this.begun = false
    this.fingerprint = null
    this.#recover()
  }

  #recover() {
    const kept = keptSeed(this.#name)
    this.seed = kept?.seed ?? null
    this.written = kept?.written ?? false
  }
}
