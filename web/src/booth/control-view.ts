import { toBase64Url } from '#lib/receipts/base64.ts'
import { fileHref, fileText } from '#lib/receipts/files.ts'
import { controlPlace } from '#lib/receipts/places.ts'
import { button, el, link, notice } from './dom.ts'
import type { Scene, View } from './page.ts'
import { printCard } from './print-card.ts'
import { qrDrawing } from './qr-drawing.ts'
import { gradeTable } from './review-view.ts'
import type { Print } from './sealer.ts'
import { top } from './top.ts'

/** A ballot opened to be verified elsewhere, and which can no longer be cast. */
export function controlView(scene: Scene, print: Print, { code, file }: { code: Uint8Array; file: Uint8Array }, next: () => void): View {
  const { t, pollId, question } = scene
  const words = t.booth.control
  const address = location.origin + controlPlace(pollId, code)
  const lines = [t.booth.file.control(question.question), t.booth.file.poll(pollId), t.booth.file.hash(print.hex)]
  return {
    title: words.title,
    nodes: [
      top(scene),
      el(
        'div',
        { class: 'stack wide' },
        el('h1', { tabindex: -1 }, words.title),
        notice('mirabelle', el('p', {}, el('b', {}, words.not))),
        el('p', {}, words.intro),
        printCard(t, words.print, print),
        gradeTable(scene),
        qrDrawing(words.code, address),
        el('label', { for: 'code' }, words.code),
        el('textarea', { id: 'code', class: 'control', readonly: true, rows: 4 }, toBase64Url(code)),
        el('p', { class: 's' }, words.address, ' ', el('code', {}, `${location.origin}/scrutins/${pollId}/controler`)),
        link('out', words.file, fileHref(fileText('CONTROL', lines, file)), `controle-${pollId}.txt`),
        button('sun', words.next, next, 'next'),
        el('p', { class: 's' }, words.nextHint),
      ),
    ],
  }
}
