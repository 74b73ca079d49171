import { qrPath } from '#lib/receipts/qr.ts'
import { drawing, el } from './dom.ts'

/** Always dark on white, whatever the paper: phones read nothing else. */
export function qrDrawing(label: string, text: string) {
  const { path, size } = qrPath(text)
  return el('div', { class: 'qr', role: 'img', 'aria-label': label }, drawing(path, { size: 260, view: size, fill: true }))
}
