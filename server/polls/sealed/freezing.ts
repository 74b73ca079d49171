import { setImmediate as breathe } from 'node:timers/promises'
import type { Db } from '#db/connect.ts'
import { sealingLimits } from '#domain/limits.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { type Manifest, writeManifest } from '#domain/sealing/manifest.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { type RollEntry, rollRoot, sortRoll, totalWeight } from '#domain/sealing/roll.ts'
import { memberCode, serverSecret } from '#domain/sealing/server-key.ts'
import { publicKeyOf } from '#domain/sealing/board-key.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { findPoll, type FoundPoll } from '../queries.ts'
import { appendLeaves, signBoard } from './board.ts'
import { insertCredentials } from './queries.ts'

/** Told instead of a coordinator's reason when a rule cancels a poll. */
export const tooFewVoters = 'too-few-voters'

/**
 * Freezes a secret poll whose roll was just written: its key, the credentials of its roll, its manifest, the first leaf of its board.
 * A roll too small for secrecy cancels it. Only for who holds the poll alone.
 */
export async function freezeSecret(trx: Db, sealing: Sealing, pollId: string, at: Date) {
  const poll = (await findPoll(trx, pollId))!
  const members = await trx.selectFrom('rollEntry').select('memberId').where('pollId', '=', pollId).execute()
  if (members.length < sealingLimits.fewestVoters) {
    await trx.updateTable('poll').set({ cancelledAt: at, cancelReason: tooFewVoters }).where('id', '=', pollId).execute()
    return
  }
  const pollKey = await sealing.keys.makePollKey(pollId)
  const holders: { memberId: string; k: Uint8Array }[] = []
  for (const [at, { memberId }] of members.entries()) {
    holders.push({ memberId, k: credentialOfMember(sealing, pollKey, pollId, memberId).publicBytes })
    if (at % 50 === 49) await breathe()
  }
  await insertCredentials(trx, pollId, holders)
  const electionKey = sealing.group.encode(sealing.group.multiplyBase(serverSecret(pollKey, poll.id)))
  const keys = { needed: 0, trustees: [], ceremony: new Uint8Array(32), serverKey: electionKey, electionKey, registrarKey: null }
  await raiseBoard(trx, sealing, { poll, roll: sortRoll(holders.map(({ k }) => ({ credential: k, weight: 1 }))), keys }, at)
}

export const credentialOfMember = ({ group }: Pick<Sealing, 'group'>, pollKey: Uint8Array, pollId: string, memberId: string) =>
  credentialOf(group, pollId, memberCode(pollKey, pollId, memberId))

/** roll: sorted. keys: the part of a manifest that depends on who holds the key. */
type Frozen = {
  poll: FoundPoll
  roll: readonly RollEntry[]
  keys: Pick<Manifest, 'needed' | 'trustees' | 'ceremony' | 'serverKey' | 'electionKey' | 'registrarKey'>
}

/** Freezes the manifest, and writes the first leaf of a board. Only for who holds the poll alone. */
export async function raiseBoard(trx: Db, sealing: Sealing, frozen: Frozen, at: Date) {
  const pollId = frozen.poll.id
  const boardKey = await sealing.keys.boardKey()
  const manifest = writeManifest(manifestOf(frozen, publicKeyOf(boardKey), sealing.booth.hash))
  await keepBooth(trx, sealing)
  await trx
    .insertInto('board')
    .values({ pollId, manifest: Buffer.from(manifest) })
    .execute()
  const opened = openPoll(sealing.group, manifest)
  await appendLeaves(trx, opened, [{ kind: 'open', ctx: opened.ctx, at: at.getTime() }], at)
  await signBoard(trx, opened, boardKey, at)
}

const manifestOf = ({ poll, roll, keys }: Frozen, boardKey: Uint8Array, booth: Uint8Array): Manifest => ({
  pollId: poll.id,
  level: poll.level === 'sealed' ? 'sealed' : 'secret',
  question: poll.question.normalize('NFC'),
  opensAt: poll.opensAt.getTime(),
  closesAt: poll.closesAt.getTime(),
  choices: poll.choices.map(({ id, label }) => ({ id, label: label.normalize('NFC') })),
  grades: poll.scale.map((label) => label.normalize('NFC')),
  revotes: poll.changes,
  missingGrades: poll.missingGrades,
  threshold: null,
  ties: 'shared-rank',
  minimum: sealingLimits.fewestBallots,
  roll: { size: roll.length, weight: totalWeight(roll), root: rollRoot(roll) },
  ...keys,
  boardKey,
  booth,
})

/** The page in which this poll's ballots are sealed is served from here until it closes, whatever is installed meanwhile. */
const keepBooth = (trx: Db, { booth }: Sealing) =>
  trx
    .insertInto('booth')
    .values({ hash: booth.hash, page: booth.page })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
