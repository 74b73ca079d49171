import { call, type Reply } from '#lib/api.ts'
import { soon } from './soon.ts'

export type Frozen = Reply<'GET', '/api/documents/:id/versions'>['frozen']

/** What was frozen of a text, of which the draft is what comes next: who writes is told, also who was away when it was frozen. */
export class Standing {
  frozen: Frozen = $state.raw(null)
  readonly #text: string
  readonly #soon = soon(() => this.ask())

  constructor(text: string, frozen: Frozen) {
    this.#text = text
    this.frozen = frozen
  }

  /** Asks where it stands now; what cannot be known leaves what was known. */
  async ask() {
    const answer = await call(fetch, 'GET', '/api/documents/:id/versions', { params: { id: this.#text } })
    if (answer.ok) this.frozen = answer.value.frozen
  }

  askSoon = (people: number) => this.#soon.ask(people)
  close = () => this.#soon.stop()
}
