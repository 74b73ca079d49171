import * as Y from 'yjs'
import { fragmentName } from '../../domain/charter.ts'
import { percentile } from './measure.ts'
import type { Person } from './person.ts'

export type Typing = ReturnType<typeof keepTyping>

/**
 * Everyone who has a document types one letter `perSecond` times a second at the end of a paragraph of their own choice, each at an instant of
 * their own, and moves their cursor with it. One reader in ten, fifty at most, notes when each letter comes.
 */
export function keepTyping(people: readonly Person[], perSecond: number) {
  const typists = people.filter(({ doc }) => doc)
  const inRoom = new Map<string, number>()
  for (const { seat } of people) inRoom.set(seat.room, (inRoom.get(seat.room) ?? 0) + 1)
  const sent = new Map<string, number>()
  const delays: number[] = []
  const acknowledgements: number[] = []
  const before = people.map(fromOthers)
  const readers = people.filter(({ doc }) => !doc)
  const sampled = (readers.length > 0 ? readers : people).filter((_, n, all) => n % Math.max(10, Math.ceil(all.length / 50)) === 0)
  for (const person of sampled)
    person.characters.onCharacter = (client, clock) => {
      const start = sent.get(`${client} ${clock}`)
      if (start !== undefined) delays.push(performance.now() - start)
    }
  let expected = 0
  let typed = 0
  const start = performance.now()
  const pens = typists.map((person, n) => {
    const { doc } = person
    const text = paragraphOf(doc!, n)
    person.onAcknowledged = (delay) => acknowledgements.push(delay)
    let written = 0
    return (now: number) => {
      while ((written + n / typists.length) * (1000 / perSecond) < now - start) {
        written++
        typed++
        expected += inRoom.get(person.seat.room)! - 1
        sent.set(`${doc!.clientID} ${Y.getState(doc!.store, doc!.clientID)}`, performance.now())
        text.insert(text.length, 'e')
        const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, text.length))
        person.present({ user: { name: person.seat.user, color: '#5b2a9d' }, cursor: { anchor: at, head: at } })
      }
    }
  })
  const beat = setInterval(() => {
    const now = performance.now()
    for (const write of pens) write(now)
  }, 4)

  const arrived = () => people.reduce((sum, person, n) => sum + fromOthers(person) - before[n]!, 0)

  return {
    stop: () => clearInterval(beat),
    allArrived: () => arrived() >= expected && acknowledgements.length >= (people.some(({ acknowledged }) => acknowledged > 0) ? typed : 0),
    figures: () => ({
      typed,
      expected,
      arrived: arrived(),
      delivered: arrived() / expected,
      p50: percentile(delays, 0.5),
      p99: percentile(delays, 0.99),
      acknowledged: acknowledgements.length,
      stored50: percentile(acknowledgements, 0.5),
      stored99: percentile(acknowledgements, 0.99),
    }),
  }
}

/** Characters that have come to someone from others. What a server sends back to who wrote it is not counted. */
const fromOthers = ({ characters, doc }: Person) => characters.count - (doc ? (characters.known.get(doc.clientID) ?? 0) : 0)

/** The text of one of the paragraphs; a text of one's own where there is none. */
function paragraphOf(doc: Y.Doc, n: number): Y.Text {
  const blocks = doc.getXmlFragment(fragmentName)
  const block = blocks.length > 0 ? blocks.get(n % blocks.length) : null
  const text = block instanceof Y.XmlElement ? block.get(0) : null
  return text instanceof Y.XmlText ? text : doc.getText('words')
}
