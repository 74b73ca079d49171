// Frames nobody would write, thrown at the readers of the live protocol: none may throw, hang, or let through what Yjs chokes on.
import * as Y from 'yjs'
import { liveLimits } from '#domain/document.ts'
import { Knowledge } from '#server/live/knowledge.ts'
import { readMessage, readOneState, readStateVector } from '#server/live/messages.ts'
import { scan } from '#server/live/scan.ts'
import { chanceOf, type Chance } from './chance.ts'
import { awarenessOf, statesUpdate, syncOf } from './frames.ts'

export type Fuzzed = { frames: number; messages: number; sound: number; news: number; slowest: number }

/** Reads `frames` frames made by chance from `seed`. Throws, with the frame in hexadecimal, at the first that breaks a promise. */
export function fuzz(seed: number, frames: number): Fuzzed {
  const chance = chanceOf(seed)
  const seeds = honestUpdates(chance)
  const known = knownBy(seeds.slice(0, seeds.length / 2))
  const figures = { frames: 0, messages: 0, sound: 0, news: 0, slowest: 0 }
  while (figures.frames < frames) {
    const frame = nextFrame(chance, seeds)
    const start = performance.now()
    try {
      read(frame, known, figures)
    } catch (error) {
      throw new Error(`seed ${seed}, frame ${figures.frames}: ${Buffer.from(frame).toString('hex')}`, { cause: error })
    }
    figures.slowest = Math.max(figures.slowest, performance.now() - start)
    figures.frames++
  }
  return figures
}

type Known = { knowledge: Knowledge; updates: Uint8Array[] }

function read(frame: Uint8Array, known: Known, figures: Fuzzed) {
  const message = readMessage(frame)
  if (!message) return
  figures.messages++
  if (message.kind === 'awareness') readOneState(message.bytes)
  if (message.kind === 'step1') quietly(() => readStateVector(message.vector, liveLimits.vectorClients))
  if (message.kind !== 'step2' && message.kind !== 'update') return
  const scanned = quietly(() => scan(message.update))
  if (!scanned) return
  figures.sound++
  if (known.knowledge.weigh(scanned) !== 'news') return
  figures.news++
  taken(known, known.knowledge.trim(message.update, scanned))
}

/** What the room would pass on must enter a real document, whole: nothing may wait there for ever. */
function taken(known: Known, update: Uint8Array) {
  const doc = new Y.Doc()
  for (const former of known.updates) Y.applyUpdate(doc, former)
  Y.applyUpdate(doc, update)
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error('something waits for ever')
  Y.encodeStateAsUpdate(doc)
  doc.destroy()
}

function quietly<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}

function nextFrame(chance: Chance, updates: readonly Uint8Array[]): Uint8Array {
  const kind = chance.below(10)
  if (kind === 0) return chance.bytes(chance.below(40))
  if (kind === 1) return mutated(chance, awarenessOf(statesUpdate([{ client: chance.below(9), clock: chance.below(9), state: { a: 1 } }])))
  if (kind === 2) return mutated(chance, syncOf(0, chance.bytes(chance.below(30))))
  const update = mutated(chance, chance.of(updates))
  const frame = syncOf(chance.yes(0.5) ? 1 : 2, update)
  return chance.yes(0.1) ? mutated(chance, frame) : frame
}

/** A few bytes turned, cut out, doubled, or the end missing. */
function mutated(chance: Chance, bytes: Uint8Array): Uint8Array {
  let made = Uint8Array.from(bytes)
  for (let times = chance.below(4); times > 0 && made.length > 0; times--) {
    const at = chance.below(made.length)
    const how = chance.below(6)
    if (how === 0) made[at] = chance.below(256)
    else if (how === 1) made[at]! ^= 1 << chance.below(8)
    else if (how === 2) made = made.slice(0, at)
    else if (how === 3) made = Uint8Array.from([...made.slice(0, at), ...made.slice(at + 1 + chance.below(4))])
    else if (how === 4) made = Uint8Array.from([...made.slice(0, at), ...chance.bytes(1 + chance.below(4)), ...made.slice(at)])
    else made[at] = chance.of([0, 1, 127, 128, 255])
  }
  return made
}

/** Updates such as two people make: words, marks, elements, attributes, deletions. */
function honestUpdates(chance: Chance): Uint8Array[] {
  const updates: Uint8Array[] = []
  const docs = [1, 2].map((clientID) => Object.assign(new Y.Doc(), { clientID }))
  for (const doc of docs)
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'net') return
      updates.push(update)
      for (const other of docs) if (other !== doc) Y.applyUpdate(other, update, 'net')
    })
  for (let i = 0; i < 60; i++) {
    const doc = chance.of(docs)
    const text = doc.getText('text')
    const fragment = doc.getXmlFragment('prosemirror')
    const what = chance.below(7)
    if (what === 0) text.delete(0, Math.min(text.length, 2))
    else if (what === 1) text.format(0, text.length, { strong: true })
    else if (what === 2) fragment.push([new Y.XmlElement('paragraph')])
    else if (what === 3) doc.getMap('map').set('key', chance.of<unknown>([1, 'a', null, [1, { b: 2 }], true]))
    else if (what === 4) doc.getArray('list').push([new Y.Map()])
    else text.insert(chance.below(text.length + 1), chance.of(['é', 'mot', '🌳', '\n']))
  }
  return updates
}

function knownBy(updates: Uint8Array[]): Known {
  const knowledge = new Knowledge()
  for (const update of updates) knowledge.learn(scan(update))
  return { knowledge, updates }
}
