import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '#domain/sealing/bytes.ts'
import { openControl } from '#domain/sealing/control.ts'
import { rowsHold } from '#domain/sealing/verify-ballot.ts'
import { verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { findOrObtain } from '../../distribution.ts'
import { groups } from './backends.ts'
import { reopened } from './election.ts'
import { asText, makeVectors } from './vectors.ts'

const text = readFileSync(new URL('../../vectors/sealing.json', import.meta.url), 'utf8')
const stored: Awaited<ReturnType<typeof makeVectors>> = JSON.parse(text)

test('the same randomness gives the bytes that were published', async () => {
  expect(asText(await makeVectors())).toBe(text)
})

test.each(groups)('the published poll is verified by $name', async (group) => {
  const verdict = await verifyDossier(group, reopened(fromHex(stored.poll.dossier)))
  expect(verdict.fault).toBeNull()
  if (verdict.fault === null) expect(verdict.board.result?.counts).toEqual(stored.poll.result)
})

test.each(groups)('the published ballot of 3,941 bytes holds by $name, and its control says its grades', (group) => {
  const { large } = stored
  const key = group.prepare(group.decode(fromHex(large.electionKey))!)
  const poll = { group, id: large.pollId, ctx: fromHex(large.ctx), key, choices: large.choices, grades: large.grades }
  expect(rowsHold(poll, fromHex(large.ballot.ballot))).toBe(true)
  const opened = openControl(poll, fromHex(large.ballot.control))
  expect(opened?.grades).toEqual(large.ballot.grades)
  expect(toHex(opened!.leafHash)).toBe(large.ballot.leafHash)
})

// The specification is complete if someone who reads only it writes a verifier that agrees. This one is in Python, with nothing but
// its standard library, and its own ristretto255 and Ed25519.
test('an independent program in another language agrees with every vector, and finds a byte that was changed', () => {
  const python = findOrObtain('python3')
  const program = resolve(import.meta.dirname, '../../independent/verify.py')
  const run = (input: string, ...rest: string[]) => spawnSync(python, [program, ...rest], { input, encoding: 'utf8' })
  const good = run(text, '--vectors')
  expect(good.stderr).toBe('')
  expect(good.stdout).toContain('every vector agrees')
  const { dossier } = stored.poll
  for (const share of [0.3, 0.6, 0.97]) {
    const at = 2 * Math.floor((share * dossier.length) / 2)
    const changed =
      dossier.slice(0, at) + (parseInt(dossier.slice(at, at + 2), 16) ^ 1).toString(16).padStart(2, '0') + dossier.slice(at + 2)
    const bad = run(changed, '--hex')
    expect([bad.status, bad.stdout]).toEqual([1, expect.stringMatching(/^fault/)])
  }
}, 120_000)
