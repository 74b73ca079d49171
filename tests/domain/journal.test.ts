import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type ChainLine, deeds, factsOf, firstBroken, isDeed, isHandedOut, peopleOf, readChain, writeChainLine } from '#domain/journal.ts'

const follow = (former: string, text: string) => createHash('sha256').update(Buffer.from(former, 'hex')).update(text).digest('hex')
const zeros = '0'.repeat(64)

function chain(texts: string[], before = zeros): ChainLine[] {
  let hash = before
  return texts.map((text) => ({ hash: (hash = follow(hash, text)), text }))
}
const texts = ['{"what": "body-created"}', '{"what": "é"}', '{"what": "poll-created"}', '{"what": "poll-cancelled"}']
const lines = chain(texts)
const changed = (at: number, change: Partial<ChainLine>) => lines.map((line, place) => (place === at ? { ...line, ...change } : line))

describe('the lines of a journal', () => {
  test('follow from each other, and from nothing when there is none', () => {
    expect(lines[0]!.hash).toBe(createHash('sha256').update(Buffer.alloc(32)).update(texts[0]!).digest('hex'))
    expect(firstBroken(lines, follow)).toBeNull()
    expect(firstBroken([], follow)).toBeNull()
  })

  test('may be followed from any of them', () => {
    expect(firstBroken(lines.slice(2), follow, lines[1]!.hash)).toBeNull()
    expect(firstBroken(lines.slice(2), follow, lines[0]!.hash)).toBe(0)
  })

  test.each<[string, ChainLine[], number]>([
    ['one was changed', changed(1, { text: '{"what": "e"}' }), 1],
    ['one was changed with its hash', changed(1, { text: '{}', hash: follow(lines[0]!.hash, '{}') }), 2],
    ['one was taken out', lines.filter((_, at) => at !== 1), 1],
    ['the first was taken out', lines.slice(1), 0],
    ['one was slipped in', lines.toSpliced(2, 0, { hash: lines[1]!.hash, text: '{}' }), 2],
    ['two changed places', [lines[0]!, lines[2]!, lines[1]!, lines[3]!], 1],
  ])('are known to be broken where %s', (_, tampered, at) => {
    expect(firstBroken(tampered, follow)).toBe(at)
  })

  test('hold across one whose text is not handed out: the next one follows from its hash', () => {
    expect(firstBroken(changed(1, { text: null }), follow)).toBeNull()
    expect(firstBroken(changed(1, { text: null, hash: zeros }), follow)).toBe(2)
  })
})

describe('the file of a journal', () => {
  test('is read as it was written', () => {
    const withheld = changed(1, { text: null })
    expect(readChain(withheld.map(writeChainLine).join(''))).toEqual(withheld)
    expect(readChain('')).toEqual([])
  })

  test.each([
    ['cut short', lines.map(writeChainLine).join('').slice(0, -1)],
    ['without a hash', '- {}\n'],
    ['another file', 'bonjour\n'],
  ])('is none when it is %s', (_, file) => {
    expect(readChain(file)).toBeNull()
  })
})

describe('what a journal hands out', () => {
  test('names no one of a roll, and no deed that this version does not know', () => {
    expect(deeds.filter((what) => !isHandedOut(what))).toEqual(['poll-asked-again', 'elector-added', 'elector-removed'])
    expect([isHandedOut('something-new'), isDeed('something-new')]).toEqual([false, false])
    expect(peopleOf('elector-added', { memberId: 'm' })).toEqual([])
    expect(peopleOf('something-new', { memberId: 'm' })).toEqual([])
  })

  test('names whom a power was used on', () => {
    expect(peopleOf('member-removed', { memberId: 'm' })).toEqual(['m'])
    expect(peopleOf('officers-named', { assembly: 'a', chair: 'c', secretary: 's' })).toEqual(['c', 's'])
  })

  test('keeps figures and instants of a detail; no id, no sheet, no reason, nothing it does not know', () => {
    const detail = { electorate: 'e', memberId: 'm', sheet: 12, apart: 3, reason: 'Oubliée', version: 2, secret: 'x' }
    expect(factsOf(detail)).toEqual({ version: 2 })
  })
})
