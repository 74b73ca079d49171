import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { type Credential, credentialOf } from '#domain/sealing/credential.ts'
import type { Group } from '#domain/sealing/group.ts'
import type { SealedPoll } from '#domain/sealing/sealed-poll.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import type { Chance } from './chance.ts'

/** A poll of the size a test needs, its key held by the test. */
export function smallPoll(chance: Chance, shape: { choices: number; grades: number }, group: Group = nobleGroup) {
  const secret = chance.scalar()
  const poll: SealedPoll = { group, id: 'a-poll', ctx: chance.bytes(64), key: group.prepare(group.multiplyBase(secret)), ...shape }
  return { poll, secret }
}

export const voter = (chance: Chance, poll: SealedPoll): Credential => credentialOf(poll.group, poll.id, chance.bytes(32))

export const gradesOf = (chance: Chance, { choices, grades }: SealedPoll) => Array.from({ length: choices }, () => chance.below(grades))

/** A ballot as the booth makes it; chance chooses what is not said. */
export function cast(chance: Chance, poll: SealedPoll, said: { credential?: Credential; counter?: number; grades?: number[] } = {}) {
  const { credential = voter(chance, poll), counter = 1, grades = gradesOf(chance, poll) } = said
  return { credential, counter, grades, ...sealBallot(poll, { credential, counter, grades, random: chance.bytes(64) }) }
}
