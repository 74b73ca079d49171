import type { booth } from '#lib/messages/fr/booth.ts'
import { fileHref, fileText } from './files.ts'

type Words = { booth: { file: (typeof booth)['file'] } }
type Received = {
  pollId: string
  question: string
  print: { words: readonly string[]; code: string; hex: string }
  /** ms since 1970. */
  at: number
  receipt: Uint8Array
}

/** A link to the receipt as a file: what people read, then the signed bytes. */
export function receiptLink(t: Words, { pollId, question, print, at, receipt }: Received): string {
  const words = t.booth.file
  const lines = [
    words.receipt(question),
    words.poll(pollId),
    words.words(print.words.join(' ')),
    words.code(print.code),
    words.hash(print.hex),
    words.at(new Date(at).toISOString()),
  ]
  return fileHref(fileText('RECEIPT', lines, receipt))
}
