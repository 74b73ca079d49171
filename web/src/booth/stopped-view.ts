import type { Reasons } from '#lib/api.ts'
import { toBase64 } from '#lib/receipts/base64.ts'
import { fileHref } from '#lib/receipts/files.ts'
import type { CredentialRefusal } from '#domain/sealing/whose-credential.ts'
import { isOfCode, refusedCode } from './code-view.ts'
import { el, link, notice } from './dom.ts'
import type { Stop } from './entering.ts'
import type { View } from './page.ts'
import type { Reason } from './talk.ts'
import type { Words } from './words.ts'

/** Why one cannot go on, and what to do then. grades: what was given to a poll that closed meanwhile. */
export function stoppedView(t: Words, stop: Stop, grades?: Node): View {
  const words = t.booth.stopped
  const ofCode = stop.stop === 'refused' && isOfCode(stop.reason)
  const title = stop.stop === 'later' ? words.notNow : ofCode ? t.booth.code.notThis : words.title
  const uncounted = stop.stop === 'refused' && stop.reason === 'closed' && grades
  return {
    title,
    nodes: [
      el(
        'div',
        { class: 'stack wide' },
        el('h1', { tabindex: -1 }, title),
        el('div', { role: 'alert' }, notice(stop.stop === 'different' ? 'brique' : 'mirabelle', el('div', {}, ...told(t, stop)))),
        uncounted && el('h2', {}, words.uncounted),
        uncounted,
        el('div', { class: 'row' }, wayOut(t, stop)),
      ),
    ],
  }
}

/** What is refused of a code says what to do as well; the rest is one sentence. */
const told = (t: Words, stop: Stop) =>
  stop.stop === 'refused' && isOfCode(stop.reason) ? refusedCode(t, stop.reason) : [el('p', {}, sentenceOf(t, stop))]

/** A sentence for every other reason of the doors at which the booth knocks: a missing one does not compile. */
type Sentences = Record<Exclude<Reason | keyof Reasons<'GET', '/api/polls/:id/credentials/:k'>, CredentialRefusal>, string>

function sentenceOf(t: Words, stop: Stop): string {
  const words = t.booth.stopped
  const reasons: Sentences = words.reasons
  switch (stop.stop) {
    case 'signedOut':
      return words.signedOut
    case 'different':
      return words.different
    case 'someoneElse':
      return words.someoneElse
    case 'later':
      return `${t.booth.later[stop.later].why} ${stop.sent ? t.booth.sending.unsure : words.nothingSent}`
    case 'broken':
      return stop.level === 'sealed' ? words.brokenSealed : words.broken
    case 'refused':
      return reasons[stop.reason as keyof Sentences] ?? reasons.other
  }
}

function wayOut(t: Words, stop: Stop) {
  const words = t.booth.stopped
  const place = `/scrutins/${stop.pollId}`
  switch (stop.stop) {
    case 'signedOut':
      return link('sun', words.signIn, `/connexion?retour=${place}/isoloir`)
    case 'later':
    case 'someoneElse':
      return link('sun', words.again, `${place}/isoloir`)
    case 'different':
      return link('out', words.poll, place)
    case 'broken':
      return stop.level === 'sealed' ? link('sun', words.poll, place) : link('sun', words.assisted, `${place}/voter`)
    case 'refused': {
      if (isOfCode(stop.reason)) return link('sun', t.booth.code.another, `${place}/isoloir`)
      const voted = stop.reason === 'already-voted' || stop.reason === 'changed-elsewhere'
      return voted ? link('sun', t.booth.receipt.see, `${place}/recu`) : link('sun', words.poll, place)
    }
  }
}

/** The loudest thing this page can say: an urn that answers by another receipt is not to be believed. */
export function wrongReceiptView(t: Words, { pollId, receipt, hash }: { pollId: string; receipt: Uint8Array; hash: string }): View {
  const words = t.booth.wrong
  const evidence = JSON.stringify({ poll: pollId, ballot: hash, receipt: toBase64(receipt), at: new Date().toISOString() }, null, 2)
  return {
    title: words.title,
    nodes: [
      el(
        'div',
        { class: 'stack wide', role: 'alert' },
        el('h1', { tabindex: -1 }, words.title),
        notice('brique', el('div', {}, el('p', {}, el('b', {}, words.sentence)), el('p', {}, words.next))),
        el(
          'div',
          { class: 'row' },
          link('danger', words.evidence, fileHref(evidence), `preuves-${pollId}.json`),
          link('out', words.again, `/scrutins/${pollId}/isoloir`),
        ),
      ),
    ],
  }
}
