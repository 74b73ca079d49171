import { randomBytes } from 'node:crypto'
import { aggregateHash } from '../../../domain/sealing/aggregate.ts'
import { publicKeyOf } from '../../../domain/sealing/board-key.ts'
import { compareBytes, concat, toHex } from '../../../domain/sealing/bytes.ts'
import { recordOf } from '../../../domain/sealing/ceremony-bytes.ts'
import { drawCode, readCode } from '../../../domain/sealing/code.ts'
import { credentialOf } from '../../../domain/sealing/credential.ts'
import type { Group } from '../../../domain/sealing/group.ts'
import { type Leaf, readLeaf, writeLeaf } from '../../../domain/sealing/leaf.ts'
import { openPoll } from '../../../domain/sealing/open-poll.ts'
import { decryptPartially } from '../../../domain/sealing/partial.ts'
import { receiveShares } from '../../../domain/sealing/shares.ts'
import { ceremonyIn, checkCeremony, type Mine, roundsOf, sharesOf } from '../../../domain/sealing/trustee.ts'
import { offices, type Stage } from './stage.ts'

// Those to whom a sealed poll is entrusted: what their pages do in a browser, with the same domain, through the same doors.

type Trust = {
  needed: number
  attempt: number
  me: number
  trustees: { name: string }[]
  said: { number: number; step: 'announcement'; bytes: string }[]
  codes: { rollSize: number; givenAt: string }
}
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** The key ceremony, each of the trustees saying their part when it is their turn; what each keeps of it. */
export async function holdCeremony({ knock }: Stage, group: Group, pollId: string) {
  const devices = offices.trustees.map((person) => ({ person, seed: randomBytes(32) }))
  type Device = (typeof devices)[number]
  const seen = async ({ person, seed }: Device) => {
    const trust = await knock<Trust>('GET', `/api/polls/${pollId}/trust`, undefined, person)
    const said = trust.said.map((one) => ({ ...one, bytes: new Uint8Array(Buffer.from(one.bytes, 'base64')) }))
    const mine: Mine = { pollId, needed: trust.needed, names: trust.trustees.map(({ name }) => name), said, seed, number: trust.me }
    return { attempt: trust.attempt, mine }
  }
  const parts = {
    announcement: (mine: Mine) => roundsOf(group, mine).announcement,
    opening: (mine: Mine) => roundsOf(group, mine).opening,
    shares: (mine: Mine) => sharesOf(group, mine),
    confirmation: (mine: Mine) => {
      const found = checkCeremony(group, mine)
      if ('wrong' in found) throw new Error(`wrong shares from ${found.wrong.join()}`)
      return found.hash
    },
  }
  for (const [step, part] of Object.entries(parts))
    for (const device of devices) {
      const { attempt, mine } = await seen(device)
      await knock('POST', `/api/polls/${pollId}/ceremony`, { attempt, step, bytes: base64(part(mine)) }, device.person)
    }
  return Promise.all(
    devices.map(async (device) => {
      const { mine } = await seen(device)
      const record = recordOf(ceremonyIn(mine), mine.said)!
      const shares = record.shares.map((sent) => sent[mine.number - 1]!)
      const commitments = record.second.slice(1).map((opening) => opening.commitments)
      const found = receiveShares(group, ceremonyIn(mine), device.seed, mine.number, { shares, commitments })
      if ('wrong' in found) throw new Error(`wrong shares from ${found.wrong.join()}`)
      return { person: device.person, number: mine.number, share: found.share }
    }),
  )
}

export type Trustee = Awaited<ReturnType<typeof holdCeremony>>[number]

/** The registrar draws a code for each person of the roll, and gives only what is public of them. */
export async function giveCodes({ knock }: Stage, group: Group, pollId: string) {
  const { codes: told } = await knock<Trust>('GET', `/api/polls/${pollId}/trust`, undefined, offices.registrar)
  const codes = Array.from({ length: told.rollSize }, () => drawCode(randomBytes(16)))
  const publics = codes.map((code) => credentialOf(group, pollId, readCode(code)!).publicBytes).sort(compareBytes)
  await knock('POST', `/api/polls/${pollId}/credentials`, concat(publicKeyOf(randomBytes(32)), ...publics), offices.registrar)
  const { givenAt } = (await knock<Trust>('GET', `/api/polls/${pollId}/trust`, undefined, offices.registrar)).codes
  await knock('POST', `/api/polls/${pollId}/codes-handed`, { givenAt }, offices.registrar)
  return codes
}

/** Two of the three trustees look at the sum on the board, say that they saw it, and give their part of the opening. */
export async function openSum({ knock }: Stage, group: Group, pollId: string, trustees: readonly Trustee[]) {
  const poll = openPoll(group, await knock<Uint8Array>('GET', `/api/polls/${pollId}/manifest`, undefined, 0))
  const aggregate = await aggregateOf()
  for (const { person, number, share } of trustees.slice(0, 2)) {
    await knock('POST', `/api/polls/${pollId}/opening/sums`, { hash: toHex(aggregateHash(aggregate)) }, person)
    const partial = decryptPartially(poll, poll.holders[number]!, share, aggregate, randomBytes(32))
    await knock('POST', `/api/polls/${pollId}/opening/partials`, writeLeaf(partial), person)
  }

  async function aggregateOf() {
    const { size } = await knock<{ size: number }>('GET', `/api/polls/${pollId}/board`, undefined, 0)
    const last = `/api/polls/${pollId}/board/leaves?from=${Math.max(0, size - 20)}`
    const { leaves } = await knock<{ leaves: { bytes: string }[] }>('GET', last, undefined, 0)
    const read = leaves.map(({ bytes }) => readLeaf(poll, Buffer.from(bytes, 'base64')))
    return read.find(({ kind }) => kind === 'aggregate') as Leaf & { kind: 'aggregate' }
  }
}
