import { readBallotParts } from '#domain/sealing/ballot-bytes.ts'
import { Malformed, toHex } from '#domain/sealing/bytes.ts'
import { readCode } from '#domain/sealing/code.ts'
import { openControl } from '#domain/sealing/control.ts'
import { readDossier } from '#domain/sealing/dossier.ts'
import { readHead, writeHead } from '#domain/sealing/head.ts'
import { readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { readManifest, writeManifest } from '#domain/sealing/manifest.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { readReceipt, writeReceipt } from '#domain/sealing/receipt.ts'
import { readRollEntry, writeRollEntry } from '#domain/sealing/roll.ts'
import type { SealedPoll } from '#domain/sealing/sealed-poll.ts'
import { readTracker } from '#domain/sealing/tracker.ts'
import { refuseCheaply, rowsHold } from '#domain/sealing/verify-ballot.ts'
import { readSeedWords } from '#domain/sealing/words.ts'
import { type Chance, chance } from './chance.ts'

/** Good bytes of every kind, from which chance makes bad ones. */
export type Samples = {
  poll: SealedPoll
  ballot: Uint8Array
  control: Uint8Array
  manifest: Uint8Array
  receipt: Uint8Array
  head: Uint8Array
  entry: Uint8Array
  leaves: readonly Uint8Array[]
  dossier: Uint8Array
}

/** A bit turned, a byte changed, a piece left out, doubled or moved, an end cut, or nothing but chance. */
function spoil(luck: Chance, good: Uint8Array): Uint8Array {
  const at = luck.below(good.length)
  const length = luck.below(Math.min(64, good.length - at)) + 1
  const piece = good.subarray(at, at + length)
  switch (luck.below(7)) {
    case 0:
      return good.with(at, good[at]! ^ (1 << luck.below(8)))
    case 1:
      return good.with(at, luck.pick([0, 1, 127, 128, 255, luck.below(256)]))
    case 2:
      return Uint8Array.of(...good.subarray(0, at), ...good.subarray(at + length))
    case 3:
      return Uint8Array.of(...good.subarray(0, at), ...piece, ...good.subarray(at))
    case 4:
      return good.slice(0, at)
    case 5:
      return good.slice().copyWithin(luck.below(good.length), at, at + length)
    default:
      return luck.bytes(luck.below(2 * good.length))
  }
}

/**
 * Gives every decoder what chance made of something good, `runs` times. A decoder reads or throws Malformed, nothing else; what
 * it reads is written again as the same bytes; and no spoiled ballot is accepted. Throws with the seed on the first breach.
 */
export async function fuzz(samples: Samples, seed: number, runs: number): Promise<{ read: number; refused: number }> {
  const luck = chance(`fuzz ${seed}`)
  const told = { read: 0, refused: 0 }
  for (let run = 0; run < runs; run++) {
    const [name, attempt] = luck.pick(attempts)
    try {
      await attempt(samples, luck)
      told.read++
    } catch (error) {
      if (!(error instanceof Malformed)) throw new Error(`${name}, seed ${seed}, run ${run}`, { cause: error })
      told.refused++
    }
  }
  return told
}

function sameAgain(given: Uint8Array, written: Uint8Array) {
  if (toHex(given) !== toHex(written)) throw new Error(`read ${toHex(given)}, wrote ${toHex(written)}`)
}

const attempts: [string, (samples: Samples, luck: Chance) => unknown][] = [
  ['ballot', ({ poll, ballot }, luck) => readBallotParts(poll, spoil(luck, ballot))],
  [
    'ballot accepted',
    ({ poll, ballot }, luck) => {
      const spoiled = spoil(luck, ballot)
      const unchanged = (end?: number) => toHex(spoiled.subarray(0, end)) === toHex(ballot.subarray(0, end))
      const accepted = refuseCheaply(poll, spoiled, () => ({ lastCounter: 0 })) === null
      // The rows say nothing of the signature, the last 64 bytes; they are slow, hence tried one time in ten.
      const held = luck.below(10) === 0 && rowsHold(poll, spoiled)
      if ((accepted && !unchanged()) || (held && !unchanged(-64))) throw new Error(toHex(spoiled))
    },
  ],
  ['control', ({ poll, control }, luck) => openControl(poll, spoil(luck, control))],
  [
    'manifest',
    ({ manifest }, luck) => {
      const spoiled = spoil(luck, manifest)
      sameAgain(spoiled, writeManifest(readManifest(spoiled)))
    },
  ],
  ['open poll', ({ poll, manifest }, luck) => openPoll(poll.group, spoil(luck, manifest))],
  [
    'receipt',
    ({ receipt }, luck) => {
      const spoiled = spoil(luck, receipt)
      sameAgain(spoiled, writeReceipt(readReceipt(spoiled)))
    },
  ],
  [
    'head',
    ({ head }, luck) => {
      const spoiled = spoil(luck, head)
      sameAgain(spoiled, writeHead(readHead(spoiled)))
    },
  ],
  [
    'roll entry',
    ({ entry }, luck) => {
      const spoiled = spoil(luck, entry)
      sameAgain(spoiled, writeRollEntry(readRollEntry(spoiled)))
    },
  ],
  [
    'leaf',
    ({ poll, leaves }, luck) => {
      const spoiled = spoil(luck, luck.pick(leaves))
      sameAgain(spoiled, writeLeaf(readLeaf(poll, spoiled)))
    },
  ],
  [
    'dossier',
    async ({ dossier }, luck) => {
      const size = luck.below(500) + 1
      const spoiled = spoil(luck, dossier)
      const chunks = async function* () {
        for (let at = 0; at < spoiled.length; at += size) yield spoiled.subarray(at, at + size)
      }
      for await (const record of readDossier(chunks())) void record
    },
  ],
  [
    'typed by people',
    (_, luck) => {
      const typed = String.fromCodePoint(
        ...Array.from({ length: luck.below(60) }, () => luck.pick([luck.below(128), luck.below(0xd800), 48 + luck.below(42)])),
      )
      readCode(typed)
      readTracker(typed)
      readSeedWords(typed)
    },
  ],
]
