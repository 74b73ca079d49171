// People who type without a pause while their server is killed under them, and the check that what was told as stored is there.
import { type Client } from './client.ts'

/** Types a word about every so many milliseconds until told to stop; goes on while the connection is down, as an editor does. */
export function keepTyping(client: Client, every = 10): () => Promise<number> {
  let on = true
  let words = 0
  const done = (async () => {
    while (on) {
      words++
      if (words % 9 === 0 && client.text.length > 20) client.text.delete(3, 2)
      else client.type(`${words} `, words % 3 === 0 ? Math.floor(client.text.length / 2) : client.text.length)
      await new Promise((resolve) => setTimeout(resolve, every))
    }
    return words
  })()
  return () => ((on = false), done)
}

export const comeIn = (client: Client) => client.join().then(Boolean, () => false)

/** Whoever loses the connection comes back, as a page does. */
export function stayIn(client: Client) {
  let [on, isIn] = [true, true]
  const done = (async () => {
    while (on) {
      if (!isIn || client.closeCode !== null) isIn = await comeIn(client)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })()
  return () => ((on = false), done)
}

/** Which clocks of this client the text in the database must hold, and how many of those it does not: 0 is the promise kept. */
export const missingOf = (client: Client, stored: ReadonlyMap<number, number>): number =>
  Math.max(0, client.storedClock - (stored.get(client.doc.clientID) ?? 0))
