import { call, type Reply } from '#lib/api.ts'
import type { Told } from '#lib/forms.ts'
import { soon } from './soon.ts'

type Thread = Reply<'GET', '/api/documents/:id/threads'>['threads'][number]
/** What a new thread is about: words of an article and where they are, or the article alone; '' is the whole text. */
export type About = Pick<Thread, 'article' | 'quote' | 'anchor'>
/** A thread as the text shows it; count: its remarks. */
export type Marked = Pick<Thread, 'id' | 'anchor'> & { count: number }

/** Nobody is told by another process; it is asked this often. */
const askMs = 60_000

/** What is said of a text, beside the text: the threads that are open, and the one that is looked at or about to be opened. */
export class Talking {
  threads: Thread[] = $state.raw([])
  maySpeak = $state(false)
  shown: { kind: 'thread'; id: string } | { kind: 'new'; about: About } | null = $state.raw(null)
  told: Told = $state.raw(null)
  marked: Marked[] = $derived(
    this.threads.map(({ id, anchor, remarks }) => ({ id, anchor, count: remarks.filter(({ words }) => words !== '').length })),
  )
  readonly memberId: string
  readonly #text: string
  readonly #asking: ReturnType<typeof setInterval>
  readonly #soon = soon(() => this.ask())

  constructor(text: string, memberId: string) {
    this.#text = text
    this.memberId = memberId
    this.#asking = setInterval(() => document.visibilityState === 'visible' && void this.ask(), askMs)
    void this.ask()
  }

  /** Asks what is said now; what cannot be known leaves what was known. */
  async ask() {
    const answer = await call(fetch, 'GET', '/api/documents/:id/threads', { params: { id: this.#text } })
    if (!answer.ok) return
    this.threads = answer.value.threads
    this.maySpeak = answer.value.maySpeak
  }

  askSoon = (people: number) => this.#soon.ask(people)

  show(id: string) {
    this.told = null
    this.shown = { kind: 'thread', id }
  }

  begin(about: About) {
    this.told = null
    this.shown = { kind: 'new', about }
  }

  close() {
    clearInterval(this.#asking)
    this.#soon.stop()
  }
}
