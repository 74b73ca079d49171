import { ballotView } from './ballot-view.ts'
import { codeView, isOfCode, saidOfCode } from './code-view.ts'
import { controlView } from './control-view.ts'
import { forgetDraft, keepDraft, recallDraft, type Draft } from './draft.ts'
import { enter, enterCode, type Entered, stopOf } from './entering.ts'
import { receiptView } from './receipt-view.ts'
import { gradeTable, reviewView } from './review-view.ts'
import type { Print } from './sealer.ts'
import { askSealer } from './sealer-worker.ts'
import { sendingView } from './sending-view.ts'
import { stoppedView, wrongReceiptView } from './stopped-view.ts'
import { askReceipt, deliver, type Later } from './talk.ts'
import { languageFor, wordsIn, type Words } from './words.ts'

/** What every view is given: the sentences, and where it stands. */
export type Scene = Entered & { t: Words; draft: Draft }
/** A view: what to put in the page; `then` is run once it is there. */
export type View = { title: string; nodes: Node[]; then?: () => void }

/** The way of a voter through the booth, from its door to the receipt. */
export async function runBooth(main: HTMLElement, worker: Worker) {
  const pollId = /^\/scrutins\/([0-9a-z]{1,32})\//.exec(location.pathname)?.[1] ?? ''
  const ask = askSealer(worker)
  let t = wordsIn(languageFor(undefined))
  show(loading(t))
  const entered = await enter(pollId, ask)
  const { language = 'fr' } = entered
  t = wordsIn(language)
  document.documentElement.lang = language
  if ('stop' in entered) return show(stoppedView(t, entered))
  const kept = recallDraft(pollId)
  const scene: Scene = { ...entered, t, draft: kept?.counter === entered.counter ? kept : { counter: entered.counter, grades: {} } }
  // A receipt may have been lost on the way: the ballot that left from here is looked for first.
  const left = kept?.sent && (entered.refused || kept.counter < entered.counter)
  const found = left && (await received(kept.sent!, kept.counter))
  if (found === 'shown') return
  if (found) return show(stoppedView(t, stopOf(pollId, found)))
  if (entered.refused) return show(stoppedView(t, { pollId, stop: 'refused', reason: entered.refused }))
  if (scene.typesCode) show(codeView(scene, useCode))
  else startBallot()

  function show({ title, nodes, then }: View) {
    document.title = `${title} — Préau`
    main.replaceChildren(...nodes)
    scrollTo(0, 0)
    main.querySelector<HTMLElement>('h1')?.focus()
    then?.()
  }

  function startBallot() {
    showBallot()
    void ask('warm')
  }

  /** Goes on with a typed code, or says what is wrong with it. */
  async function useCode(typed: string) {
    const found = await enterCode(pollId, ask, typed)
    if ('wrong' in found) return saidOfCode(t, found.wrong, kept?.sent !== undefined)
    if ('stop' in found) show(stoppedView(t, found))
    else {
      if (found.counter !== scene.draft.counter) scene.draft = { counter: found.counter, grades: {} }
      startBallot()
    }
    return null
  }

  function showBallot() {
    show(ballotView(scene, () => keepDraft(pollId, scene.draft), review))
  }

  /** Sealed as soon as it is read again: what is shown then is what will be cast or controlled. */
  async function review() {
    const view = reviewView(scene, { correct: showBallot })
    show(view)
    const grades = scene.question.choices.map(({ id }) => (scene.draft.grades[id] === 'none' ? 0 : Number(scene.draft.grades[id])))
    performance.mark('sealing')
    try {
      const { bytes, print } = await ask('seal', scene.draft.counter, grades)
      performance.measure('sealed', 'sealing')
      view.sealed(print, { cast: () => cast(bytes, print), control: () => control(print) })
    } catch {
      show(stoppedView(t, { pollId, stop: 'broken', level: scene.question.level }))
    }
  }

  async function control(print: Print) {
    show(controlView(scene, print, await ask('control'), showBallot))
  }

  async function cast(ballot: Uint8Array, print: Print) {
    const { counter } = scene.draft
    scene.draft.sent = print.hex
    keepDraft(pollId, scene.draft)
    const view = sendingView(scene, () => cast(ballot, print))
    show(view)
    const answer = await deliver(pollId, ballot, view.waiting)
    if ('value' in answer) return judge(answer.value, print.hex, counter)
    if ('later' in answer) return view.failed(answer)
    // An answer may have been lost on the way: what was refused as a second ballot may be the first.
    const found = await received(print.hex, counter)
    if (found === 'shown') return
    if (found) return view.failed({ ...found, unsure: true })
    if ('signedOut' in answer) return show(stoppedView(t, { pollId, stop: 'signedOut' }))
    // A code that nobody typed is that of who opened the booth.
    if (!scene.typesCode && isOfCode(answer.refused)) return show(stoppedView(t, { pollId, stop: 'someoneElse' }))
    show(stoppedView(t, { pollId, stop: 'refused', reason: answer.refused }, gradeTable(scene)))
  }

  /** Nothing says "a voté" but a receipt of this ballot, signed by the board of the manifest. */
  async function judge(receipt: Uint8Array, hash: string, counter: number) {
    const checked = await ask('check', receipt, hash, counter)
    if (!checked) return show(wrongReceiptView(t, { pollId, receipt, hash }))
    forgetDraft(pollId)
    show(receiptView(scene, { ...checked, receipt, counter }, () => ask('showOnce')))
  }

  /** Shows the receipt of this ballot; null when the urn has none, and why where it does not say. */
  async function received(hash: string, counter: number): Promise<'shown' | { later: Later } | null> {
    const answer = await askReceipt(pollId)
    if ('later' in answer) return answer
    if (!('value' in answer) || !(await ask('check', answer.value, hash, counter))) return null
    await judge(answer.value, hash, counter)
    return 'shown'
  }
}

const loading = (t: Words): View => {
  const said = document.createElement('p')
  said.role = 'status'
  said.textContent = t.booth.opening
  return { title: t.booth.opening, nodes: [said] }
}
