import { copyFile, link, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readIfThere, writeAgain } from '#server/sealing/key-files.ts'
import { fileOf, instanceKey, openKeys } from '#server/sealing/keys.ts'
import { rotateKeys } from '#server/sealing/rotate-keys.ts'
import { wrap } from '#server/sealing/wrapping.ts'

let folder: string
const path = (...parts: string[]) => join(folder, ...parts)
beforeEach(async () => void (folder = join(await mkdtemp(join(tmpdir(), 'preau-keys-')), 'keys')))
afterEach(() => rm(join(folder, '..'), { recursive: true }))

const hex = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString('hex')

describe('the key of a poll', () => {
  test('is one, whoever of several processes makes it first', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => openKeys(folder).makePollKey('abc')))
    expect(new Set(made.map(hex)).size).toBe(1)
    expect(hex(await openKeys(folder).pollKey('abc'))).toBe(hex(made[0]!))
    expect((await readdir(path('polls'))).sort()).toEqual(['abc.sealed'])
  })

  test('is readable by its owner only, and wrapped: the file does not hold it', async () => {
    const key = await openKeys(folder).makePollKey('abc')
    const modes = [folder, path('polls'), path('instance.key'), path('polls/abc.sealed')].map(async (one) => (await stat(one)).mode & 0o777)
    expect(await Promise.all(modes)).toEqual([0o700, 0o700, 0o600, 0o600])
    expect((await readFile(path('polls/abc.sealed'))).includes(Buffer.from(key))).toBe(false)
  })

  test('is not that of another poll whose file was put in its place', async () => {
    const keys = openKeys(folder)
    await keys.makePollKey('abc')
    await keys.makePollKey('def')
    await copyFile(path('polls/abc.sealed'), path('polls/def.sealed'))
    await expect(keys.pollKey('def')).rejects.toThrow()
    expect(await keys.pollKey('abc')).not.toBe(null)
  })

  test('is gone once it was destroyed, however often', async () => {
    const keys = openKeys(folder)
    await keys.makePollKey('abc')
    await keys.destroyPollKey('abc')
    await keys.destroyPollKey('abc')
    expect(await keys.pollKey('abc')).toBe(null)
    expect(await readdir(path('polls'))).toEqual([])
  })

  test('is told to be lost, not absent, when the instance key is', async () => {
    await openKeys(folder).makePollKey('abc')
    await rm(path('instance.key'))
    await expect(openKeys(folder).pollKey('abc')).rejects.toThrow(/the instance key that wraps polls\/abc is not in/)
    await expect(openKeys(folder).makePollKey('abc')).rejects.toThrow(/instance key/)
    // Nor is another made beside it, which a backup would then overwrite.
    await expect(openKeys(folder).makePollKey('def')).rejects.toThrow(/the instance key is not in/)
    expect(await readdir(folder)).toEqual(['polls'])
  })

  test('comes back with a backup of the folder', async () => {
    const key = await openKeys(folder).makePollKey('abc')
    const backup = await readFile(path('instance.key'))
    await rm(path('instance.key'))
    await writeAgain(path('instance.key'), backup)
    expect(hex(await openKeys(folder).pollKey('abc'))).toBe(hex(key))
  })
})

describe('a rotation', () => {
  const polls = ['abc', 'def', 'ghi']
  const everyKey = async () => {
    const keys = openKeys(folder)
    return [hex(await keys.boardKey()), ...(await Promise.all(polls.map(async (poll) => hex(await keys.pollKey(poll)))))]
  }
  async function makeAll() {
    const keys = openKeys(folder)
    await keys.boardKey()
    for (const poll of polls) await keys.makePollKey(poll)
    return everyKey()
  }

  test('keeps every key and changes what wraps it: the former instance key opens nothing any more', async () => {
    const before = await makeAll()
    const former = await readFile(path('instance.key'))
    expect(await rotateKeys(folder, 0)).toBe(4)
    expect(await everyKey()).toEqual(before)
    expect((await readdir(folder)).sort()).toEqual(['board.sealed', 'instance.key', 'polls'])
    expect(await readFile(path('instance.key'))).not.toEqual(former)
    await writeAgain(path('instance.key'), former)
    await expect(openKeys(folder).pollKey('abc')).rejects.toThrow(/instance key/)
  })

  test('loses no key that is made meanwhile', async () => {
    const before = await makeAll()
    const made = new Map<string, string>()
    const rotation = rotateKeys(folder, 400)
    let over = false
    void rotation.then(() => (over = true))
    for (let n = 0; !over; n++) made.set(`new${n}`, hex(await openKeys(folder).makePollKey(`new${n}`))!)
    await rotation
    expect(made.size).toBeGreaterThan(0)
    expect(await everyKey()).toEqual(before)
    for (const [poll, key] of made) expect(hex(await openKeys(folder).pollKey(poll))).toBe(key)
    expect(await readIfThere(path('instance.key.former'))).toBe(null)
  })

  const next = () => instanceKey(folder, 'instance.key.next')
  const wrapByNext = async (name: string) => {
    const key = name === 'board' ? await openKeys(folder).boardKey() : await openKeys(folder).pollKey(name.slice('polls/'.length))
    await writeAgain(fileOf(folder, name), wrap(await next(), name, key!))
  }
  const steps = [
    ['the new instance key was made', next],
    ['half of the keys were wrapped again', () => Promise.all(['board', 'polls/abc'].map(wrapByNext))],
    ['all of them were', () => Promise.all(['polls/def', 'polls/ghi'].map(wrapByNext))],
    ['the former instance key was put aside', () => link(path('instance.key'), path('instance.key.former'))],
    ['the new one took its place', () => rename(path('instance.key.next'), path('instance.key'))],
  ] as const

  test.each(steps.map(([what], at) => [what, at] as const))('that is cut short after %s goes on when it is run again', async (_, at) => {
    const before = await makeAll()
    const former = await readFile(path('instance.key'))
    for (const [, step] of steps.slice(0, at + 1)) await step()
    expect(await everyKey()).toEqual(before)
    expect(await rotateKeys(folder, 0)).toBe(4)
    expect(await everyKey()).toEqual(before)
    expect((await readdir(folder)).sort()).toEqual(['board.sealed', 'instance.key', 'polls'])
    expect(await readFile(path('instance.key'))).not.toEqual(former)
  })
})

test('keys of the demonstration, in a folder within, are not those of the installation around it', async () => {
  await openKeys(path('demo')).pollKey('p')
  await openKeys(path('demo')).boardKey()
  expect(await instanceKey(folder, 'instance.key')).not.toEqual(await instanceKey(path('demo'), 'instance.key'))
})
