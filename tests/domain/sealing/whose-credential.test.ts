import { expect, test } from 'vitest'
import { refuseCredential } from '#domain/sealing/whose-credential.ts'

const [k, other] = [new Uint8Array([1, 2]), new Uint8Array([3, 4])]
const free = { memberId: null, revokedAt: null }

test.each([
  ['that is nobody’s yet', null, free, null],
  ['that is theirs', k, { ...free, memberId: 'awa' }, null],
  ['when they have another, whatever became of this one', other, { ...free, memberId: 'bilal' }, 'not-your-credential'],
  ['when they have another and this one is free', other, free, 'not-your-credential'],
  ['of no roll', null, undefined, 'no-such-credential'],
  ['that was replaced', null, { ...free, revokedAt: new Date() }, 'credential-replaced'],
  ['under which someone else has voted', null, { ...free, memberId: 'bilal' }, 'used-by-another'],
])('a credential %s', (_, mine, found, refusal) => {
  expect(refuseCredential(mine, found, k, 'awa')).toBe(refusal)
})
