import { toBase64 } from '#lib/receipts/base64.ts'
import { fileHref } from '#lib/receipts/files.ts'
import { el, link, notice } from './dom.ts'
import type { Stop } from './entering.ts'
import type { View } from './page.ts'
import type { Words } from './words.ts'

/** Why one cannot go on, and what to do then. */
export function stoppedView(t: Words, { pollId, stop, reason = '' }: Stop): View {
  const words = t.booth.stopped
  const { reasons } = words
  const place = `/scrutins/${pollId}`
  const voted = reason === 'already-voted' || reason === 'changed-elsewhere'
  const next = {
    signedOut: link('sun', words.signIn, `/connexion?retour=${place}/isoloir`),
    unreachable: link('sun', words.again, `${place}/isoloir`),
    different: link('out', words.poll, place),
    broken: reason === 'sealed' ? link('sun', words.poll, place) : link('sun', words.assisted, `${place}/voter`),
    refused: voted ? link('sun', t.booth.receipt.see, `${place}/recu`) : link('sun', words.poll, place),
  }[stop]
  const sentence = {
    signedOut: words.signedOut,
    unreachable: words.unreachable,
    different: words.different,
    broken: reason === 'sealed' ? words.brokenSealed : words.broken,
    refused: reasons[reason] ?? reasons.other!,
  }[stop]
  return {
    title: words.title,
    nodes: [
      el(
        'div',
        { class: 'stack wide' },
        el('h1', { tabindex: -1 }, words.title),
        el('div', { role: 'alert' }, notice(stop === 'different' ? 'brique' : 'mirabelle', el('p', {}, sentence))),
        el('div', { class: 'row' }, next),
      ),
    ],
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
