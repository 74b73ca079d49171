import * as Y from 'yjs'
import { fragmentName } from '../../domain/charter.ts'

const sentences = [
  'Nous nous retrouvons au moins une fois par mois. ',
  'L’ordre du jour s’écrit à plusieurs, et se ferme la veille à midi. ',
  'Chaque voix compte pareil. ',
  'On quitte le groupe quand on veut, sans dire pourquoi. ',
  'Quand il faut payer, on passe le chapeau et on publie les comptes. ',
]

/**
 * A charter of about so many bytes of text, as four people write one: sentence by sentence, each where they like, so that it has as
 * many pieces as sentences. Answers the bytes of a Yjs document, and how many clocks it holds.
 */
export function writtenContent(bytes: number) {
  const authors = Array.from({ length: 4 }, () => new Y.Doc())
  let current = authors[0]!
  let written = 0
  const paragraphs = Math.max(4, Math.round(bytes / 400))
  current.getXmlFragment(fragmentName).push(Array.from({ length: paragraphs }, () => paragraph()))
  for (let n = 0; written < bytes; n++) {
    const next = authors[n % 4]!
    Y.applyUpdate(next, Y.encodeStateAsUpdate(current, Y.encodeStateVector(next)))
    current = next
    const text = (current.getXmlFragment(fragmentName).get((n * 7) % paragraphs) as Y.XmlElement).get(0) as Y.XmlText
    const sentence = sentences[n % sentences.length]!
    text.insert(text.length, sentence)
    written += Buffer.byteLength(sentence)
  }
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(current)).values()].reduce((sum, clock) => sum + clock, 0)
  return { update: Y.encodeStateAsUpdate(current), clocks }
}

function paragraph() {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText()])
  return element
}
