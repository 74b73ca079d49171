import { toBase64Url } from '#lib/receipts/base64.ts'
import { boardPlace, controlPlace } from '#lib/receipts/places.ts'
import { receiptLink } from '#lib/receipts/receipt-file.ts'
import { dayAndHour } from '#lib/polls/when.ts'
import { button, drawing, el, link, notice, signs } from './dom.ts'
import type { Scene, View } from './page.ts'
import { printCard } from './print-card.ts'
import { qrDrawing } from './qr-drawing.ts'
import type { Print } from './sealer.ts'

type Received = { at: number; print: Print; receipt: Uint8Array; counter: number }

/** The end of the way: what proves that the ballot is in the urn. */
export function receiptView(scene: Scene, received: Received, showOnce: () => Promise<Uint8Array | null>): View {
  const { t, pollId, question, language } = scene
  const words = t.booth.receipt
  const { at, print, counter } = received
  const revotes = question.revotes === 'until-closing'
  const when = dayAndHour(language, new Date(at).toISOString())
  return {
    title: words.title,
    nodes: [
      el(
        'div',
        { class: 'stack wide' },
        el('h1', { tabindex: -1 }, words.title),
        notice(
          'tilleul',
          drawing(signs.check),
          el(
            'div',
            {},
            el('p', { role: 'status' }, el('b', {}, words.sentence(when)), counter > 1 && ` ${words.changed(counter)}`),
            el('p', {}, words.proves),
          ),
        ),
        printCard(t, words.print, print),
        qrDrawing(words.qr, location.origin + boardPlace(pollId, print)),
        el(
          'div',
          { class: 'row' },
          link('', words.board, boardPlace(pollId, print)),
          link('out', words.download, receiptLink(t, { pollId, question: question.question, ...received }), `recu-${print.code}.txt`),
        ),
        revotes && otherDevice(scene, showOnce),
        el(
          'div',
          { class: 'row' },
          link('ghost', words.poll, `/scrutins/${pollId}`),
          revotes && link('ghost', words.change, `/scrutins/${pollId}/isoloir`),
        ),
      ),
    ],
  }
}

/** Only where a vote may be changed: then a code that was photographed does not bind anyone to what it shows. */
function otherDevice({ t, pollId }: Scene, showOnce: () => Promise<Uint8Array | null>) {
  const words = t.booth.other
  const place = el('div', { class: 'stack', 'aria-live': 'polite' })
  const gone = () => place.replaceChildren(el('p', {}, words.gone))
  const show = async () => {
    const code = await showOnce()
    if (!code) return gone()
    place.replaceChildren(
      qrDrawing(words.code, location.origin + controlPlace(pollId, code)),
      el('label', { for: 'code' }, words.code),
      el('textarea', { id: 'code', class: 'control', readonly: true, rows: 3 }, toBase64Url(code)),
      button('out', words.hide, gone, 'hide'),
    )
  }
  place.append(button('danger', words.show, show, 'show'))
  return el('details', {}, el('summary', {}, words.title), el('p', {}, words.sentence), place)
}
