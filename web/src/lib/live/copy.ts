import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'

/** A copy of a text in this browser, so that what is written without a network outlives the page. */
export type Copy = {
  /** It held the text already. */
  whole: boolean
  erase: () => Promise<void>
}

type Place = { memberId: string; textId: string; generation: number }

const prefix = 'preau-texte'
const nameOf = ({ memberId, textId, generation }: Place) => [prefix, memberId, textId, generation].join('/')
const patienceMs = 1500

/** Opens it and brings what it holds into the document. Null when this browser keeps nothing (private window, no room left). */
export async function openCopy(doc: Y.Doc, place: Place): Promise<Copy | null> {
  if (typeof indexedDB === 'undefined') return null
  void sweep(place)
  const copy = new IndexeddbPersistence(nameOf(place), doc)
  const patience = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs))
  if ((await Promise.race([copy.whenSynced, patience])) === null) {
    void copy.destroy().catch(() => {})
    return null
  }
  return { whole: doc.store.clients.size > 0, erase: () => copy.clearData() }
}

/** Copies of other people of this browser, and of older generations of this text, must never be merged into it. */
async function sweep(place: Place) {
  const own = nameOf(place)
  const foreign = (name: string) =>
    name.startsWith(`${prefix}/`) &&
    name !== own &&
    (!name.startsWith(`${prefix}/${place.memberId}/`) || name.includes(`/${place.textId}/`))
  const databases = await indexedDB.databases?.().catch(() => [])
  for (const { name } of databases ?? []) if (name && foreign(name)) indexedDB.deleteDatabase(name)
}
