import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memberLimits } from '#domain/body.ts'
import { documentLimits, fileLimits, liveLimits } from '#domain/document.ts'
import { mailingLimits } from '#domain/mailing.ts'
import {
  assemblyLimits,
  consultationLimits,
  discussionLimits,
  historyLimits,
  journalLimits,
  limits,
  pageSize,
  ratificationLimits,
  rollLimits,
  sealingLimits,
} from '#domain/limits.ts'
import { trustLimits } from '#domain/trustees.ts'
import { assemblyDoors } from '#server/assemblies/doors.ts'
import { holdingDoors } from '#server/assemblies/holding-doors.ts'
import { bodyDoors } from '#server/bodies/doors.ts'
import { consultationDoors } from '#server/consultations/doors.ts'
import { discussionDoors } from '#server/discussion/doors.ts'
import { documentDoors } from '#server/documents/doors.ts'
import type { DoorShape } from '#server/door.ts'
import { electorateDoors } from '#server/electorates/doors.ts'
import { historyDoors } from '#server/history/doors.ts'
import { invitationDoors } from '#server/invitations/doors.ts'
import { journalDoors } from '#server/journals/doors.ts'
import { mailingDoors } from '#server/mailings/doors.ts'
import { memberDoors } from '#server/members/doors.ts'
import { pollDoors } from '#server/polls/doors.ts'
import { sealedDoors } from '#server/polls/sealed/doors.ts'
import { trustDoors } from '#server/polls/sealed/trust-doors.ts'
import { ratificationDoors } from '#server/ratification/doors.ts'
import { setupDoors } from '#server/setup/routes.ts'
import { votingLinkDoors } from '#server/voting-links/doors.ts'

const page = readFileSync(new URL('../../docs/rights.md', import.meta.url), 'utf8')
const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
const code = (cell = '') => /^`([^`]+)`$/.exec(cell)?.[1]

type Tree = { readonly [name: string]: number | Tree }

/** Every figure of the code by its path: `limits.poll.choices.max`. limits.rates are told door by door. */
function leaves(tree: Tree, path: string): [string, number][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'number' ? [[`${path}.${name}`, value] as [string, number]] : leaves(value, `${path}.${name}`),
  )
}

const { rates: _, ...pollLimits } = limits
const inTheCode = new Map<string, number>([
  ...leaves(memberLimits, 'memberLimits'),
  ...leaves(documentLimits, 'documentLimits'),
  ...leaves(fileLimits, 'fileLimits'),
  ...leaves(liveLimits, 'liveLimits'),
  ...leaves(pollLimits, 'limits'),
  ...leaves(sealingLimits, 'sealingLimits'),
  ...leaves(trustLimits, 'trustLimits'),
  ...leaves(ratificationLimits, 'ratificationLimits'),
  ...leaves(historyLimits, 'historyLimits'),
  ...leaves(discussionLimits, 'discussionLimits'),
  ...leaves(mailingLimits, 'mailingLimits'),
  ...leaves(rollLimits, 'rollLimits'),
  ...leaves(assemblyLimits, 'assemblyLimits'),
  ...leaves(consultationLimits, 'consultationLimits'),
  ...leaves(journalLimits, 'journalLimits'),
  ['pageSize', pageSize],
])

const units: Record<string, number> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000, KiB: 1024, MiB: 1024 ** 2 }

/** What a figure of the page may be in the code: `15 minutes` is 15 where the name says Minutes, 900,000 where it counts in ms. */
function readings(figure: string, name: string) {
  const [, digits = '', unit = ''] = /^([\d,.]+)(?: (\w+))?$/.exec(figure) ?? []
  const count = Number(digits.replaceAll(',', ''))
  const named = unit !== '' && name.toLowerCase().endsWith(unit.toLowerCase())
  return named || unit === '' ? count : count * units[unit]!
}

describe('docs/rights.md', () => {
  test('tells every figure of the code, and the figure is that of the code', () => {
    const told = new Map(rows.flatMap(([, , figure = '', cell]) => (inTheCode.has(code(cell)!) ? [[code(cell)!, figure] as const] : [])))
    expect([...inTheCode.keys()].filter((name) => !told.has(name))).toEqual([])
    for (const [name, figure] of told) expect([name, readings(figure, name)]).toEqual([name, inTheCode.get(name)])
  })

  test('names no figure that the code does not have', () => {
    const named = rows.flatMap(([, , , cell]) => (/^\w*[lL]imits\./.test(code(cell) ?? '') ? [code(cell)!] : []))
    expect(named.filter((name) => !inTheCode.has(name))).toEqual([])
  })

  test('tells the rate of every door that has one of its own', () => {
    const doors: Record<string, DoorShape> = {
      ...setupDoors,
      ...memberDoors,
      ...bodyDoors,
      ...invitationDoors,
      ...documentDoors,
      ...historyDoors,
      ...pollDoors,
      ...sealedDoors,
      ...trustDoors,
      ...ratificationDoors,
      ...discussionDoors,
      ...votingLinkDoors,
      ...mailingDoors,
      ...electorateDoors,
      ...assemblyDoors,
      ...holdingDoors,
      ...consultationDoors,
      ...journalDoors,
    }
    const limited = Object.entries(doors).flatMap(([name, { method, url, limit }]) =>
      limit
        ? [
            [
              `${method} ${url}`,
              `${limit.max.toLocaleString('en')} in ${limit.minutes} ${limit.minutes === 1 ? 'minute' : 'minutes'}`,
              name,
            ],
          ]
        : [],
    )
    const told = rows.flatMap(([, door, figure, cell]) => (code(door) ? [[code(door), figure, code(cell)]] : []))
    expect(told.sort()).toEqual(limited.sort())
  })

  test('tells the general rates and the size that the server applies', () => {
    const server = (file: string) => readFileSync(new URL(`../../server/${file}`, import.meta.url), 'utf8')
    expect(server('app.ts')).toContain('max: 6000, timeWindow: 60_000')
    expect(server('app.ts')).toContain('bodyLimit: 64 * 1024')
    expect(server('pages.ts')).toContain('max: 6000, timeWindow: 60_000')
    for (const words of [
      'any door that says nothing else | 6,000 in 1 minute',
      'pages | 6,000 in 1 minute',
      'at most 64 KiB',
      `roll of at most ${limits.namedBallots}`,
    ])
      expect(page).toContain(words)
  })
})
